"""The entries of the log from their bundles: hashed, parsed, and sorted to where they will be compared."""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from recap.domain.errors import RecapError
from recap.domain.tlog import tiles
from recap.domain.tlog.merkle import HASH_BYTES, leaf_hash
from recap.domain.tlog.tiles import ENTRIES, WIDTH, Tile
from recap.verify import jobs, logged, texts
from recap.verify.findings import Failure, Found
from recap.verify.logged import Logged
from recap.verify.reading import note
from recap.verify.source import FileMissing, Source

UNIT_DIGITS = 6
"""Stations are compared kecamatan by kecamatan: large enough to be worth a process, small enough for its memory."""
_ABOVE = (2, 4)
_FELT_ABOVE = frozenset({"certificate", "reopening_answer"})
"""What is signed or reopened below an area decides what the area's own certificates are worth."""
_KEY = "log_key"
_BUNDLES = 64
_INDEX_BYTES, _LENGTH_BYTES = 8, 2
_HEAD_BYTES = _INDEX_BYTES + _LENGTH_BYTES

Place = tuple[str, str]
"""A contest, and the code of a kecamatan or of an area above it."""


@dataclass(slots=True)
class Chunk:
    """What some bundles hold: leaf hashes, entries packed by place or by photo, and those that are about neither."""

    found: Found = field(default_factory=Found)
    leaves: list[bytes] = field(default_factory=list)
    placed: dict[Place, bytearray] = field(default_factory=dict)
    loose: list[tuple[str, bytes]] = field(default_factory=list)
    uploads: list[tuple[str, Place]] = field(default_factory=list)
    general: list[Logged] = field(default_factory=list)
    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    latest: str = ""
    """The latest moment of an entry here, up to the first key of the log if that is here."""
    keyed: bool = False

    def keep(self, entry: Logged, content: bytes) -> None:
        """Sort one entry."""
        self.keyed = self.keyed or entry.act == _KEY
        if not self.keyed:
            self.latest = max(self.latest, entry.at)
        packed = entry.index.to_bytes(_INDEX_BYTES) + len(content).to_bytes(_LENGTH_BYTES) + content
        self.numbers.append(entry.n)
        if entry.contest is not None and entry.area is not None:
            place = (entry.contest, entry.area[:UNIT_DIGITS])
            above = [entry.area[:width] for width in _ABOVE if width < len(entry.area)]
            for code in {place[1], *(above if entry.act in _FELT_ABOVE else ())}:
                self.placed.setdefault((entry.contest, code), bytearray()).extend(packed)
            if entry.act == "upload" and entry.photo is not None:
                self.uploads.append((entry.photo, place))
        elif entry.photo is not None:
            self.loose.append((entry.photo, packed))
        else:
            self.general.append(entry)


@dataclass(slots=True)
class Log:
    """All entries of the log; `leaves` are their hashes, a few thousand together."""

    leaves: list[bytes] = field(default_factory=list)
    placed: dict[Place, bytearray] = field(default_factory=dict)
    general: list[Logged] = field(default_factory=list)
    places: dict[str, set[Place]] = field(default_factory=dict)
    """Where each photo was sent, by its digest."""
    before: str = ""
    """The latest moment of an entry before the first key of the log."""
    keyed: bool = False

    def take(self, chunk: Chunk) -> None:
        """Add what the next bundles hold."""
        self.leaves.append(b"".join(leaf or bytes(HASH_BYTES) for leaf in chunk.leaves))
        self.general += chunk.general
        if not self.keyed:
            self.before, self.keyed = max(self.before, chunk.latest), chunk.keyed
        for place, packed in chunk.placed.items():
            self.placed.setdefault(place, bytearray()).extend(packed)
        for photo, place in chunk.uploads:
            self.places.setdefault(photo, set()).add(place)

    def of(self, place: Place) -> bytes:
        """Return the entries of a place as `unpacked` reads them."""
        return bytes(self.placed.get(place, b""))

    @property
    def begun(self) -> int:
        """Return where the log began to follow events: what stands before its first key is older than the log."""
        return next((entry.index for entry in self.general if entry.act == _KEY), 0)

    def about(self, act: str) -> list[Logged]:
        """Return the entries of one kind that speak of no place and no photo."""
        return [entry for entry in self.general if entry.act == act]


