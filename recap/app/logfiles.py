"""The files of the log on this disk, read: its head, its entries, its tiles and proofs, and the private journal.

`state` is the log's own signed head and decides what is in the log: bytes beyond it were written by somebody who died
before the log grew, and are read by nobody.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from os import scandir
from pathlib import Path

from recap.domain import entry
from recap.domain.entry import Entry
from recap.domain.refusals.log import EntryUnknown, LogDamaged
from recap.domain.tlog import checkpoint, merkle, note, tiles
from recap.domain.tlog.checkpoint import Checkpoint
from recap.domain.tlog.tiles import ENTRIES, WIDTH, Tile, TileHashes

JOURNAL, STATE, CHECKPOINT, CHECKPOINTS = "journal", "state", "checkpoint", "checkpoints"
LINES = 65_536
"""How many lines a file of the journal has."""

_TRIES = 8
"""A reader may come while the log grows, and then looks again."""


class LogFiles:
    """The folder of one log: a tlog-tiles directory, with the journal and all public checkpoints beside the tiles."""

    def __init__(self, folder: Path) -> None:
        """Read this folder."""
        self.folder = folder

    @classmethod
    def of(cls, data_dir: Path) -> "LogFiles":
        """Return the log of this data folder."""
        return cls(data_dir / "log")

    def state_note(self) -> bytes | None:
        """Return the log's own signed head; None when there is no log yet."""
        return self._bytes(STATE)

    def state(self) -> Checkpoint | None:
        """Return how far the log has grown; None when there is no log yet."""
        content = self.state_note()
        return checkpoint.parse(note.parse(content).text) if content is not None else None

    @property
    def size(self) -> int:
        """Return how many entries the log has."""
        state = self.state()
        return state.size if state else 0

    def checkpoint(self) -> bytes | None:
        """Return the newest checkpoint that was made public, with its cosignatures; None before the first."""
        return self._bytes(CHECKPOINT)

    def checkpoint_at(self, size: int) -> bytes | None:
        """Return the checkpoint of this size that was made public; None if there was none."""
        return self._bytes(checkpoint_path(size))

    def checkpoints(self, above: int = -1) -> list[int]:
        """Return the sizes above this one of the checkpoints that were made public, in order."""
        place = self.folder / CHECKPOINTS
        # There is one a publication: only their names are looked at, and no paths are made of them.
        names = [each.name for each in scandir(place)] if place.exists() else []
        return sorted(size for size in map(int, filter(str.isdecimal, names)) if size > above)

    def paths(self, size: int) -> tuple[str, ...]:
        """Return the paths of all tiles and bundles of the log at this size."""
        return tuple(tile.path for tile in tiles.tiles(size))

    def read(self, path: str) -> bytes | None:
        """Return a tile or bundle by its path, of any size the log ever had; None if it never had such a file."""
        tile = tiles.parse(path)
        try:
            return self.fetch(tile) if tile else None
        except EntryUnknown:
            return None

    def fetch(self, tile: Tile) -> bytes:
        """Return the content of a tile or bundle; EntryUnknown beyond the end of the log, LogDamaged if it is lost."""
        for _ in range(_TRIES):
            size = self.size
            row = size >> 8 * max(tile.level, 0)
            width = min(WIDTH, row - tile.index * WIDTH)
            if width < tile.width:
                raise EntryUnknown(index=tile.index * WIDTH + tile.width - 1, size=row)
            there = Tile(tile.level, tile.index, width)
            content = self._bytes(there.path)
            if content is not None:
                return _first(content, there, tile.width)
        raise LogDamaged(folder=str(self.folder), reason="one of its tiles is missing")

    def content(self, index: int) -> bytes:
        """Return the bytes of one entry; EntryUnknown if the log has none there."""
        place, offset = divmod(index, WIDTH)
        bundle = Tile(ENTRIES, place, offset + 1)
        return tiles.unbundle(self.fetch(bundle), bundle)[offset]

    def contents(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes of the entries from start to end (without end)."""
        for place in range(start // WIDTH, -(-end // WIDTH)):
            bundle = Tile(ENTRIES, place, min(WIDTH, end - place * WIDTH))
            yield from tiles.unbundle(self.fetch(bundle), bundle)[max(0, start - place * WIDTH) :]

    def entries(self, start: int, end: int) -> Iterator[Entry]:
        """Yield the entries from start to end (without end); EntryInvalid for one that is none."""
        for index, content in enumerate(self.contents(start, end), start):
            yield entry.parse(content, index)

    def lines(self, start: int, end: int | None = None) -> Iterator[bytes]:
        """Yield the journal's whole lines from start to end (without end), each without its newline.

        Without `end` they go on to the last whole line, which may be of an act that is not in the log yet.
        """
        first = start // LINES * LINES
        while end is None or first < end:
            path = self.folder / journal_path(first)
            if not path.exists():
                return
            with path.open("rb") as file:
                whole = (line[:-1] for line in file if line.endswith(b"\n"))
                yield from islice(whole, max(0, start - first), None if end is None else min(LINES, end - first))
            first += LINES

    def hashes(self, size: int | None = None) -> TileHashes:
        """Return the hashes of the log at this size, or at the present one."""
        return TileHashes(self.size if size is None else size, self.fetch)

    def root(self, size: int) -> bytes:
        """Return the root of the first `size` entries (32 bytes)."""
        return merkle.root_at(size, self.hashes(size))

    def inclusion(self, index: int, size: int) -> Sequence[bytes]:
        """Return the proof that the entry at this index is in the log of this size."""
        return merkle.inclusion(index, size, self.hashes(size))

    def consistency(self, old: int, new: int) -> Sequence[bytes]:
        """Return the proof that the log of the new size begins with that of the old one."""
        return merkle.consistency(old, new, self.hashes(new))

    def _bytes(self, path: str) -> bytes | None:
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            return None


def size_of(content: bytes | None) -> int:
    """Return how many entries a signed checkpoint speaks of; none without one."""
    return checkpoint.parse(note.parse(content).text).size if content else 0


def journal_path(first: int) -> str:
    """Return where the journal's file lies that begins with this line."""
    return f"{JOURNAL}/{first:012}.jsonl"


def checkpoint_path(size: int) -> str:
    """Return where the public checkpoint of this size is kept."""
    return f"{CHECKPOINTS}/{size}"


def _first(content: bytes, there: Tile, width: int) -> bytes:
    """Return what a file held when it was only this wide."""
    if width == there.width:
        return content
    if there.level != ENTRIES:
        return b"".join(tiles.hashes(content, there)[:width])
    return tiles.bundle(tiles.unbundle(content, there)[:width])
