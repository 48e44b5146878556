"""Where a published folder is read from: a folder on this disk, or an address on the web."""

import os
import stat
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import Protocol

from recap.domain.errors import NotFound, Unavailable

CHUNK_BYTES = 1 << 20
_LARGEST = {"objects": 1 << 24, "tile": 1 << 24, "exports": 1 << 32, "definitions": 1 << 32}
_LARGE = 1 << 26
_ORDINARY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


def most_bytes(path: str) -> int:
    """Return how many bytes a file of this name may have at most: a record of an area has thousands, not millions."""
    return _LARGEST.get(path.partition("/")[0], _LARGE)


class FileMissing(NotFound):
    """The published folder has no such file."""

    template = "{path} is not in the published folder. Copy the folder again, with all files."


class Unreachable(Unavailable):
    """The published folder cannot be read at all."""

    template = "{place} cannot be read: {reason}. Check the path or the address."

    def __init__(self, *, place: str, reason: str) -> None:
        """Keep what was to be read and why it could not be."""
        super().__init__(place=place, reason=reason)
        self.facts = {"place": place, "reason": reason}


class Source(Protocol):
    """A published folder as its files are read; it can be handed to another process."""

    @property
    def place(self) -> str:
        """Return where the folder is, for people."""
        ...

    @property
    def served_at(self) -> datetime | None:
        """Return when the folder was fetched, as its server says; None where there is no server."""
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; FileMissing if there is none, Unreachable if it cannot be read."""
        ...

    def sha256(self, path: str) -> str:
        """Return the digest of a file in hexadecimal digits, without holding the file; raises as `read` does."""
        ...

    def ahead(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Yield each path with its bytes, None if it is missing, in the given order and as fast as the line allows."""
        ...

    def files(self) -> Iterator[str] | None:
        """Yield the path of every file there is; None where files cannot be listed."""
        ...


class FolderSource:
    """A published folder on this disk."""

    served_at = None

    def __init__(self, root: Path) -> None:
        """Read from this folder; Unreachable if there is none."""
        if not root.is_dir():
            raise Unreachable(place=str(root), reason="no such folder")
        self._root = str(root)
        self._real = os.path.realpath(root).rstrip("/")
        self._inside: dict[str, bool] = {}

    @property
    def place(self) -> str:
        """Return the path of the folder."""
        return self._root

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; FileMissing if there is none."""
        try:
            # Not through a Path: for a nation's millions of files, making those takes longer than reading.
            with self._opened(path) as stream:
                return stream.readall()
        except OSError as error:
            raise FileMissing(path=path) from error

    def sha256(self, path: str) -> str:
        """Return the digest of a file; FileMissing if there is none."""
        digest = sha256()
        try:
            with self._opened(path) as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    digest.update(chunk)
        except OSError as error:
            raise FileMissing(path=path) from error
        return digest.hexdigest()

    def ahead(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Yield each path with its bytes; a disk needs no reading ahead."""
        for path in paths:
            try:
                yield path, self.read(path)
            except FileMissing:
                yield path, None

    def files(self) -> Iterator[str]:
        """Yield the path of every file in the folder; a link to a folder counts as a file, and nobody names it."""
        waiting = [""]
        while waiting:
            within = waiting.pop()
            try:
                with os.scandir(f"{self._root}/{within}") as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(f"{within}{entry.name}/")
                        else:
                            yield f"{within}{entry.name}"
            except OSError:
                # A folder that is locked or too deep: nobody answers for it.
                yield within.rstrip("/")

    def _opened(self, path: str) -> FileIO:
        """Open an ordinary file of the folder; OSError for a link, a device, a pipe, or a file larger than any."""
        # A record could name `../../etc/passwd`, and a link lead there: what lies outside is not part of the folder.
        if path.startswith("/") or "\0" in path or ".." in path.split("/") or not self._lies_inside(path):
            raise FileNotFoundError(path)
        # A pipe nobody writes to would be waited for; a device has no end.
        file = os.open(f"{self._root}/{path}", _ORDINARY)
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode) or about.st_size > most_bytes(path):
            os.close(file)
            raise FileNotFoundError(path)
        return FileIO(file)

    def _lies_inside(self, path: str) -> bool:
        """Tell whether no folder on the way to a file is a link; asked once for each folder."""
        folder = path.rpartition("/")[0]
        if folder not in self._inside:
            self._inside[folder] = os.path.realpath(f"{self._root}/{folder}") == f"{self._real}/{folder}".rstrip("/")
        return self._inside[folder]
