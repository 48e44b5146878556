"""What a rebuild is made from: the log on this disk, proven whole before anything is written anywhere.

The entries lead to the root that was signed, and every line of the journal is the one its entry names. Tiles can be
computed and are written again where they are lost or damaged; lost bundles of entries are taken from the published
folder, which has them too.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

from aggregation.log.disk import Disk
from aggregation.rebuild_found import Found, Source
from recap.app.logfiles import LogFiles
from recap.domain import entry, journal
from recap.domain.refusals.log import EntryInvalid, LogBehind, LogDamaged, LogKeyForeign
from recap.domain.refusals.rebuild import NoLog
from recap.domain.refusals.tlog import NoteForged, NoteUnsigned, TileBroken
from recap.domain.tlog import checkpoint, note, tiles
from recap.domain.tlog.checkpoint import Checkpoint
from recap.domain.tlog.merkle import leaf_hash
from recap.domain.tlog.note import VerifierKey
from recap.domain.tlog.tiles import ENTRIES, Edge, Tile
from recap.verify import notes


def head_of(files: LogFiles, believed: Iterable[VerifierKey]) -> Checkpoint:
    """Return the log's head, which one of these keys must have signed; NoLog, LogKeyForeign otherwise."""
    content = files.state_note()
    if content is None:
        raise NoLog(folder=str(files.folder))
    try:
        return notes.head(content, believed)
    except (NoteForged, NoteUnsigned) as error:
        raise LogKeyForeign(folder=str(files.folder)) from error


def must_go_on(files: LogFiles, head: Checkpoint, *public: bytes | None) -> None:
    """Raise LogBehind or LogDamaged unless a whole log goes on from these checkpoints, which everybody may have."""
    for content in public:
        known = checkpoint.parse(note.parse(content).text) if content else None
        if known is None or known.origin != head.origin:
            continue
        if known.size > head.size:
            raise LogBehind(folder=str(files.folder), size=head.size, known=known.size)
        if files.root(known.size) != known.root:
            raise LogDamaged(folder=str(files.folder), reason=f"it does not go on from a checkpoint of {known.size}")


class Inspection:
    """The reading of a whole log, bundle by bundle."""

    def __init__(self, files: LogFiles, head: Checkpoint, copy: Path) -> None:
        """Read these files up to this head; `copy` is a folder that may have bundles and tiles that are lost here."""
        self._files = files
        self._head = head
        self._copy = copy
        self._edge = Edge()
        self._found = Found()
        self._journal = files.lines(0, head.size)

    def bundles(self) -> Iterator[int]:
        """Inspect one bundle after the other, yielding how many entries have been seen; LogDamaged says what is wrong.

        Nothing is written but at the end, when the root is proven: the files that were lost or damaged.
        """
        for tile in tiles.tiles(self._head.size):
            if tile.level == ENTRIES:
                self._inspect(tile)
                yield self._edge.size
        if self._edge.root() != self._head.root:
            damaged = f": {self._found.doubtful[0]} is damaged" if self._found.doubtful else ""
            self._refuse(f"its entries do not lead to the root that was signed{damaged}")
        self._mend()

    def result(self) -> Source:
        """Return what was found, once all bundles have been inspected."""
        return self._found.source(self._head)

    def _inspect(self, tile: Tile) -> None:
        contents = self._entries(tile)
        leaves = [leaf_hash(content) for content in contents]
        try:
            for at, content in enumerate(contents, self._edge.size):
                self._look(at, content)
        except EntryInvalid as error:
            self._refuse(f"{tile.path} is damaged: {error}")
        self._edge, written = self._edge.extend(leaves)
        for made, content in written:
            if self._lasts(made) and self._bytes(self._files.folder, made) != content:
                self._found.mended[made.path] = content

    def _entries(self, tile: Tile) -> list[bytes]:
        """Return the entries of a bundle, rather as a tile above them has them than not, rather from here than not."""
        folders, above = (self._files.folder, self._copy), Tile(0, tile.index, tile.width)
        known = {self._bytes(folder, above) for folder in folders}
        found = [(folder, _unbundled(self._bytes(folder, tile), tile)) for folder in folders]
        whole = [(folder, entries) for folder, entries in found if entries is not None]
        if not whole:
            self._refuse(f"{tile.path} is missing or damaged")
        right = [one for one in whole if b"".join(map(leaf_hash, one[1])) in known]
        folder, entries = (right or whole)[0]
        if folder is self._copy:
            self._found.mended[tile.path] = tiles.bundle(entries)
        if not right and known != {None}:
            self._found.doubtful.append(tile.path)
        return entries

    def _lasts(self, tile: Tile) -> bool:
        """Tell whether the log at its head has this very file, and no wider one in its place."""
        return min(tiles.WIDTH, (self._head.size >> 8 * tile.level) - tile.index * tiles.WIDTH) == tile.width

    def _look(self, index: int, content: bytes) -> None:
        said, line = entry.parse(content, index), next(self._journal, None)
        if line is None:
            self._refuse(f"the journal ends before line {index}")
        if journal.digest(line) != said.body:
            self._refuse(f"line {index} of the journal is not what its entry says")
        self._found.look(index, said, line)

    def _mend(self) -> None:
        disk = Disk()
        for path, content in self._found.mended.items():
            disk.folder((self._files.folder / path).parent)
            disk.replace(self._files.folder / path, content)

    def _bytes(self, folder: Path, tile: Tile) -> bytes | None:
        try:
            return (folder / tile.path).read_bytes()
        except OSError:
            return None

    def _refuse(self, reason: str) -> NoReturn:
        raise LogDamaged(folder=str(self._files.folder), reason=reason)


def _unbundled(content: bytes | None, tile: Tile) -> list[bytes] | None:
    try:
        return tiles.unbundle(content, tile) if content is not None else None
    except TileBroken:
        return None
