"""From the manifests down to the stations: every record any publication reached, each once, and for how long."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from recap.domain.election import Tier
from recap.verify.bundles import UNIT_DIGITS
from recap.verify.findings import Found
from recap.verify.reading import object_path, records, siblings
from recap.verify.scene import Record, Seen
from recap.verify.source import Source

_WIDTHS = frozenset(tier.value for tier in Tier)
_MOST_CLAIMS = 8
"""Different words about one record that are kept: of two, one at least is wrong."""
Packed = tuple[str, bytes, str, str]


@dataclass(slots=True)
class Reached:
    """A record some area or manifest names: by whom, and from which to which publication (their numbers from 0)."""

    kind: str
    first: int
    last: int
    claims: list[Record] = field(default_factory=list)

    def again(self, first: int, last: int) -> None:
        """Take in that it is named for this time as well."""
        self.first, self.last = min(self.first, first), max(self.last, last)


Level = dict[str, Reached]
"""What is reached at one height of the tree, by the digest of the record."""


@dataclass(frozen=True, slots=True)
class Story:
    """The log sizes of publications, oldest first, and from which of them on a record is current; None: none is."""

    sizes: tuple[int, ...]
    current: int | None

    def seen(self, name: str, reached: Reached, record: Record) -> Seen:
        """Return a record as the checks see it."""
        first, last = self.sizes[reached.first], self.sizes[reached.last]
        return Seen(object_path(name), name, record, tuple(reached.claims), first, last, self.shows(reached))

    def shows(self, reached: Reached) -> bool:
        """Tell whether a record is current."""
        return self.current is not None and reached.last >= self.current


def tops(entries: Sequence[Record]) -> Level:
    """Return the topmost areas of a contest, given where it begins in publication by publication."""
    level: Level = {}
    for number, entry in enumerate(entries):
        level.setdefault(entry["area"], Reached("area", number, number)).again(number, number)
    return level


def down(level: Level, loaded: Mapping[str, Record]) -> list[tuple[str, Level]]:
    """Return what the areas of a level name, place by place, given their records by digest."""
    places: dict[str, Level] = {}
    for name, record in loaded.items():
        above = level[name]
        for child in _within(record, above):
            below = places.setdefault(child["code"][:UNIT_DIGITS], {})
            kind = "station" if child["number"] else "area"
            reached = below.setdefault(child["object"], Reached(kind, above.first, above.last))
            reached.again(above.first, above.last)
            if len(reached.claims) < _MOST_CLAIMS and child not in reached.claims:
                reached.claims.append(child)
    return sorted(places.items())


def _within(record: Record, reached: Reached) -> Iterator[Record]:
    """Yield the parts of an area that lie within it, if it is the area it is named for.

    The others are findings where the area is checked. To follow them would have no end: with every step down the codes
    become longer, and so no record is come upon at two places.
    """
    code = record["code"] if "children" in record else ""
    if not reached.claims or code in {claim["code"] for claim in reached.claims}:
        yield from (each for each in record.get("children", ()) if _is_part(each["code"], code))


def _is_part(code: str, of: str) -> bool:
    return len(code) in _WIDTHS and len(code) > len(of) and code.startswith(of) and code.isascii() and code.isdigit()


def visit(source: Source, found: Found, level: Level) -> dict[str, Record]:
    """Return the records of a level by digest, in a fixed order; their bytes and packed siblings are checked."""
    wanted = [(name, level[name].kind) for name in sorted(level)]
    loaded: dict[str, Record] = {}
    packed: list[Packed] = []
    for name, content, record in records(source, found, wanted):
        loaded[name] = record
        # Whoever claims the same record with other siblings is noted by the check of the area.
        packed += ((object_path(name), content, gzip, brotli) for gzip, brotli in _packings(level[name].claims))
    siblings(source, found, packed)
    return loaded


def _packings(claims: Iterable[Record]) -> set[tuple[str, str]]:
    return {(claim["gzip"], claim["brotli"]) for claim in claims}
