"""The published records, as they stand in the folder: one class for each kind of file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aggregation.acts import OfArea, OfStation


@dataclass(frozen=True, slots=True)
class Cell:
    """One number: as the machine read it, as the KPPS keyed it, as written, as corrected, and what is counted."""

    read: int | None
    keyed: int | None
    written: int | None
    corrected: int | None
    counted: int


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo sent for a station; `public_sha256` is the digest of its public copy, None while there is none.

    `entry` is the index in the log of the act of sending it there first.
    """

    sha256: str
    page: int | None
    state: str
    received_at: str
    public_sha256: str | None
    entry: int


@dataclass(frozen=True, slots=True)
class Open:
    """A discrepancy that waits for an officer; its values are not shown, because they are not accepted."""

    number: int
    key: str
    severity: str
    cells: tuple[str, ...]
    opened_at: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A discrepancy an officer has settled: the values seen, the reason, and the corrections."""

    number: int
    key: str
    severity: str
    cells: tuple[str, ...]
    opened_at: str
    values: tuple[tuple[str, int | None], ...]
    left_sum: int | None
    relation: str | None
    right_sum: int | None
    reason: str
    note: str
    role: str
    corrections: Mapping[str, int]
    settled_at: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class StationRecord:
    """Everything public of one station and contest."""

    contest: str
    code: str
    number: int
    names: Mapping[str, str]
    voters: Mapping[str, int]
    cap: int
    state: str
    counted: bool
    revision: int
    by_officer: bool
    settled_at: str | None
    changed_at: str | None
    cells: Mapping[str, Cell]
    photos: tuple[Photo, ...]
    open: tuple[Open, ...]
    settled: tuple[Settled, ...]
    warnings: tuple[str, ...]
    count: int = 1
    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    acts: OfStation = field(default_factory=OfStation)
    kind: str = "station"

    @property
    def values(self) -> dict[str, int]:
        """Return the numbers this station adds to the totals: none while it is not counted."""
        return {code: cell.counted for code, cell in self.cells.items()} if self.counted else {}


@dataclass(frozen=True, slots=True)
class Child:
    """What an area's record says of an area or station within it; the last five fields speak of stations only.

    `node` is the hash of its place in the tree of sums; `gzip` and `brotli` are the SHA-256 of its compressed forms.
    """

    code: str
    name: str
    object: str
    gzip: str
    brotli: str
    node: str
    stations_total: int
    stations_in: int
    states: Mapping[str, int]
    values: Mapping[str, int]
    number: int = 0
    state: str = ""
    counted: bool = False
    revision: int = 0
    changed_at: str | None = None


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """The totals of one area, the hash of its node in the tree of sums, and its children with theirs."""

    contest: str
    code: str
    name: str
    tier: str
    node: str
    stations_total: int
    stations_in: int
    states: Mapping[str, int]
    values: Mapping[str, int]
    children: tuple[Child, ...]
    acts: OfArea = field(default_factory=OfArea)
    kind: str = "area"


@dataclass(frozen=True, slots=True)
class ContestRecord:
    """What is being elected, the rows of its form, and the rules a form must satisfy.

    `lanes` are the codes of the sums a node of the tree of sums carries, in their order; `above` are the areas around
    the contest's own, the largest first.
    """

    id: str
    office: str
    title: str
    area: str
    above: tuple[Mapping[str, str], ...]
    layout: str
    lanes: tuple[str, ...]
    pages: Mapping[str, tuple[str, ...]]
    choices: tuple[Mapping[str, str | int], ...]
    rows: tuple[Mapping[str, str | tuple[str, ...]], ...]
    rules: tuple[Mapping[str, str | tuple[str, ...]], ...]
    kind: str = "contest"
