"""What a witness does with a checkpoint: believe the key, check the proof, remember, cosign (c2sp.org/tlog-witness)."""

from collections.abc import Callable, Iterable
from hashlib import sha256

from recap.domain.refusals.tlog import NoteForged, NoteUnsigned, ProofWrong
from recap.domain.refusals.witness import (
    ClockBehind,
    Equivocation,
    Inconsistent,
    LogUnknown,
    LogUnsigned,
    Shrunk,
    SizeDiffers,
)
from recap.domain.tlog import checkpoint as checkpoints
from recap.domain.tlog import merkle, note, submission
from recap.domain.tlog.checkpoint import Checkpoint
from recap.domain.tlog.note import Note, Signature, VerifierKey
from recap.domain.tlog.submission import Submission
from recap.verify import notes
from recap.witness.memory import NOTHING, Cosigned, Memory
from recap.witness.signing import Signer


class Witness:
    """One witness: its key, its memory, the keys of the logs it watches, and a clock in seconds since 1970."""

    def __init__(
        self, signer: Signer, memory: Memory, keys: Callable[[], Iterable[VerifierKey]], clock: Callable[[], int]
    ) -> None:
        """Watch the logs whose keys `keys` returns; it is asked anew for every checkpoint."""
        self._signer = signer
        self._memory = memory
        self._keys = keys
        self._clock = clock

    def cosign(self, body: bytes) -> Signature:
        """Return the cosignature of a submitted checkpoint, which is remembered first.

        NoteBroken, CheckpointBroken, ProofBroken for a body that is none; LogUnknown, LogUnsigned, Shrunk, SizeDiffers;
        Equivocation and Inconsistent for a log that contradicts itself, which is remembered too; ClockBehind.
        """
        sent = submission.parse(body)
        signed, new = self._believed(sent)
        if sent.old > new.size:
            raise Shrunk(size=new.size, old=sent.old)
        with self._memory.deciding():
            last = self._memory.last(new.origin)
            known = last.head if last else NOTHING
            # Whatever size the proof begins at: two signed roots of one size are proof against the log by themselves.
            seen = self._memory.at(new.origin, new.size)
            two = seen is not None and seen.head != new.head
            if not two and sent.old != known.size:
                raise SizeDiffers(old=sent.old, size=known.size)
            if not two and _consistent(known, new.head, sent.path):
                return self._kept(signed, new, self._time(last))
        if seen is not None and two:
            self._memory.keep_fork(seen, self._clock(), sha256(new.text.encode()).digest(), body)
            raise Equivocation(old=new.size, size=known.size)
        if last is not None:
            self._remember(last, signed, body)
        raise Inconsistent(size=new.size, old=known.size)

    def _kept(self, signed: Note, new: Checkpoint, time: int) -> Signature:
        cosignature = self._signer.cosign(signed.text, time)
        self._memory.keep(Cosigned(new.origin, new.head, time, signed.signed(cosignature).encode()))
        return cosignature

    def _believed(self, sent: Submission) -> tuple[Note, Checkpoint]:
        """Return the submitted note with the signatures of known keys alone, and its checkpoint."""
        signed = note.parse(sent.checkpoint)
        new = checkpoints.parse(signed.text)
        keys = [key for key in self._keys() if key.name == new.origin]
        if not keys:
            raise LogUnknown(origin=new.origin)
        try:
            _, signers = notes.opened(sent.checkpoint, keys)
        except (NoteUnsigned, NoteForged) as error:
            raise LogUnsigned(origin=new.origin) from error
        known = {(key.name, key.id) for key in signers}
        lines = tuple(line for line in signed.signatures if (line.name, line.key_id) in known)
        return Note(signed.text, lines), new

    def _remember(self, last: Cosigned, signed: Note, body: bytes) -> None:
        digest = sha256(last.head.root + signed.text.encode()).digest()
        self._memory.keep_fork(last, self._clock(), digest, body)

    def _time(self, last: Cosigned | None) -> int:
        now = self._clock()
        if last is not None and now < last.time:
            raise ClockBehind(seconds=last.time - now)
        return now


def _consistent(old: merkle.Head, new: merkle.Head, path: tuple[bytes, ...]) -> bool:
    try:
        merkle.check_consistency(old, new, path)
    except ProofWrong:
        return False
    # An empty tree has one root only, which a proof from nothing does not show.
    return new.size > 0 or new.root == merkle.EMPTY_ROOT