def read(source: Source, found: Found, size: int, processes: int, tell: Callable[[int, int], None]) -> Log:
    """Return the log of this size; `tell` hears how many bundles are read, and of how many."""
    log, loose, numbers = Log(), list[tuple[str, bytes]](), array("q")
    count = -(-size // WIDTH)
    starts = range(0, count, _BUNDLES)
    work = (partial(_chunk, first=first, size=size) for first in starts)
    for start, chunk in zip(starts, jobs.run(source, work, processes), strict=False):
        found.take(chunk.found)
        log.take(chunk)
        loose += chunk.loose
        numbers += chunk.numbers
        tell(min(start + _BUNDLES, count), count)
        if not any(chunk.leaves):
            break  # the head promises more than there is; of a size of 10**18 not every file is looked for
    for photo, entry in loose:
        # A photo nobody has sent for a station is shown nowhere, and nothing is to be compared with it.
        for place in log.places.get(photo, ()):
            log.placed.setdefault(place, bytearray()).extend(entry)
    _check_numbers(found, numbers)
    found.count("entry", size)
    return log


def unpacked(packed: bytes) -> list[Logged]:
    """Return the entries of a place in the order of the log."""
    entries, at = [], 0
    while at < len(packed):
        start = at + _HEAD_BYTES
        index, length = int.from_bytes(packed[at : at + _INDEX_BYTES]), int.from_bytes(packed[start - 2 : start])
        entries.append(logged.parse(index, packed[start : start + length]))
        at = start + length
    return sorted(entries, key=lambda entry: entry.index)


def content(source: Source, tile: Tile) -> bytes:
    """Return the bytes of a tile or bundle; of a partial one that has been filled since, its part of the full one."""
    try:
        return source.read(tile.path)
    except FileMissing:
        if not tile.partial:
            raise
    whole = source.read(tile.full.path)
    if tile.level == ENTRIES:
        return tiles.bundle(tiles.unbundle(whole, tile.full)[: tile.width])
    return b"".join(tiles.hashes(whole, tile.full)[: tile.width])


def _chunk(source: Source, *, first: int, size: int) -> Chunk:
    chunk = Chunk()
    for index in range(first, min(first + _BUNDLES, -(-size // WIDTH))):
        tile = Tile(ENTRIES, index, min(WIDTH, size - index * WIDTH))
        chunk.found.saw(tile.path)
        try:
            entries = tiles.unbundle(content(source, tile), tile)
        except FileMissing:
            note(chunk.found, Failure.MISSING, tile.path, texts.MISSING)
            entries = []
        except RecapError:
            note(chunk.found, Failure.FORK, tile.path, texts.BUNDLE_BROKEN)
            entries = []
        # Where a bundle cannot be read the hashes of its leaves are unknown; what stands in for them keeps the others
        # in their places.
        hashes = [leaf_hash(entry) for entry in entries] or [b""] * tile.width
        chunk.leaves += hashes
        _sort(chunk, tile, enumerate(entries, start=index * WIDTH))
    return chunk


def _sort(chunk: Chunk, tile: Tile, entries: Iterable[tuple[int, bytes]]) -> None:
    for index, entry in entries:
        try:
            chunk.keep(logged.parse(index, entry), entry)
        except (RecapError, ArithmeticError):
            note(chunk.found, Failure.FORK, tile.path, texts.ENTRY_BROKEN, index=index)


def _check_numbers(found: Found, numbers: "array[int]") -> None:
    ordered = sorted(numbers)
    for number in {one for one, other in pairwise(ordered) if one == other}:
        note(found, Failure.FORK, "tile/entries", texts.TWICE, number=number)
