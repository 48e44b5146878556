"""Signatures under notes: which of the keys that are believed have signed (Ed25519, RFC 8032)."""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recap.domain.refusals.tlog import CheckpointBroken, NoteForged, NoteUnsigned, QuorumMissing
from recap.domain.tlog import checkpoint as checkpoints
from recap.domain.tlog import cosignature, merkle, note
from recap.domain.tlog.checkpoint import Checkpoint
from recap.domain.tlog.note import COSIGNATURE, Note, Signature, VerifierKey
from recap.domain.tlog.policy import NO_QUORUM, Policy, Witness
from recap.domain.tlog.proof import Proof


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness that cosigned, by its name in the policy, and when, in seconds since 1970."""

    name: str
    key: VerifierKey
    time: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A checkpoint that a believed log signed, who cosigned it, and whether that is enough."""

    checkpoint: Checkpoint
    note: Note
    log: VerifierKey
    cosigned: tuple[Cosigned, ...]
    met: bool


def signers(signed: Note, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Return those of these keys that signed the note; NoteForged if one is named with a wrong signature.

    Signatures of other keys are passed over, as the specification demands.
    """
    found = []
    for key in keys:
        lines = _lines(signed, key)
        for line in lines:
            check(signed.text, line, key)
        if lines:
            found.append(key)
    return tuple(found)


def opened(content: bytes, keys: Iterable[VerifierKey]) -> tuple[Note, tuple[VerifierKey, ...]]:
    """Return a note and those of these keys that signed it; NoteBroken, NoteForged, NoteUnsigned."""
    signed = note.parse(content)
    found = signers(signed, keys)
    if not found:
        raise NoteUnsigned
    return signed, found


def check(text: str, line: Signature, key: VerifierKey) -> None:
    """Raise NoteForged unless the key made this signature of the text."""
    message, signature = text.encode(), line.body
    if key.kind == COSIGNATURE:
        time, signature = cosignature.unpack(line.body) or (0, b"")
        message = cosignature.message(time, text)
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise NoteForged(name=key.name) from error


def cosigners(signed: Note, witnesses: Iterable[Witness]) -> tuple[Cosigned, ...]:
    """Return the witnesses that cosigned, with the latest time of each; NoteForged as for `signers`."""
    by_key = {witness.key: witness.name for witness in witnesses}
    return tuple(Cosigned(by_key[key], key, _time(signed, key)) for key in signers(signed, by_key))


def head(content: bytes, logs: Iterable[VerifierKey]) -> Checkpoint:
    """Return the checkpoint of a note that one of these logs signed in its own name; the refusals of `judged`."""
    return _of_log(content, logs)[2]


def judged(content: bytes, policy: Policy) -> Judged:
    """Return what a policy makes of a signed checkpoint; NoteBroken, NoteForged, NoteUnsigned, CheckpointBroken."""
    signed, log, found = _of_log(content, (one.key for one in policy.logs))
    cosigned = cosigners(signed, policy.witnesses)
    return Judged(found, signed, log, cosigned, policy.met({one.name for one in cosigned}))


def agreed_time(found: Judged, policy: Policy) -> int | None:
    """Return since when a whole quorum had cosigned, in seconds since 1970; None if none had, or none is demanded.

    One witness whose clock runs ahead cannot move it.
    """
    names: set[str] = set()
    for one in sorted(found.cosigned, key=lambda one: one.time, reverse=True):
        names.add(one.name)
        if policy.quorum != NO_QUORUM and policy.met(names):
            return one.time
    return None


def check_proof(proof: Proof, entry: bytes, policy: Policy) -> Judged:
    """Return the checkpoint by which a proof shows this entry in the log; QuorumMissing, ProofWrong, as `judged`."""
    found = judged(proof.checkpoint, policy)
    if not found.met:
        raise QuorumMissing(names=", ".join(one.name for one in found.cosigned) or "-")
    merkle.check_inclusion(proof.index, merkle.leaf_hash(entry), proof.path, found.checkpoint.head)
    return found


def _of_log(content: bytes, logs: Iterable[VerifierKey]) -> tuple[Note, VerifierKey, Checkpoint]:
    """Return the note, the key and the checkpoint; a key signs only for the log whose origin is its name."""
    signed, keys = opened(content, logs)
    found = checkpoints.parse(signed.text)
    for key in keys:
        if key.name == found.origin:
            return signed, key, found
    raise CheckpointBroken(reason="signed by the key of another log")


def _lines(signed: Note, key: VerifierKey) -> list[Signature]:
    return [line for line in signed.signatures if (line.name, line.key_id) == (key.name, key.id)]


def _time(signed: Note, key: VerifierKey) -> int:
    return max(unpacked[0] for line in _lines(signed, key) if (unpacked := cosignature.unpack(line.body)))
