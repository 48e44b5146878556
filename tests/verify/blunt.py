"""Mutations that need no key and no understanding: bytes, files, packed siblings, old files put back."""

import gzip

from recap.domain.tlog import tiles
from recap.verify.findings import Failure
from tests.verify.forger import Forger, Reach
from tests.verify.kinds import kind


def any_path(forger: Forger, start: str = "", end: str = "") -> str | None:
    """Return a file; every folder and kind of file is as likely as any other, however many there are of it."""
    groups: dict[tuple[str, str], list[str]] = {}
    for path in sorted(forger.files):
        if path.startswith(start) and path.endswith(end):
            folder = path.partition("/")[0] if "/" in path else path
            groups.setdefault((folder, path.rpartition(".")[2]), []).append(path)
    return forger.choose.choice(groups[forger.choose.choice(sorted(groups))]) if groups else None


@kind()
def flip_a_bit(forger: Forger) -> bool:
    path = any_path(forger)
    assert path is not None
    content = bytearray(forger.files[path])
    content[forger.choose.randrange(len(content))] ^= 1 << forger.choose.randrange(8)
    forger.files[path] = bytes(content)
    return True


@kind()
def change_a_byte(forger: Forger) -> bool:
    path = any_path(forger)
    assert path is not None
    content = bytearray(forger.files[path])
    at = forger.choose.randrange(len(content))
    content[at] = (content[at] + forger.choose.randrange(1, 256)) % 256
    forger.files[path] = bytes(content)
    return True


@kind()
def flip_a_byte_of_a_small_file(forger: Forger) -> bool:
    """Heads, signatures and keys are few and small: chance seldom meets them."""
    small = sorted(p for p in forger.files if p.startswith(("manifest.", "checkpoint", "keys/")) or p.endswith(".sig"))
    path = forger.choose.choice(small)
    content = bytearray(forger.files[path])
    content[forger.choose.randrange(len(content))] ^= 1 << forger.choose.randrange(8)
    forger.files[path] = bytes(content)
    return True


@kind()
def insert_a_byte(forger: Forger) -> bool:
    path = any_path(forger)
    assert path is not None
    content, at = forger.files[path], forger.choose.randrange(len(forger.files[path]) + 1)
    forger.files[path] = content[:at] + forger.choose.choice((b" ", b"\n", b"0", b"\0", b"=")) + content[at:]
    return True


@kind()
def cut_a_file(forger: Forger) -> bool:
    path = any_path(forger)
    assert path is not None
    forger.files[path] = forger.files[path][: forger.choose.randrange(len(forger.files[path]))]
    return True


@kind()
def blank_a_stretch(forger: Forger) -> bool:
    path = any_path(forger)
    assert path is not None
    content = forger.files[path]
    start = forger.choose.randrange(len(content))
    length = min(forger.choose.randrange(1, 513), len(content) - start)
    forger.files[path] = content[:start] + bytes(length) + content[start + length :]
    return forger.files[path] != content


@kind()
def remove_a_file(forger: Forger) -> bool:
    path = any_path(forger)
    assert path is not None
    if ".p/" in path and path not in current_tiles(forger):
        return False  # an earlier partial tile says nothing its successor does not say: the folder is as good without
    del forger.files[path]
    return True


@kind()
def add_a_file(forger: Forger) -> bool:
    path = any_path(forger)
    assert path is not None
    added = forger.choose.choice((f"{path}.bak", f"{path}~", path.upper(), f"x/{path}", path.replace("0", "1", 1)))
    if added in forger.files:
        return False
    forger.files[added] = forger.files[path]
    return True


@kind()
def rename_a_file(forger: Forger) -> bool:
    path = any_path(forger)
    assert path is not None
    if ".p/" in path and path not in current_tiles(forger):
        return False
    forger.files[f"{path}.old"] = forger.files.pop(path)
    return True


@kind()
def swap_two_files(forger: Forger) -> bool:
    one = any_path(forger)
    assert one is not None
    other = any_path(forger, one.partition("/")[0], one.rpartition(".")[2])
    return other is not None and swap(forger, one, other)


