"""A contradiction of a log as a file that anybody can check: what stood, and what the log sent against it."""

import json
from collections.abc import Iterable
from enum import Enum

from recap.domain.canonical import canonical
from recap.domain.refusals.tlog import CheckpointBroken, NoteBroken, ProofBroken, ProofWrong
from recap.domain.refusals.witness import EvidenceBroken
from recap.domain.tlog import merkle, submission
from recap.domain.tlog.note import VerifierKey
from recap.verify import notes
from recap.witness.memory import Fork


class Shown(Enum):
    """What a file of evidence shows about a log."""

    TWO_HISTORIES = "two histories"
    NO_CONTINUATION = "no continuation"
    NOTHING = "nothing"


def spelled(fork: Fork) -> str:
    """Return a contradiction as canonical JSON."""
    facts = {"origin": fork.origin, "time": fork.time, "seen": fork.standing.decode(), "sent": fork.request.decode()}
    return canonical(facts)


def shown(content: bytes, keys: Iterable[VerifierKey]) -> Shown:
    """Return what a file shows if one of these keys signed both sides.

    EvidenceBroken if it is no evidence at all, NoteUnsigned and NoteForged if the log did not sign it.
    Two histories of one length are proof by themselves. That a proof of continuation fails is proof only as long as
    the log cannot show a right one for the same two heads.
    """
    known = tuple(keys)
    try:
        facts = json.loads(content)
        sent = submission.parse(facts["sent"].encode())
        seen = notes.head(facts["seen"].encode(), known)
        new = notes.head(sent.checkpoint, known)
    except (KeyError, TypeError, AttributeError, ValueError, NoteBroken, CheckpointBroken, ProofBroken) as error:
        raise EvidenceBroken(reason="not written by a witness") from error
    if seen.origin != new.origin:
        raise EvidenceBroken(reason="two different logs")
    if seen.size == new.size:
        return Shown.NOTHING if seen.root == new.root else Shown.TWO_HISTORIES
    return _continuation(seen.head, new.head, sent.path)


def _continuation(seen: merkle.Head, new: merkle.Head, path: tuple[bytes, ...]) -> Shown:
    try:
        merkle.check_consistency(seen, new, path)
    except ProofWrong:
        return Shown.NO_CONTINUATION
    return Shown.NOTHING
