"""A folder that is published while it is written: a reader sees every file whole, in its old or its new form."""

import os
from collections.abc import Collection
from pathlib import Path
from tempfile import NamedTemporaryFile

from aggregation.spelling import R, Record, decode, digest, encode

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
TABLES = "results"


class Folder:
    """The published folder on this disk."""

    def __init__(self, root: Path) -> None:
        """Publish into this folder, made if it is missing."""
        root.mkdir(parents=True, exist_ok=True)
        self._root = root

    def keep(self, record: Record) -> str:
        """Write a record under its digest, unless it is there already, and return the digest."""
        content = encode(record)
        name = digest(content)
        path = object_path(name)
        if not self.has(path):
            self.write(path, content)
        return name

    def record(self, kind: type[R], name: str) -> R | None:
        """Return the record with this digest, None if it is not there; damaged bytes are removed to be written anew."""
        path = object_path(name)
        content = self.read(path)
        if content is not None and digest(content) != name:
            (self._root / path).unlink(missing_ok=True)
            return None
        return decode(kind, content) if content is not None else None

    def keep_only(self, folder: str, paths: Collection[str]) -> None:
        """Remove all files of a folder within this one but these."""
        for place in (self._root / folder).glob("*"):
            if f"{folder}/{place.name}" not in paths:
                place.unlink(missing_ok=True)

    def has(self, path: str) -> bool:
        """Tell whether a file is there."""
        return (self._root / path).exists()

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file, None if it is not there."""
        try:
            return (self._root / path).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, path: str, content: bytes) -> None:
        """Write a file beside its place and move it there; on a crash the earlier file stands."""
        place = self._root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(place)


def object_path(name: str) -> str:
    """Return where the record with this digest lies."""
    return f"objects/{name}.json"


def table_path(contest: str, name: str) -> str:
    """Return where the table of a contest with this digest lies."""
    return f"{TABLES}/{contest}.{name[:16]}.csv"


def photo_path(name: str) -> str:
    """Return where the public copy of the photo with this digest lies."""
    return f"photos/{name}.jpg"


def seal_path(name: str, suffix: str) -> str:
    """Return where a certificate's statement, signature or document lies under its digest."""
    return f"certificates/{name}.{suffix}"


def manifest_path(name: str, suffix: str) -> str:
    """Return where every manifest, also an earlier one, lies under its digest."""
    return f"manifests/{name}.{suffix}"
