"""The proof that one entry is in a log, as a text that can be kept and checked offline (c2sp.org/tlog-proof)."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from recap.domain.refusals.tlog import ProofBroken
from recap.domain.tlog.checkpoint import decimal
from recap.domain.tlog.merkle import HASH_BYTES
from recap.domain.tlog.note import decoded

SUFFIX = ".tlog-proof"
_HEADER = "c2sp.org/tlog-proof@v1"
_MOST_BYTES, _MOST_HASHES = 1 << 20, 63


@dataclass(frozen=True, slots=True)
class Proof:
    """Where an entry stands, its path to the root (32 bytes each), and the signed checkpoint with that root.

    `extra` is what the application adds; nothing proves it.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def encode(self) -> bytes:
        """Return the proof as its text."""
        extra = [f"extra {b64encode(self.extra).decode()}"] if self.extra else []
        lines = [_HEADER, *extra, f"index {self.index}", *map(_encoded, self.path), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint


def parse(content: bytes) -> Proof:
    """Return the proof of its text; ProofBroken for anything else. Nothing is proven by this alone."""
    head, blank, checkpoint = content.partition(b"\n\n")
    if len(content) > _MOST_BYTES or not blank or not checkpoint:
        raise ProofBroken(reason="no checkpoint")
    lines = head.decode(errors="replace").split("\n")
    if lines.pop(0) != _HEADER:
        raise ProofBroken(reason="another first line")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = decoded(lines.pop(0).removeprefix("extra ")) or b""
        if not extra:
            raise ProofBroken(reason="the extra line is not base64")
    if not lines or not lines[0].startswith("index "):
        raise ProofBroken(reason="no index")
    index = decimal(lines.pop(0).removeprefix("index "))
    if index is None:
        raise ProofBroken(reason="no index")
    return Proof(index, hash_lines(lines), checkpoint, extra)


def hash_lines(lines: Sequence[str]) -> tuple[bytes, ...]:
    """Return the hashes of base64 lines, as proofs write them; ProofBroken for anything else or more than 63."""
    found = tuple(decoded(line) or b"" for line in lines)
    if len(found) > _MOST_HASHES or any(len(digest) != HASH_BYTES for digest in found):
        raise ProofBroken(reason="a line is not a hash")
    return found


def _encoded(digest: bytes) -> str:
    return b64encode(digest).decode()
