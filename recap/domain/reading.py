"""What one reader, machine or person, saw on one photo; never edited."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from recap.domain.election import ContestId, StationCode, Tier, tier_of
from recap.domain.message import Message
from recap.domain.photo import PhotoDigest
from recap.domain.rights import Role


class Decision(StrEnum):
    """What the machine says of its own reading of one photo."""

    ACCEPT = "accept"
    REVIEW = "review"
    REFUSE = "refuse"


class Reader(StrEnum):
    """Who read."""

    MACHINE = "machine"
    KPPS = "kpps"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True)
class Observer:
    """A witness or supervisor who sends their own photo of a form; `choice` is whom a witness stands for."""

    officer: int
    role: Role
    area: str
    choice: int | None = None

    @property
    def name(self) -> str:
        """Return what this reader is called beside a number: `supervisor`, `witness 2`, with the area above a TPS."""
        who = self.role.value if self.choice is None else f"{self.role.value} {self.choice}"
        return who if tier_of(self.area) is Tier.STATION else f"{who} {self.area}"


@dataclass(frozen=True, slots=True)
class BoxReading:
    """One digit box: `0`-`9`, `X` (crossed), `-` (dash), `_` (empty) or `?`, with a calibrated score 0-1."""

    value: str
    score: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a cell stands on the flattened page picture, in pixels: left, top, width, height."""

    x_px: int
    y_px: int
    w_px: int
    h_px: int


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely each number is by what stands in a cell alone, without any sum.

    `size` numbers from 0 are possible: those in `numbers` with the chance before them, every `other` one with that
    chance; `nothing` is the chance that nothing is written.
    """

    size: int
    numbers: tuple[tuple[float, tuple[int, ...]], ...]
    other: float
    nothing: float


@dataclass(frozen=True, slots=True)
class CellReading:
    """One number on the form.

    `as_read` is the best number from the evidence at the cell alone, `decoded` the best one under the form's
    arithmetic; both None when nothing can be said. `score` is the calibrated probability that `as_read` is what is
    written, `margin` the log-odds of the best joint assignment over the best one with another value here.
    `bubbles` holds the filled bubbles as text in the alphabet of `BoxReading.value`, or None without bubbles.
    `certainty` is what decides: the lower of `margin` and the log-odds of `decoded`, 0 where anything else speaks
    against the number; a cell is `sure` from a calibrated bar on. `chances` is kept for decoding the station's pages
    together. On a `corrected` one a box seems to be struck out, and `agreeing` is how many of its bubbles, words and
    tally marks clearly say `as_read` none the less. A `held` cell is a person's to read whatever the sums say: its
    place is doubtful, or it was corrected and fewer than two of them say what counts. `rewritten` says that the right
    digit clearly stands above the only struck-out one: sums of sure numbers may then stand for the two. `in_one_box`
    says that a single box seems to hold the whole number.
    """

    as_read: int | None
    decoded: int | None
    score: float
    margin: float
    boxes: tuple[BoxReading, ...] = ()
    bubbles: str | None = None
    spot: Spot | None = None
    sure: bool = False
    certainty: float = 0.0
    held: bool = False
    chances: Chances | None = None
    corrected: bool = False
    agreeing: int = 0
    in_one_box: bool = False
    rewritten: bool = False


@dataclass(frozen=True, slots=True)
class PageReading:
    """Everything the machine says of one photo: which page of which station, and every cell on it.

    `quality` is how good the photo is as measured, `good`, `usual` or `poor`; empty when nothing was measured. `ask`
    names the fewest cells that settle all others once a person reads in them what the machine has decoded.
    """

    photo: PhotoDigest
    layout: str | None
    page: int | None
    contest: str | None
    station: str | None
    decision: Decision
    reason: str
    advice: Message | None
    cells: Mapping[str, CellReading] = field(default_factory=dict)
    discrepancies: tuple[str, ...] = ()
    ms: Mapping[str, float] = field(default_factory=dict)
    quality: str = ""
    ask: tuple[str, ...] = ()

    @property
    def corrected(self) -> tuple[str, ...]:
        """Return the cells that seem to be corrected on the paper, which is to be said even of an accepted page."""
        return tuple(code for code, cell in self.cells.items() if cell.corrected)


@dataclass(frozen=True, slots=True)
class Reading:
    """A recorded reading: the values one reader vouches for on one page of one station.

    `values` maps cell codes to numbers; None means the reader could not tell. `sure` names the cells whose machine
    score passed the bar; a person keys the others without seeing the machine's guess. `observer` is whose own photo was
    read, None for the KPPS's; `role` is what the person who read it was appointed as, None for the machine.
    """

    id: int
    photo: PhotoDigest
    contest: ContestId
    station: StationCode
    page: int
    reader: Reader
    officer: int | None
    values: Mapping[str, int | None]
    sure: frozenset[str]
    created_at: datetime
    observer: Observer | None = None
    role: Role | None = None
    count: int = 1
