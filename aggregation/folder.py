"""A folder that is published while it is written: a reader sees every file whole, in its old or its new form."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

from aggregation.manifest import Manifest
from aggregation.spelling import R, decode, digest
from recap.domain.errors import Unverified
from recap.domain.refusals.publisher import FolderForeign
from recap.witness import disk

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
CHECKPOINT = "checkpoint"
EXPORTS = "exports"
ROOT_KEY = "keys/root.pem"

_AT_ONCE = 8
"""Folders that wait for the disk together: it writes for all of them at once."""


class Folder:
    """A folder on this disk; many threads may write to it at once."""

    def __init__(self, root: Path, drafts: Path) -> None:
        """Write into this folder, by way of drafts in another one on the same disk; both are made if missing."""
        for place in (root, drafts):
            place.mkdir(parents=True, exist_ok=True)
        self.root = root
        self._drafts = drafts
        self._touched: set[Path] = set()
        self._lock = Lock()

    def record(self, kind: type[R], name: str) -> R | None:
        """Return the record with this digest, None if it is not there; damaged bytes are removed to be written anew."""
        content = self.sound(object_path(name), name)
        return decode(kind, content) if content is not None else None

    def sound(self, path: str, name: str) -> bytes | None:
        """Return the bytes of a file that has this digest, None if it is not there; one that has not is removed."""
        content = self.read(path)
        if content is not None and digest(content) != name:
            self.remove(path)
            return None
        return content

    def has(self, path: str) -> bool:
        """Tell whether a file is there."""
        return (self.root / path).exists()

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file, None if it is not there."""
        try:
            return (self.root / path).read_bytes()
        except FileNotFoundError:
            return None

    def paths(self, within: str = "") -> Iterator[str]:
        """Yield the paths of all files in this folder, or in one within it."""
        for place, _, names in os.walk(self.root / within):
            for name in names:
                yield (Path(place) / name).relative_to(self.root).as_posix()

    def write(self, path: str, content: bytes) -> None:
        """Write a file elsewhere and move it to its place; on a crash the earlier file stands."""
        place = self._place(path)
        with NamedTemporaryFile(dir=self._drafts, delete=False) as draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(place)

    def take(self, path: str, other: "Folder") -> None:
        """Move a file here from its place in another folder on the same disk."""
        (other.root / path).replace(self._place(path))

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""
        (self.root / path).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove everything in this folder, and the drafts of somebody who died."""
        for path in list(self.paths()):
            self.remove(path)
        for draft in self._drafts.iterdir():
            draft.unlink(missing_ok=True)

    def settle(self) -> None:
        """Return once the names of all files written so far are on the disk, as their contents are already."""
        with self._lock:
            touched, self._touched = self._touched, set()
        places = {each for place in touched for each in (place, *self._around(place))}
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            list(threads.map(disk.settle, places))

    def _place(self, path: str) -> Path:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            self._touched.add(place.parent)
        return place

    def _around(self, place: Path) -> list[Path]:
        return [each for each in place.parents if each.is_relative_to(self.root)]


def manifest_of(folder: Folder) -> Manifest | None:
    """Return the visible manifest, None while there is none; FolderForeign if it is of another version."""
    content = folder.read(MANIFEST)
    try:
        return decode(Manifest, content) if content is not None else None
    except Unverified as error:
        raise FolderForeign(folder=str(folder.root)) from error


def object_path(name: str) -> str:
    """Return where the record with this digest lies."""
    return f"objects/{name}.json"


def export_path(contest: str, kind: str, name: str) -> str:
    """Return where an export of a contest with this digest lies; `kind` is such as `stations.csv`."""
    stem, _, ending = kind.rpartition(".")
    return f"{EXPORTS}/{contest}.{stem}.{name[:16]}.{ending}"


def photo_path(name: str) -> str:
    """Return where the public copy of the photo with this digest lies."""
    return f"photos/{name}.jpg"


def seal_path(name: str, suffix: str) -> str:
    """Return where a certificate's statement, signature or document lies under its digest."""
    return f"certificates/{name}.{suffix}"


def manifest_path(name: str, suffix: str) -> str:
    """Return where every manifest, also an earlier one, lies under its digest."""
    return f"manifests/{name}.{suffix}"


def definition_path(name: str) -> str:
    """Return where the definition of an election with this digest lies."""
    return f"definitions/{name}.json"
