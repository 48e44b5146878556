"""Four sources of an area's numbers, compared row by row: who says something else than the rest."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

HASH = "sha256"
"""The row under which a broken hash is reported, whose sums may all be right."""

Numbers = Mapping[str, int]


class Source(StrEnum):
    """Where an area's numbers can be taken from, each on its own."""

    TALLY = "tally"
    RESULTS = "results"
    TREE = "tree"
    CHILDREN = "children"


@dataclass(frozen=True, slots=True)
class Difference:
    """One source disagrees on a row of a child, or of the area itself when `child` is the area.

    `here` is what this source says, `there` what the others say; both None for a broken hash. `since`: when the
    child's records last changed by the book; the sources were last written together then.
    """

    source: Source
    child: str
    row: str
    here: int | None
    there: int | None
    since: datetime | None = None


def compare(views: Mapping[Source, Mapping[str, Numbers]], area: str) -> list[Difference]:
    """Return who differs, given each source's numbers by child and for the area itself.

    A child that a source cannot speak of is left out of that source. What the area's own row shows and its children's
    rows explain in full is said once, of the children.
    """
    codes = sorted({code for view in views.values() for code in view})
    children = [found for code in codes if code != area for found in _of(views, code)]
    own = [found for found in _of(views, area) if not _explained(found, children)]
    return children + own


def _of(views: Mapping[Source, Mapping[str, Numbers]], code: str) -> list[Difference]:
    said = {source: view[code] for source, view in views.items() if code in view}
    found = []
    for row in sorted({row for numbers in said.values() for row in numbers}):
        values = {source: numbers.get(row, 0) for source, numbers in said.items()}
        agreed = _agreed(values)
        found += [Difference(s, code, row, value, agreed) for s, value in values.items() if value != agreed]
    return found


def _agreed(values: Mapping[Source, int]) -> int:
    """Return what most sources say; without a majority, what the results say."""
    value, votes = Counter(values.values()).most_common(1)[0]
    if votes * 2 > len(values):
        return value
    return values.get(Source.RESULTS, value)


def _explained(own: Difference, children: Iterable[Difference]) -> bool:
    gaps = [_gap(each) for each in children if (each.source, each.row) == (own.source, own.row)]
    return bool(gaps) and sum(gaps) == _gap(own)


def _gap(found: Difference) -> int:
    return (found.here or 0) - (found.there or 0)
