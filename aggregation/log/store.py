"""The log on this disk, written: it grows by whole batches, and what it has once said it never takes back.

A batch is in the log when its head (`state`) is on the disk; everything the head speaks of lies there before. Whoever
dies earlier leaves bytes that no head speaks of, and the next batch is written over them.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from shutil import rmtree
from typing import NoReturn

from aggregation.log.disk import Disk
from recap.app.logfiles import CHECKPOINT, JOURNAL, LINES, STATE, LogFiles, checkpoint_path, journal_path, size_of
from recap.domain.refusals.log import LogBehind, LogDamaged, LogKeyForeign
from recap.domain.refusals.tlog import NoteForged, NoteUnsigned
from recap.domain.tlog import tiles
from recap.domain.tlog.checkpoint import Checkpoint
from recap.domain.tlog.merkle import EMPTY_ROOT, leaf_hash
from recap.domain.tlog.note import Note
from recap.domain.tlog.tiles import ENTRIES, WIDTH, Edge, Tile
from recap.verify import notes
from recap.witness.signing import Signer


@dataclass(slots=True)
class _End:
    """Where the log ends: its signed head, its right edge, the entries of the last bundle, the bytes of the journal."""

    note: bytes
    head: Checkpoint
    edge: Edge
    tail: list[bytes]
    journal: int


class LogStore:
    """The one writer of a log's folder; whoever writes holds the lock of `Logbook.writing`."""

    def __init__(self, files: LogFiles, origin: str, signers: Callable[[], Sequence[Signer]], disk: Disk) -> None:
        """Write these files; `signers` returns the log's keys, oldest first."""
        self._files = files
        self._origin = origin
        self._signers = signers
        self._disk = disk
        self._end: _End | None = None

    def open(self) -> Checkpoint:
        """Return how far the log has grown, once it is clear that it can grow on.

        LogDamaged, LogBehind or LogKeyForeign if it cannot. A new log gets its head of no entries.
        """
        return self._opened().head

    def append(self, lines: Sequence[bytes], entries: Sequence[bytes]) -> Checkpoint:
        """Add a batch: to the journal, the bundles, the tiles, and then the head; EntryTooLong before anything."""
        end = self._opened()
        old, new = end.head.size, end.head.size + len(entries)
        edge, hashes = end.edge.extend([leaf_hash(entry) for entry in entries])
        whole = [*end.tail, *entries]
        bundles = [whole[at : at + WIDTH] for at in range(0, len(whole), WIDTH)]
        files = [(Tile(ENTRIES, old // WIDTH + at, len(one)), tiles.bundle(one)) for at, one in enumerate(bundles)]
        journal = self._write_journal(end, lines)
        self._disk.write_all([(self._files.folder / tile.path, content) for tile, content in (*files, *hashes)])
        head = Checkpoint(self._origin, new, edge.root())
        content = self.sign(head)
        self._disk.replace(self._files.folder / STATE, content)
        self._end = _End(content, head, edge, bundles[-1] if new % WIDTH else [], journal)
        self._tidy(old, new)
        return head

    def sign(self, head: Checkpoint) -> bytes:
        """Return a head signed by the newest key, and by the one before for those who know only that."""
        signed = (signer.sign(head.text) for signer in reversed(self._signers()[-2:]))
        return Note(head.text, tuple(signed)).encode()

    def publish(self, content: bytes) -> None:
        """Keep a checkpoint that is made public, and make it the newest one."""
        kept = self._files.folder / checkpoint_path(size_of(content))
        self._disk.folder(kept.parent)
        self._disk.replace(kept, content)
        self._disk.replace(self._files.folder / CHECKPOINT, content)

    def renew(self, content: bytes) -> None:
        """Let the newest checkpoint have newer cosignatures; the one kept by its size stays as it was first."""
        self._disk.replace(self._files.folder / CHECKPOINT, content)

    def _opened(self) -> _End:
        content = self._files.state_note()
        if content is None:
            content = self._begin()
        if self._end is None or self._end.note != content:
            self._end = self._read(content)
        return self._end

    def _begin(self) -> bytes:
        """Write the head of an empty log, so that a missing head always means a loss."""
        if self._files.checkpoint() is not None or (self._files.folder / "tile").exists():
            self._refuse("its signed head is missing")
        content = self.sign(Checkpoint(self._origin, 0, EMPTY_ROOT))
        self._disk.folder(self._files.folder)
        self._disk.replace(self._files.folder / STATE, content)
        return content

    def _read(self, content: bytes) -> _End:
        head = self._head(content)
        edge = Edge.read(head.size, self._files.fetch)
        if edge.root() != head.root:
            self._refuse("its tiles do not lead to the root that was signed")
        self._must_go_on(head)
        last = Tile(ENTRIES, head.size // WIDTH, head.size % WIDTH)
        tail = tiles.unbundle(self._files.fetch(last), last) if last.width else []
        return _End(content, head, edge, tail, self._journal_end(head.size))

    def _head(self, content: bytes) -> Checkpoint:
        try:
            return notes.head(content, [signer.verifier for signer in self._signers()])
        except (NoteForged, NoteUnsigned) as error:
            raise LogKeyForeign(folder=str(self._files.folder)) from error

    def _must_go_on(self, head: Checkpoint) -> None:
        """Compare the head with the checkpoint that everybody may have."""
        content = self._files.checkpoint()
        if content is None:
            return
        known = self._head(content)
        if known.size > head.size:
            raise LogBehind(folder=str(self._files.folder), size=head.size, known=known.size)
        if self._files.root(known.size) != known.root:
            self._refuse("it does not go on from its own checkpoint")

    def _journal_end(self, size: int) -> int:
        first = size // LINES * LINES
        if first == size:
            return 0
        lengths = [len(line) + 1 for line in self._files.lines(first, size)]
        if len(lengths) != size - first:
            self._refuse("the journal is shorter than the log")
        return sum(lengths)

    def _write_journal(self, end: _End, lines: Sequence[bytes]) -> int:
        """Add lines where the log ends, over those that never got into it; return where the last file ends."""
        folder, at, size = self._files.folder, end.journal, end.head.size
        self._disk.folder(folder / JOURNAL, 0o700)
        while lines:
            room = LINES - size % LINES
            content = b"".join(line + b"\n" for line in lines[:room])
            self._disk.append(folder / journal_path(size // LINES * LINES), at, content)
            size, at = size + min(room, len(lines)), 0 if len(lines) >= room else at + len(content)
            lines = lines[room:]
        self._disk.settle(folder / JOURNAL)
        return at

    def _tidy(self, old: int, new: int) -> None:
        """Remove partial files that a wider one has replaced; readers cut narrower ones out of it."""
        for tile in tiles.grown(old, new):
            path = self._files.folder / tile.path
            if not tile.partial:
                rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)
                continue
            for other in path.parent.iterdir():
                if other != path:
                    with suppress(OSError):
                        other.unlink()

    def _refuse(self, reason: str) -> NoReturn:
        raise LogDamaged(folder=str(self._files.folder), reason=reason)
