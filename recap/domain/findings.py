"""Cases that the arithmetic of one form does not show: pages that stay away, photos that belong elsewhere, hints.

Each kind has a key that says what it is about; the values in it change only with what was seen, so that an answer
stays an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from recap.domain.photo import PhotoDigest
from recap.domain.rules import Relation, Severity
from recap.domain.settlement import Discrepancy, Outcome, State

MISSING, MISPLACED, LIKENESS, CONTESTS, OUTLIER = "MISSING", "R20", "R21", "R23", "R24"
OBJECTION, OBSERVER = "OBJECTION", "OBSERVER"

_VOTERS = ("DP1-L", "DP1-P", "DP1-J")


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A photo that was refused because it shows another station, contest or page."""

    photo: PhotoDigest
    page: int


@dataclass(frozen=True, slots=True)
class Double:
    """A photo of this station that looks like one sent earlier for another; `distance` is in bits of the hash."""

    photo: PhotoDigest
    page: int
    other_photo: PhotoDigest
    other_station: str
    distance: int


def missing_pages(
    pages: Mapping[int, tuple[str, ...]], arrived: Mapping[int, datetime], now: datetime, patience: timedelta
) -> list[Discrepancy]:
    """Return a case for each page that has not come although the last of the others came longer ago than `patience`."""
    if not arrived or now - max(arrived.values()) < patience:
        return []
    return [
        Discrepancy(f"{MISSING}:{page}", Severity.BOUND, codes, tuple((code, None) for code in codes))
        for page, codes in pages.items()
        if page not in arrived
    ]


def misplaced(
    pages: Mapping[int, tuple[str, ...]], refused: Sequence[Misplaced], arrived: Mapping[int, datetime]
) -> list[Discrepancy]:
    """Return a case for the last misplaced photo of each page of which no photo has been accepted."""
    last = {photo.page: photo for photo in refused if photo.page in pages and photo.page not in arrived}
    return [
        Discrepancy(f"{MISPLACED}:{page}", Severity.BOUND, pages[page], ((photo.photo, None),))
        for page, photo in sorted(last.items())
    ]


def doubles(pages: Mapping[int, tuple[str, ...]], found: Sequence[Double]) -> list[Discrepancy]:
    """Return a case for each photo of this station that is nearly the same as an earlier one of another station."""
    return [
        Discrepancy(
            f"{LIKENESS}:{double.photo}",
            Severity.BOUND,
            pages.get(double.page, ()),
            ((double.photo, double.page), (double.other_photo, int(double.other_station))),
        )
        for double in found
    ]


def contests_differ(mine: Mapping[str, int], others: Mapping[str, Mapping[str, int]]) -> list[Discrepancy]:
    """Return a hint for each count of registered voters that another contest's form of the same TPS gives otherwise."""
    return [
        Discrepancy(
            f"{CONTESTS}:{code}",
            Severity.WARNING,
            (code,),
            ((code, mine[code]), (contest, theirs[code])),
            mine[code],
            Relation.EQUAL,
            theirs[code],
        )
        for contest, theirs in sorted(others.items())
        for code in _VOTERS
        if code in mine and code in theirs and mine[code] != theirs[code]
    ]


def kind_of(key: str) -> str:
    """Return the kind of a case: the name of its rule, or of what is wrong."""
    return key.partition(":")[0]


def beside(outcome: Outcome, found: Sequence[Discrepancy], answered: frozenset[str]) -> Outcome:
    """Return an outcome with the cases found beside the form's own arithmetic; those answered no longer wait.

    A hint never holds a result back; any other case that waits puts the form under examination.
    """
    waiting = tuple(d for d in found if d.severity is not Severity.WARNING and d.fingerprint not in answered)
    warnings = (*outcome.warnings, *(d for d in found if d.severity is Severity.WARNING))
    return replace(
        outcome,
        state=State.EXAMINATION if waiting else outcome.state,
        open=(*outcome.open, *waiting),
        warnings=warnings,
        hints=tuple(d for d in warnings if d.fingerprint not in answered),
    )
