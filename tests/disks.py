"""A disk whose machine dies: in the middle of any one step, and what was not yet safe may be lost or torn."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from aggregation.log.disk import Disk


class PowerCut(Exception):
    """The machine has died."""


class MortalDisk(Disk):
    """Dies at its n-th step, half way through it; names that were not settled may be gone afterwards."""

    def __init__(self, steps: int, chance: Random) -> None:
        self._left = steps
        self._chance = chance
        self._new: dict[Path, bytes | None] = {}

    @property
    def died(self) -> bool:
        return self._left < 0

    def append(self, path: Path, at: int, content: bytes) -> None:
        self._know(path)
        super().append(path, at, self._torn(content))
        self._live()

    def write(self, path: Path, content: bytes) -> None:
        self._know(path)
        super().write(path, self._torn(content))
        self._live()

    def replace(self, path: Path, content: bytes) -> None:
        self._know(path)
        super().replace(path, content)

    def write_all(self, files: Sequence[tuple[Path, bytes]]) -> None:
        folders = {path.parent for path, _ in files}
        for folder in folders:
            self.folder(folder)
        # Many at once end in any order, one after the other here so that the machine can die between them.
        for path, content in self._chance.sample(files, len(files)):
            self.write(path, content)
        for folder in folders:
            self.settle(folder)

    def settle(self, folder: Path) -> None:
        self._count()
        self._live()
        super().settle(folder)
        self._new = {path: before for path, before in self._new.items() if path.parent != folder}

    def folder(self, path: Path, mode: int = 0o755) -> None:
        if not path.is_dir():
            self._count()
            self._live()
            super().folder(path, mode)

    def sync(self, descriptor: int) -> None:
        """What would be lost without it is thrown away by `_live`; the real disk need not be asked."""

    def _know(self, path: Path) -> None:
        if path not in self._new:
            self._new[path] = path.read_bytes() if path.exists() else None

    def _count(self) -> None:
        self._left -= 1

    def _torn(self, content: bytes) -> bytes:
        self._count()
        return content[: self._chance.randint(0, len(content))] if self.died else content

    def _live(self) -> None:
        if not self.died:
            return
        for path, before in self._new.items():
            # What was there under the name before may be there again; a new name may be gone.
            if self._chance.random() < 1 / 2:
                with suppress(FileNotFoundError):
                    path.unlink()
                if before is not None:
                    path.write_bytes(before)
        self._new.clear()
        raise PowerCut
