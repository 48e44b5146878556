"""What a check of a document found, one line for each thing it looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from recap.domain.message import Message


class Class(IntEnum):
    """What kind of thing a proof speaks of; a failure's exit status (2 is what cannot be read at all)."""

    CONTENT = 1
    KEY = 3
    PHOTO = 4


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that was looked at, whether it is right, and the sentence that says so."""

    kind: Class
    good: bool
    message: Message


def status(proofs: Sequence[Proof]) -> int:
    """Return the exit status: 0 if all is right, else the class of the gravest failure."""
    return min((int(one.kind) for one in proofs if not one.good), default=0)
