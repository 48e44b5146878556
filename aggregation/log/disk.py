"""Writing so that it is on the disk: the only way the log changes its files."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_PRIVATE, _PUBLIC = 0o600, 0o644
_AT_ONCE = 16


class Disk:
    """What the log does to its files; every method returns when the disk has it."""

    def append(self, path: Path, at: int, content: bytes) -> None:
        """Cut a private file to `at` bytes and go on with this content."""
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, _PRIVATE), "r+b", buffering=0) as file:
            file.truncate(at)
            file.seek(at)
            self._put(file.fileno(), content)

    def write(self, path: Path, content: bytes) -> None:
        """Write a file that nobody reads yet."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PUBLIC)
        try:
            self._put(descriptor, content)
        finally:
            os.close(descriptor)

    def write_all(self, files: Sequence[tuple[Path, bytes]]) -> None:
        """Write files that nobody reads yet, and their names; the disk is asked for many at once and answers sooner."""
        folders = list(dict.fromkeys(path.parent for path, _ in files))
        for folder in folders:
            self.folder(folder)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(self.write, *zip(*files, strict=True)))
            list(pool.map(self.settle, folders))

    def replace(self, path: Path, content: bytes) -> None:
        """Put a file in the place of an earlier one: a reader, or a crash, sees it whole in its old or new form."""
        draft = path.with_name(f".{path.name}")
        self.write(draft, content)
        draft.replace(path)
        self.settle(path.parent)

    def settle(self, folder: Path) -> None:
        """Make sure that the names of new files in a folder are on the disk as well."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self.sync(descriptor)
        finally:
            os.close(descriptor)

    def folder(self, path: Path, mode: int = 0o755) -> None:
        """Make a folder and those around it, unless they are there."""
        if not path.is_dir():
            self.folder(path.parent, mode)
            path.mkdir(mode=mode, exist_ok=True)
            self.settle(path.parent)

    def sync(self, descriptor: int) -> None:
        """Wait until the disk has all that was written here."""
        os.fsync(descriptor)

    def _put(self, descriptor: int, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        self.sync(descriptor)
