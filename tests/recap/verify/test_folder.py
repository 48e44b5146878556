import json
import shutil
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recap.domain import public_part
from recap.domain.canonical import canonical
from recap.domain.tlog import note, policy, tiles
from recap.domain.tlog.note import COSIGNATURE
from recap.domain.tlog.policy import Policy
from recap.verify.findings import Failure
from recap.verify.folder import verify
from recap.verify.outcome import Given, Report
from recap.verify.source import FolderSource
from recap.witness.signing import Signer, new_signer
from tests.verifying import CONTEST, ORIGIN, City, codes, digest


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> City:
    city = City(tmp_path_factory.mktemp("city") / "published")
    city.publish()
    city.count(city.stations[0])
    city.count(city.stations[5])
    city.publish()
    city.count(city.stations[0], PAS1=199, PAS2=101)
    city.publish()
    return city


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stations, published twice: few files, each of them tried."""
    city = City(tmp_path_factory.mktemp("hamlet"), codes(1, 1, 2))
    city.publish()
    city.count(city.stations[0])
    city.publish()
    return city.root


@pytest.fixture
def root(made: City, tmp_path: Path) -> Path:
    shutil.copytree(made.root, tmp_path / "copy")
    return tmp_path / "copy"


def check(root: Path, given: Given | None = None) -> Report:
    return verify(FolderSource(root), given or Given())


def said(report: Report) -> list[str]:
    return [f"{each.failure.name} {each.path} {each.say('en')}" for each in report.found.findings]


def test_an_honest_folder_holds(root: Path) -> None:
    assert said(check(root)) == []


def test_two_processes_find_what_one_does(root: Path) -> None:
    place = next((root / "photos").iterdir())
    place.write_bytes(b"another picture")

    alone, together = check(root), check(root, Given(processes=2))

    assert said(alone) == said(together) != []
    assert alone.found.counts == together.found.counts


def test_everything_is_counted(root: Path) -> None:
    counts = check(root).found.counts

    assert (counts["station"], counts["area"], counts["manifest"]) == (8, 7, 3)
    assert counts["entry"] == len(tiles.unbundle((root / "tile/entries/000.p/35").read_bytes(), tiles.Tile(-1, 0, 35)))


def test_the_totals_are_those_of_the_newest_publication(root: Path) -> None:
    (total,) = check(root).totals

    assert (total.area["stations_in"], total.area["values"]["PAS1"]) == (2, 399)


def test_a_changed_byte_in_any_file_is_found(hamlet: Path) -> None:
    missed = []
    for path in sorted(place for place in hamlet.rglob("*") if place.is_file()):
        before = path.read_bytes()
        middle = len(before) // 2
        path.write_bytes(before[:middle] + bytes([before[middle] ^ 1]) + before[middle + 1 :])
        if not check(hamlet).failures:
            missed.append(str(path.relative_to(hamlet)))
        path.write_bytes(before)

    assert missed == []


def test_every_missing_file_is_found(hamlet: Path) -> None:
    missed = []
    for path in sorted(place for place in hamlet.rglob("*") if place.is_file()):
        before = path.read_bytes()
        path.unlink()
        if not check(hamlet).failures:
            missed.append(str(path.relative_to(hamlet)))
        path.write_bytes(before)

    # Tiles of an earlier head of the log may be kept and may be removed.
    now = {tile.path for tile in tiles.tiles(19)}
    assert [path for path in missed if not path.startswith("tile/") or path in now] == []


@pytest.mark.parametrize("path", ["extra.txt", "objects/extra.json", ".tmp123", "tile/0/000.p/99", "tile/9/000"])
def test_a_file_nobody_names_is_found(root: Path, path: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(b"x")

    assert check(root).failures == {Failure.STRAY}


def test_a_link_to_a_folder_is_a_file_nobody_names(root: Path, tmp_path: Path) -> None:
    (root / "more").symlink_to(tmp_path)

    assert check(root).failures == {Failure.STRAY}


def test_a_partial_tile_of_an_earlier_head_belongs_to_the_log(root: Path) -> None:
    whole = (root / "tile/0/000.p/35").read_bytes()
    (root / "tile/0/000.p/7").write_bytes(whole[: 7 * 32])

    assert said(check(root)) == []


def test_a_partial_tile_of_another_log_is_found(root: Path) -> None:
    (root / "tile/0/000.p/7").write_bytes(bytes(7 * 32))

    assert check(root).failures == {Failure.FORK}


def test_a_folder_that_was_rolled_back_is_found(root: Path) -> None:
    first = json.loads((root / "manifest.json").read_bytes())["previous"]
    first = json.loads((root / f"manifests/{first}.json").read_bytes())["previous"]
    for suffix in ("json", "sig"):
        shutil.copy(root / f"manifests/{first}.{suffix}", root / f"manifest.{suffix}")

    assert Failure.HISTORY in check(root).failures


def test_a_publication_that_is_logged_and_never_shown_is_found(root: Path) -> None:
    before = json.loads((root / "manifest.json").read_bytes())["previous"]
    for suffix in ("json", "sig"):
        shutil.copy(root / f"manifests/{before}.{suffix}", root / f"manifest.{suffix}")

    assert Failure.HISTORY in check(root).failures


def test_a_publication_that_becomes_visible_meanwhile_is_waited_for(root: Path) -> None:
    newest = {suffix: (root / f"manifest.{suffix}").read_bytes() for suffix in ("json", "sig")}
    before = json.loads(newest["json"])["previous"]
    for suffix in newest:
        shutil.copy(root / f"manifests/{before}.{suffix}", root / f"manifest.{suffix}")

    def show() -> None:
        for suffix, content in newest.items():
            (root / f"manifest.{suffix}").write_bytes(content)

    publishing = Timer(0.2, show)
    publishing.start()
    report = check(root, Given(patience_s=10))
    publishing.join()

    assert said(report) == []


def test_files_of_a_publication_that_is_not_logged_yet_are_not_strays(made: City, root: Path) -> None:
    manifest = json.loads((root / "manifest.json").read_bytes())
    manifest |= {"previous": digest((root / "manifest.json").read_bytes()), "notes": ["the next one"]}
    content = canonical(manifest).encode()
    (root / f"manifests/{digest(content)}.json").write_bytes(content)
    (root / f"manifests/{digest(content)}.sig").write_bytes(b64encode(made.key.sign(content)))

    assert said(check(root)) == []


def forged(city: City, root: Path, change: Callable[[dict[str, object]], None], *, logged: bool) -> None:
    """Put another manifest in the place of the newest one, signed with the stolen key."""
    manifest = json.loads((root / "manifest.json").read_bytes())
    change(manifest)
    content = canonical(manifest).encode()
    signature = b64encode(city.key.sign(content))
    for path in ("manifest", f"manifests/{digest(content)}"):
        (root / f"{path}.json").write_bytes(content)
        (root / f"{path}.sig").write_bytes(signature)
    if logged:
        entries = list(city.entries)
        roots = {str(CONTEST): manifest["contests"][CONTEST]["node"]}
        city.root = root
        city.log("publication", public=public_part.publication(digest(content), manifest["log"]["size"], roots))
        city.head()
        city.entries = entries


def test_a_manifest_signed_with_the_stolen_key_is_not_in_the_log(made: City, root: Path) -> None:
    forged(made, root, lambda manifest: manifest.update(notes=["other words"]), logged=False)

    assert Failure.HISTORY in check(root).failures


def test_a_publication_that_skips_the_one_before_is_found(made: City, root: Path) -> None:
    first = json.loads((root / "manifest.json").read_bytes())["previous"]
    first = json.loads((root / f"manifests/{first}.json").read_bytes())["previous"]
    home = made.root

    forged(made, root, lambda manifest: manifest.update(previous=first), logged=True)
    made.root = home

    assert Failure.HISTORY in check(root).failures


def test_a_manifest_without_valid_signature_is_found(root: Path) -> None:
    content = (root / "manifest.json").read_bytes()
    signature = b64encode(Ed25519PrivateKey.generate().sign(content))
    (root / "manifest.sig").write_bytes(signature)
    (root / f"manifests/{digest(content)}.sig").write_bytes(signature)

    assert check(root).failures == {Failure.SIGNATURE}


def test_entries_that_changed_places_are_found(made: City, root: Path) -> None:
    home, entries = made.root, list(made.entries)
    made.root = root
    made.entries[6], made.entries[7] = made.entries[7], made.entries[6]
    old = (root / "checkpoint").read_bytes()
    made.head()
    (root / "checkpoint").write_bytes(old)
    made.root, made.entries = home, entries

    assert Failure.FORK in check(root).failures


def test_an_act_logged_twice_is_found(made: City, root: Path) -> None:
    home, entries = made.root, list(made.entries)
    made.root = root
    made.entries.append(made.entries[4])
    made.head()
    made.root, made.entries = home, entries

    assert Failure.FORK in check(root).failures


def test_the_given_key_of_the_log_is_believed_and_no_other(made: City, root: Path) -> None:
    mine, other = made.signers[0].verifier, new_signer(ORIGIN).verifier

    assert said(check(root, Given(log_keys=(mine,)))) == []
    assert check(root, Given(log_keys=(other,))).failures >= {Failure.KEY, Failure.CHECKPOINT}


def cosigned(root: Path, *signers: Signer) -> None:
    """Let witnesses cosign the head of the log."""
    signed = note.parse((root / "checkpoint").read_bytes())
    lines = [signer.cosign(signed.text, 1_732_700_000) for signer in signers]
    (root / "checkpoint").write_bytes(signed.signed(*lines).encode())


def demanding(made: City, least: int, *witnesses: Signer) -> Policy:
    """A policy by which at least so many of these witnesses must have cosigned."""
    lines = [f"log {made.signers[0].verifier.text}"]
    lines += [f"witness w{n} {each.verifier.text}" for n, each in enumerate(witnesses)]
    lines += [f"group all {least} {' '.join(f'w{n}' for n in range(len(witnesses)))}", "quorum all"]
    return policy.parse("".join(f"{line}\n" for line in lines).encode())


def test_enough_witnesses_make_a_policy_hold(made: City, root: Path) -> None:
    first, second, third = (new_signer(f"saksi{n}.example", COSIGNATURE) for n in range(3))
    cosigned(root, first, third)

    report = check(root, Given(policy=demanding(made, 2, first, second, third)))

    assert said(report) == []
    assert report.signed is not None
    assert [each.name for each in report.signed.judged.cosigned] == ["w0", "w2"]


def test_too_few_witnesses_are_found(made: City, root: Path) -> None:
    first, second = (new_signer(f"saksi{n}.example", COSIGNATURE) for n in range(2))
    cosigned(root, first)

    assert check(root, Given(policy=demanding(made, 2, first, second))).failures == {Failure.CHECKPOINT}


def test_a_signature_of_a_key_nobody_named_is_found(root: Path) -> None:
    cosigned(root, new_signer("orang.example", COSIGNATURE))

    assert check(root).failures == {Failure.CHECKPOINT}


def test_the_witnesses_the_folder_names_are_known(made: City, root: Path) -> None:
    witness = new_signer("saksi.example", COSIGNATURE)
    cosigned(root, witness)
    (root / "keys/policy.txt").write_text(f"witness saksi {witness.verifier.text}\nquorum saksi\n")
    (root / "keys/policy.sig").write_bytes(b64encode(made.key.sign((root / "keys/policy.txt").read_bytes())))

    assert said(check(root)) == []


def test_the_given_authority_must_be_the_one_in_the_folder(root: Path) -> None:
    assert check(root, Given(root_sha256="ab" * 32)).failures == {Failure.KEY}


def test_what_is_no_publication_is_told_as_such(tmp_path: Path) -> None:
    report = check(tmp_path)

    assert report.manifest is None
    assert Failure.MISSING in report.failures