@kind()
def put_one_file_over_another(forger: Forger) -> bool:
    one = any_path(forger)
    assert one is not None
    other = any_path(forger, one.partition("/")[0], one.rpartition(".")[2])
    if other is None or forger.files[one] == forger.files[other]:
        return False
    forger.files[other] = forger.files[one]
    return True


@kind()
def swap_two_photos(forger: Forger) -> bool:
    photos = sorted(path for path in forger.files if path.startswith("photos/"))
    return len(photos) > 1 and swap(forger, *forger.choose.sample(photos, 2))


@kind()
def swap_packed_siblings(forger: Forger) -> bool:
    ending = forger.choose.choice((".gz", ".br"))
    packed = sorted(path for path in forger.files if path.endswith(ending))
    return swap(forger, *forger.choose.sample(packed, 2))


@kind()
def pack_again(forger: Forger) -> bool:
    """The same text, packed otherwise: not the bytes that were published."""
    path = any_path(forger, "objects/", ".gz")
    assert path is not None
    forger.files[path] = gzip.compress(gzip.decompress(forger.files[path]), 1, mtime=forger.choose.randrange(1, 99))
    return True


@kind()
def add_behind_packed_text(forger: Forger) -> bool:
    path = any_path(forger, "objects/", ".gz")
    assert path is not None
    forger.files[path] += gzip.compress(b"more", mtime=0)
    return True


@kind()
def an_old_manifest_back(forger: Forger) -> bool:
    name = forger.manifest["previous"]
    for _ in range(forger.choose.randrange(4)):
        earlier = forger.read(f"manifests/{name}.json")["previous"]
        name = earlier or name
    for suffix in ("json", "sig"):
        forger.files[f"manifest.{suffix}"] = forger.files[f"manifests/{name}.{suffix}"]
    return True


@kind()
def an_old_signature_back(forger: Forger) -> bool:
    previous = forger.manifest["previous"]
    forger.files["manifest.sig"] = forger.files[f"manifests/{previous}.sig"]
    return True


@kind()
def an_old_record_back(forger: Forger) -> bool:
    """Put the record an earlier publication had of a place under the digest of the newest."""
    previous = forger.read(f"manifests/{forger.manifest['previous']}.json")
    contest = forger.contest
    old, new = previous["contests"][contest]["area"], forger.manifest["contests"][contest]["area"]
    if old == new:
        return False
    for suffix in ("", ".gz", ".br"):
        forger.files[f"objects/{new}.json{suffix}"] = forger.files[f"objects/{old}.json{suffix}"]
    return True


@kind()
def forget_a_manifest(forger: Forger) -> bool:
    names = sorted({path[10:74] for path in forger.files if path.startswith("manifests/")})
    name = forger.choose.choice(names)
    for suffix in ("json", "sig"):
        del forger.files[f"manifests/{name}.{suffix}"]
    return True


@kind()
def swap_two_manifests(forger: Forger) -> bool:
    names = sorted({path[10:74] for path in forger.files if path.startswith("manifests/")})
    one, other = forger.choose.sample(names, 2)
    swapped = [swap(forger, f"manifests/{one}.{suffix}", f"manifests/{other}.{suffix}") for suffix in ("json", "sig")]
    return any(swapped)


@kind(Failure.SHAPE)
def an_election_that_is_none(forger: Forger) -> bool:
    """An election in the manifest with a field too few, too many or of another kind, signed with every stolen key."""
    manifest = forger.manifest
    election = forger.choose.choice(manifest["elections"])
    name = forger.choose.choice(sorted(election))
    changes: tuple[dict[str, object], ...] = ({name: "\n"}, {name: None}, {name: []}, {"more": "x"}, {})
    change = forger.choose.choice(changes)
    if not change:
        del election[name]
    election.update(change)
    forger.publish(manifest, Reach.LOG)
    return True


def swap(forger: Forger, one: str, other: str) -> bool:
    files = forger.files
    if files[one] == files[other]:
        return False
    files[one], files[other] = files[other], files[one]
    return True


def current_tiles(forger: Forger) -> set[str]:
    """Return the files of the log at the size of its head."""
    return {tile.path for tile in tiles.tiles(forger.size)}
