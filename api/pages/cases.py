"""Discrepancies as an officer decides them: each cell's window, who read what, and the answers that fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession

from api import windows, words
from api.desk import Desk, desk
from api.pages import casewords
from api.windows import Window
from recap.app import elections, outcomes, readings
from recap.app.blobs import Blobs
from recap.app.discrepancies import Case
from recap.app.texts import Language
from recap.domain.election import ContestId, Station, StationCode
from recap.domain.findings import LIKENESS, MISPLACED, MISSING, OBSERVER, kind_of
from recap.domain.message import Message
from recap.domain.objection import CLAIMED
from recap.domain.reading import Reading
from recap.domain.reason import Reason
from recap.domain.rules import Relation
from recap.domain.ruling import fitting
from recap.domain.settlement import Discrepancy, Outcome

_WHOLE_PAGES = frozenset({MISSING, MISPLACED, LIKENESS})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell in dispute: its window, what the machine and the KPPS read, others (`said`), and what counts now.

    A `first` cell is the one to look at before the others of the case: by its reading the machine doubts it most.
    """

    code: str
    label: str
    window: Window | None
    machine: int | None
    kpps: int | None
    said: tuple[tuple[Message, int | None], ...] = ()
    claimed: int | None = None
    now: int | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A photo the cells stand on: the KPPS's, or that of an observer (`who`) who read them otherwise."""

    page: int
    address: str
    who: Message | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo that is itself the matter, and the TPS it was sent for."""

    address: str
    station: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One case, ready to be decided; `whole_page` when its cells are all of a page, to be keyed only if need be."""

    case: Case
    station: Station
    village: str
    words: Message
    sums: str
    cells: tuple[Cell, ...]
    sheets: tuple[Sheet, ...]
    reasons: tuple[tuple[Reason, Message], ...]
    pictures: tuple[Picture, ...] = ()
    whole_page: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """All that is known of one station's form while its cases are shown."""

    on: Desk
    station: Station
    village: str
    outcome: Outcome
    windows: Mapping[str, Window]
    observers: Sequence[Reading]
    asked: frozenset[str]


async def shown(session: AsyncSession, blobs: Blobs, found: Sequence[Case], language: Language) -> list[Shown]:
    """Return the cases with everything an officer needs to decide them."""
    forms: dict[StationCode, Form] = {}
    for case in found:
        if case.station not in forms:
            forms[case.station] = await _form(session, blobs, case.contest, case.station)
    return [_shown(case, forms[case.station], language) for case in found]


async def _form(session: AsyncSession, blobs: Blobs, contest: ContestId, code: StationCode) -> Form:
    on = await desk(session, contest, code)
    station = await elections.station(session, contest, code)
    village = await elections.area(session, contest, station.village)
    outcome = await outcomes.of_station(session, contest, code)
    views: dict[str, Window] = {}
    for page in on.pages:
        if page.photo:
            views |= await windows.of_photo(blobs, page.photo)
    seen = await readings.of_station(session, contest, code)
    observers = [reading for reading in seen if reading.observer]
    asked = frozenset(c for page in on.pages if page.photo and page.photo.machine for c in page.photo.machine.ask)
    return Form(on, station, village.name, outcome, views, observers, asked)


def _shown(case: Case, form: Form, language: Language) -> Shown:
    what = case.discrepancy
    labels = words.cell_labels(form.on.contest.choices, language)
    whole_page = kind_of(what.key) in _WHOLE_PAGES
    codes = what.cells if whole_page else sorted(what.cells, key=lambda code: code not in form.asked)
    pages = [p for p in form.on.pages if p.photo and set(p.page.codes) & set(what.cells)]
    return Shown(
        case=case,
        station=form.station,
        village=form.village,
        words=casewords.rule(what.key),
        sums=sums(what),
        cells=tuple(_cell(code, labels.get(code, code), case, form) for code in codes),
        sheets=(
            *(Sheet(p.page.number, windows.original_address(p.photo)) for p in pages if p.photo),
            *_observed(case, form),
        ),
        reasons=reasons(what),
        pictures=_pictures(case),
        whole_page=whole_page,
    )


def _cell(code: str, label: str, case: Case, form: Form) -> Cell:
    seen, station = dict(case.discrepancy.values), case.station
    return Cell(
        code,
        label,
        form.windows.get(code),
        form.outcome.read.get(code),
        form.outcome.keyed.get(code),
        tuple((casewords.reader(name, station), value) for name, value in form.outcome.observed.get(code, ())),
        seen.get(f"{CLAIMED}{code}"),
        form.outcome.values.get(code),
        first=code in form.asked and not form.asked >= set(case.discrepancy.cells),
    )


def _observed(case: Case, form: Form) -> list[Sheet]:
    """Return the photos on which observers read a cell of this case, each observer's newest."""
    what = case.discrepancy
    if kind_of(what.key) != OBSERVER:
        return []
    newest = {r.observer.name: r for r in form.observers if r.observer and r.values.keys() & set(what.cells)}
    return [
        Sheet(r.page, _address(r.photo, "original", case.contest, case.station), casewords.reader(name, case.station))
        for name, r in newest.items()
    ]


def _address(photo: str, name: str, contest: str, station: str) -> str:
    return f"/api/photos/{photo}/{name}?{urlencode({'contest': contest, 'station': station})}"


def _pictures(case: Case) -> tuple[Picture, ...]:
    """Return the photos that are the matter of a case: the misplaced one, or the two that are alike."""
    named = case.discrepancy.values
    match kind_of(case.discrepancy.key):
        case "R20":
            places = [(named[0][0], str(case.station))]
        case "R21":
            places = [(named[0][0], str(case.station)), (named[1][0], str(named[1][1]))]
        case _:
            places = []
    return tuple(
        Picture(_address(photo, "page.jpg", case.contest, station), f"{int(station[-3:])}") for photo, station in places
    )


def sums(what: Discrepancy) -> str:
    """Return both sides of a broken rule as a calculation, for example `245 ≠ 120 + 124 = 244`."""
    if what.left_sum is None or what.right_sum is None:
        return ""
    numbers = [value for _, value in what.values if value is not None]
    sign = "≠" if what.relation is Relation.EQUAL else ">"
    parts = numbers[1:]
    right = f"{' + '.join(map(str, parts))} = {what.right_sum}" if len(parts) > 1 else f"{what.right_sum}"
    return f"{what.left_sum} {sign} {right}"


def reasons(what: Discrepancy) -> tuple[tuple[Reason, Message], ...]:
    """Return the reasons that fit, with their words."""
    return tuple((reason, words.REASONS[reason]) for reason in fitting(what))
