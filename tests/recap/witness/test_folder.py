import json
import stat
from pathlib import Path

import pytest

from recap.domain.refusals.tlog import KeyBroken, NoteForged, PolicyBroken
from recap.domain.refusals.witness import WitnessBusy, WitnessFolderMissing, WitnessFolderTaken
from recap.domain.tlog.note import COSIGNATURE, Note
from recap.witness.folder import WitnessFolder
from recap.witness.signing import Signer, new_signer, parse_signer
from tests import synced

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "tlog.json").read_text())


@pytest.fixture
def folder(tmp_path: Path) -> WitnessFolder:
    here = WitnessFolder(tmp_path / "witness")
    here.make("witness.example/w1")
    return here


def key_list(first: Signer, *later: Signer) -> bytes:
    """A log's keys/log.txt: every later key endorsed by the one before."""
    content, before = f"{first.verifier.text}\n".encode(), first
    for key in later:
        text = f"{key.name}\n{key.verifier.text}\n"
        content += b"\n" + Note(text, (before.sign(text),)).encode()
        before = key
    return content


def test_a_published_private_key_is_read_and_written_alike() -> None:
    signer = parse_signer(VECTORS["keys"]["ed25519_secret"])

    assert signer.text == VECTORS["keys"]["ed25519_secret"]
    assert signer.verifier.text == VECTORS["keys"]["ed25519"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PRIVATE+KEY+a+b",
        VECTORS["keys"]["ed25519"],
        "PRIVATE+KEY+Wit2+55ee4561+AeadRiG7XM4XiieCHzD8lxysXMwcViy5nYsoXURWGrlE",
    ],
)
def test_what_is_no_private_key_is_refused(text: str) -> None:
    with pytest.raises(KeyBroken):
        parse_signer(text)


def test_the_key_is_the_owner_s_alone(folder: WitnessFolder) -> None:
    signer = folder.signer()

    assert (signer.name, signer.kind) == ("witness.example/w1", COSIGNATURE)
    assert stat.S_IMODE((folder.path / "witness.key").stat().st_mode) == 0o600


def test_a_key_is_never_replaced(folder: WitnessFolder) -> None:
    before = folder.signer()

    with pytest.raises(WitnessFolderTaken):
        folder.make("another")

    assert folder.signer().verifier == before.verifier


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return synced.steps(monkeypatch)


def test_a_new_key_is_on_the_disk_with_its_name_before_it_is_told(tmp_path: Path, steps: list[str]) -> None:
    WitnessFolder(tmp_path / "srv" / "witness").make("witness.example/w1")

    assert steps == [
        f"{tmp_path.name}: srv",
        "srv: witness",
        "witness.key",
        "witness: memory.sqlite, witness.key",
    ]


def test_a_retired_key_does_not_come_back_with_a_crash(folder: WitnessFolder, steps: list[str]) -> None:
    folder.trust(new_signer("recap.example/log").verifier.text.encode())

    assert steps == ["logs.draft", "logs.draft -> logs.txt", "witness: logs.txt, memory.sqlite, witness.key"]


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\tb"])
def test_a_name_that_no_note_can_carry_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyBroken):
        WitnessFolder(tmp_path / "other").make(name)


def test_a_folder_without_a_key_is_no_witness(tmp_path: Path) -> None:
    with pytest.raises(WitnessFolderMissing):
        WitnessFolder(tmp_path).signer()


def test_a_log_is_watched_by_its_key(folder: WitnessFolder) -> None:
    log = new_signer("recap.example/log")

    assert folder.watched() == ()
    assert folder.trust(log.verifier.text.encode()) == (log.verifier,)
    assert folder.trust(log.verifier.text.encode()) == ()
    assert folder.watched() == (log.verifier,)


def test_a_newer_key_is_taken_if_a_known_one_has_endorsed_it_and_the_older_retire(folder: WitnessFolder) -> None:
    old, middle, new = (new_signer("recap.example/log") for _ in range(3))
    other = new_signer("other.example/log")
    folder.trust(old.verifier.text.encode())
    folder.trust(other.verifier.text.encode())

    assert folder.trust(key_list(old, middle)) == (middle.verifier,)
    assert folder.trust(key_list(old, middle, new)) == (new.verifier,)
    assert folder.watched() == (other.verifier, new.verifier)
    assert (folder.path / "logs.txt").read_text().count("# retired: log recap.example/log+") == 2


def test_a_list_older_than_what_is_known_brings_no_key_back(folder: WitnessFolder) -> None:
    old, new = new_signer("recap.example/log"), new_signer("recap.example/log")
    folder.trust(key_list(old, new))

    with pytest.raises(KeyBroken, match="endorsed"):
        folder.trust(key_list(old))
    assert folder.trust(key_list(old, new)) == ()
    assert folder.watched() == (new.verifier,)


def test_a_key_nobody_known_has_endorsed_is_refused(folder: WitnessFolder) -> None:
    known, stranger = new_signer("recap.example/log"), new_signer("recap.example/log")
    folder.trust(known.verifier.text.encode())

    with pytest.raises(KeyBroken, match="endorsed"):
        folder.trust(stranger.verifier.text.encode())
    with pytest.raises(KeyBroken, match="endorsed"):
        folder.trust(key_list(stranger, new_signer("recap.example/log")))
    assert folder.watched() == (known.verifier,)


def test_keys_from_before_a_known_one_are_not_taken(folder: WitnessFolder) -> None:
    before, known, after = (new_signer("recap.example/log") for _ in range(3))
    folder.trust(known.verifier.text.encode())

    assert folder.trust(key_list(before, known, after)) == (after.verifier,)


def test_an_endorsement_that_was_not_signed_is_refused(folder: WitnessFolder) -> None:
    old, new = new_signer("recap.example/log"), new_signer("recap.example/log")
    text = f"{new.name}\n{new.verifier.text}\n"
    forged = Note(text, (old.sign("something else\n"),)).encode()

    with pytest.raises(NoteForged):
        folder.trust(f"{old.verifier.text}\n\n".encode() + forged)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff", b"a\n\nb", VECTORS["keys"]["cosignature"].encode()])
def test_what_is_no_key_of_a_log_is_refused(folder: WitnessFolder, content: bytes) -> None:
    with pytest.raises(KeyBroken):
        folder.trust(content)


def test_a_line_its_operator_wrote_wrongly_is_named(folder: WitnessFolder) -> None:
    (folder.path / "logs.txt").write_text("# mine\nlog nonsense\n")

    with pytest.raises(PolicyBroken, match="line 2"):
        folder.watched()


def test_one_process_serves_a_folder(folder: WitnessFolder) -> None:
    with folder.taken(), pytest.raises(WitnessBusy), folder.taken():
        pass
    with folder.taken():
        pass
