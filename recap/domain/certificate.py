"""What a tier signs (D.Hasil): its standing among later acts, and the canonical bytes the signature covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from recap.domain.election import AreaCode


class Standing(StrEnum):
    """What a certificate is worth now."""

    VALID = "valid"
    STALE = "stale"
    REOPENED = "reopened"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Signed:
    """That an area was signed, in the order of `id`, and whether that certificate was reopened since."""

    id: int
    area: AreaCode
    reopened: bool


def standings(signed: Iterable[Signed]) -> dict[int, Standing]:
    """Return what each certificate of one contest is worth; all of them must be given.

    A certificate is stale when one below it, which was the newest of its area when it signed, has been reopened.
    """
    found: dict[int, Standing] = {}
    newest: dict[AreaCode, Signed] = {}
    for one in sorted(signed, key=lambda each: each.id):
        earlier = newest.get(one.area)
        if earlier is not None:
            found[earlier.id] = Standing.SUPERSEDED
        below = (n for n in newest.values() if n.area != one.area and n.area.startswith(one.area))
        shaken = any(each.reopened for each in below)
        found[one.id] = Standing.REOPENED if one.reopened else Standing.STALE if shaken else Standing.VALID
        newest[one.area] = one
    return found


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical statement, in hexadecimal."""
    return sha256(text.encode()).hexdigest()
