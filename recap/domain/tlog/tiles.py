"""The files of a log: tiles of 256 hashes, bundles of 256 entries, and their names (c2sp.org/tlog-tiles).

Bundles have the level -1 here, so that one `Tile` names every file. The rightmost file of a level may be partial; it is
another file than the full one that takes its place.
"""

import re
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from recap.domain.refusals.tlog import EntryTooLong, TileBroken
from recap.domain.tlog.merkle import HASH_BYTES, Range, fold

WIDTH = 256
ENTRIES = -1
"""The level of entry bundles."""

MOST_ENTRY_BYTES = 0xFFFF
_HEIGHT = 8
_MOST_LEVEL = 63
_FULL = WIDTH * HASH_BYTES
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tile:
    """One file of a log: its level, its place in the level, and how many hashes or entries it holds."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Return its name below the folder of the log, such as `tile/0/x001/x234/067.p/8`."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        level = "entries" if self.level == ENTRIES else str(self.level)
        place = "".join(f"x{group}/" for group in groups[:-1]) + groups[-1]
        return f"tile/{level}/{place}" + (f".p/{self.width}" if self.partial else "")

    @property
    def partial(self) -> bool:
        """Return whether there is room for more."""
        return self.width < WIDTH

    @property
    def full(self) -> "Tile":
        """Return the full file of the same place."""
        return Tile(self.level, self.index)


def parse(path: str) -> Tile | None:
    """Return what a name of a file means, or None if a log has no file of this name."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level = ENTRIES if found[1] == "entries" else int(found[1])
    index = int(found[2].replace("x", "").replace("/", ""))
    tile = Tile(level, index, int(found[3]) if found[3] else WIDTH)
    return tile if tile.path == path and level <= _MOST_LEVEL else None


def tiles(size: int) -> Iterator[Tile]:
    """Yield every file of a log of this size: its bundles, then its tiles level by level."""
    yield from grown(0, size)


def grown(old: int, new: int) -> Iterator[Tile]:
    """Yield the files that a log of the new size has and one of the old size had not."""
    yield from _level(ENTRIES, old, new)
    for level in range(_MOST_LEVEL + 1):
        before, after = old >> _HEIGHT * level, new >> _HEIGHT * level
        if not after:
            return
        yield from _level(level, before, after)


def bundle(entries: Iterable[bytes]) -> bytes:
    """Return entries as one bundle; EntryTooLong for one of more than 65,535 bytes."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > MOST_ENTRY_BYTES:
            raise EntryTooLong(bytes=len(entry), limit=MOST_ENTRY_BYTES)
        parts += (len(entry).to_bytes(2), entry)
    return b"".join(parts)


def unbundle(content: bytes, tile: Tile) -> list[bytes]:
    """Return the entries of a bundle; TileBroken if they are not as many, or if bytes are missing or left over."""
    found, at = [], 0
    while at < len(content):
        if at + 2 > len(content):
            raise TileBroken(path=tile.path, reason="cut within an entry")
        start = at + 2
        at = start + (content[at] << 8 | content[at + 1])
        found.append(content[start:at])
    if at > len(content):
        raise TileBroken(path=tile.path, reason="cut within an entry")
    if len(found) != tile.width:
        raise TileBroken(path=tile.path, reason=f"{len(found)} of {tile.width}")
    return found


def hashes(content: bytes, tile: Tile) -> list[bytes]:
    """Return the hashes of a tile; TileBroken if they are not as many as its name says."""
    if len(content) != tile.width * HASH_BYTES:
        raise TileBroken(path=tile.path, reason=f"{len(content)} bytes")
    return [digest for (digest,) in struct.iter_unpack(f"{HASH_BYTES}s", content)]


@dataclass(frozen=True, slots=True)
class Edge:
    """The right edge of a growing log: its size, and the hashes of the partial tile of each level, lowest first."""

    size: int = 0
    rows: tuple[bytes, ...] = ()

    @classmethod
    def read(cls, size: int, fetch: Callable[[Tile], bytes]) -> "Edge":
        """Return the edge of a log of this size from its partial tiles; TileBroken if one has another length."""
        rows: list[bytes] = []
        while size >> _HEIGHT * len(rows):
            index, width = divmod(size >> _HEIGHT * len(rows), WIDTH)
            tile = Tile(len(rows), index, width)
            rows.append(b"".join(hashes(fetch(tile), tile)) if width else b"")
        return cls(size, tuple(rows))

    def root(self) -> bytes:
        """Return the root of the log."""
        peaks: list[bytes] = []
        for row in reversed(self.rows):
            peaks += _range(row).peaks
        return fold(peaks)

    def extend(self, leaves: Iterable[bytes]) -> tuple["Edge", list[tuple[Tile, bytes]]]:
        """Return the edge after these leaf hashes, and the tiles to write, with their content."""
        new, size, level = b"".join(leaves), self.size, 0
        grown_to = size + len(new) // HASH_BYTES
        rows, written = list(self.rows), []
        while new:
            rows += [b""] * (level == len(rows))
            content, index = rows[level] + new, (size >> _HEIGHT * level) // WIDTH
            cuts = range(0, len(content), _FULL)
            pieces = [(Tile(level, index + n), content[at : at + _FULL]) for n, at in enumerate(cuts)]
            rows[level], level = b"", level + 1
            if len(pieces[-1][1]) < _FULL:
                last, rest = pieces.pop()
                rows[level - 1] = rest
                written.append((Tile(last.level, last.index, len(rest) // HASH_BYTES), rest))
            written += pieces
            new = b"".join(_range(piece).root() for _, piece in pieces)
        return Edge(grown_to, tuple(rows)), written


class TileHashes:
    """The hashes of a log as its tiles hold them, fetched when they are needed and kept: a `merkle.HashAt`."""

    def __init__(self, size: int, fetch: Callable[[Tile], bytes]) -> None:
        """Read the tiles of a log of this size; `fetch` returns the content of one."""
        self._size = size
        self._fetch = fetch
        self._tiles: dict[Tile, bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """Return the root of one complete subtree; TileBroken if its tile has not the length of its name."""
        row, height = divmod(level, _HEIGHT)
        place, offset = divmod(index << height, WIDTH)
        tile = Tile(row, place, min(WIDTH, (self._size >> _HEIGHT * row) - place * WIDTH))
        if tile not in self._tiles:
            self._tiles[tile] = b"".join(hashes(self._fetch(tile), tile))
        start = offset * HASH_BYTES
        return _range(self._tiles[tile][start : start + (HASH_BYTES << height)]).root()


def _level(level: int, old: int, new: int) -> Iterator[Tile]:
    for index in range(old // WIDTH, new // WIDTH):
        yield Tile(level, index)
    if new % WIDTH and new != old:
        yield Tile(level, new // WIDTH, new % WIDTH)


def _range(row: bytes) -> Range:
    grown_row = Range()
    grown_row.extend(digest for (digest,) in struct.iter_unpack(f"{HASH_BYTES}s", row))
    return grown_row
