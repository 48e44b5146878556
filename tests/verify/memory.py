"""A published folder held in memory, so that thousands of forged ones cost no disk."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from recap.verify.source import FileMissing

Files = dict[str, bytes]


def load(folder: Path) -> Files:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class MemorySource:
    """What the verifier reads from, in the place of a folder."""

    place = "memory"
    served_at = None

    def __init__(self, files: Files) -> None:
        self._files = files

    def read(self, path: str) -> bytes:
        try:
            return self._files[path]
        except KeyError as error:
            raise FileMissing(path=path) from error

    def sha256(self, path: str) -> str:
        return sha256(self.read(path)).hexdigest()

    def ahead(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        for path in paths:
            yield path, self._files.get(path)

    def files(self) -> Iterator[str]:
        yield from self._files
