"""What a log sends a witness: the size it knows, the proof from there, the new checkpoint (c2sp.org/tlog-witness)."""

from base64 import b64encode
from dataclasses import dataclass

from recap.domain.refusals.tlog import ProofBroken
from recap.domain.tlog.checkpoint import decimal
from recap.domain.tlog.proof import hash_lines

SIZE_TYPE = "text/x.tlog.size"
"""The media type of the answer that names the size which the witness knows."""

_OLD = "old "


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint (a signed note) and the consistency proof from the size that was cosigned last."""

    old: int
    path: tuple[bytes, ...]
    checkpoint: bytes

    def encode(self) -> bytes:
        """Return the body of the request."""
        lines = [f"{_OLD}{self.old}", *(b64encode(digest).decode() for digest in self.path), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint


def parse(content: bytes) -> Submission:
    """Return the submission of a body; ProofBroken for anything else."""
    head, blank, checkpoint = content.partition(b"\n\n")
    old, *lines = head.decode(errors="replace").split("\n")
    size = decimal(old.removeprefix(_OLD)) if old.startswith(_OLD) else None
    if not blank or size is None:
        raise ProofBroken(reason="no old size")
    return Submission(size, hash_lines(lines), checkpoint)


def size_text(size: int) -> bytes:
    """Return the answer that names a size."""
    return f"{size}\n".encode()


def parse_size(content: bytes) -> int | None:
    """Return the size that an answer names, or None if it names none."""
    text = content.decode(errors="replace")
    return decimal(text[:-1]) if text.endswith("\n") else None
