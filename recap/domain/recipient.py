"""Who is given the copy of a station's form (penerima salinan)."""

from dataclasses import dataclass
from enum import StrEnum


class RecipientKind(StrEnum):
    """In what quality somebody is given a copy."""

    WITNESS = "witness"
    SUPERVISOR = "supervisor"
    PPS = "pps"
    PPK = "ppk"
    CITY = "city"
    BOARD = "board"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One of those who are given a copy of every form of a contest; `choice` is whom a witness stands for."""

    number: int
    kind: RecipientKind
    name: str
    choice: int | None = None
