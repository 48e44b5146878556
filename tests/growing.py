"""A log in the memory of a test: it grows, signs, proves, and can be made to lie."""

from collections.abc import Iterable

from recap.domain.tlog import merkle
from recap.domain.tlog.checkpoint import Checkpoint
from recap.domain.tlog.note import Note
from recap.domain.tlog.submission import Submission
from recap.witness.signing import Signer, new_signer


class GrowingLog:
    def __init__(self, origin: str = "recap.example/log", signer: Signer | None = None) -> None:
        self.signer = signer or new_signer(origin)
        self.leaves: list[bytes] = []

    def add(self, *entries: str) -> "GrowingLog":
        self.leaves += [merkle.leaf_hash(entry.encode()) for entry in entries]
        return self

    def fork(self, at: int, entries: Iterable[str]) -> "GrowingLog":
        """Another history by the same key: the same up to `at`, then something else."""
        other = GrowingLog(signer=self.signer)
        other.leaves = self.leaves[:at]
        return other.add(*entries)

    def at(self, level: int, index: int) -> bytes:
        return merkle.root(self.leaves[index << level : (index + 1) << level])

    def head(self, size: int | None = None) -> Checkpoint:
        size = len(self.leaves) if size is None else size
        return Checkpoint(self.signer.name, size, merkle.root(self.leaves[:size]))

    def note(self, size: int | None = None) -> bytes:
        text = self.head(size).text
        return Note(text, (self.signer.sign(text),)).encode()

    def sent(self, old: int, size: int | None = None) -> bytes:
        """The body of add-checkpoint from `old` entries to `size`."""
        size = len(self.leaves) if size is None else size
        return Submission(old, merkle.consistency(old, size, self.at), self.note(size)).encode()
