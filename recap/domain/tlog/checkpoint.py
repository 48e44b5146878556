"""The head of the log as a text that is signed: whose log, how many entries, which root (c2sp.org/tlog-checkpoint)."""

from base64 import b64encode
from dataclasses import dataclass

from recap.domain.refusals.tlog import CheckpointBroken
from recap.domain.tlog.merkle import HASH_BYTES, Head
from recap.domain.tlog.note import decoded

_LEAST_LINES = 3
_MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of one log; `origin` is the log's unique name, `root` has 32 bytes."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def head(self) -> Head:
        """Return the size and root alone."""
        return Head(self.size, self.root)

    @property
    def text(self) -> str:
        """Return the text that is signed."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse(text: str) -> Checkpoint:
    """Return the checkpoint of its text; CheckpointBroken for anything else."""
    lines = text.split("\n")
    if lines.pop() or len(lines) < _LEAST_LINES or not all(lines):
        raise CheckpointBroken(reason="not three lines or more")
    origin, size, root, *extensions = lines
    number, digest = decimal(size), decoded(root)
    if number is None:
        raise CheckpointBroken(reason="the size is not a number")
    if digest is None or len(digest) != HASH_BYTES:
        raise CheckpointBroken(reason="the root is not a hash")
    return Checkpoint(origin, number, digest, tuple(extensions))


def decimal(text: str) -> int | None:
    """Return the number below 2**63 of its one decimal spelling, or None."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(_MOST)):
        return None
    number = int(text)
    return number if str(number) == text and number <= _MOST else None
