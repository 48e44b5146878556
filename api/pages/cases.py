"""Discrepancies as an officer decides them: each cell's window, who read what, and the answers that fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api import windows, words
from api.desk import Desk, desk
from api.windows import Window
from recap.app import elections, outcomes
from recap.app.blobs import Blobs
from recap.app.discrepancies import Case
from recap.app.texts import Language
from recap.domain.election import ContestId, Station, StationCode
from recap.domain.message import Message
from recap.domain.rules import Relation
from recap.domain.settlement import Discrepancy, Outcome, Reason


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell in dispute: its window, and what the machine and the KPPS read."""

    code: str
    label: str
    window: Window | None
    machine: int | None
    kpps: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A photo the cells stand on."""

    page: int
    address: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One case, ready to be decided."""

    case: Case
    station: Station
    village: str
    words: Message
    sums: str
    cells: tuple[Cell, ...]
    sheets: tuple[Sheet, ...]
    reasons: tuple[tuple[Reason, Message], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """All that is known of one station's form while its cases are shown."""

    on: Desk
    station: Station
    village: str
    outcome: Outcome
    windows: Mapping[str, Window]


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
    return Form(on, station, village.name, outcome, views)


def _shown(case: Case, form: Form, language: Language) -> Shown:
    what = case.discrepancy
    labels = words.cell_labels(form.on.contest.choices, language)
    read, keyed = form.outcome.read, form.outcome.keyed
    cells = tuple(
        Cell(code, labels.get(code, code), form.windows.get(code), read.get(code), keyed.get(code))
        for code in what.cells
    )
    pages = [p for p in form.on.pages if p.photo and set(p.page.codes) & set(what.cells)]
    sheets = tuple(Sheet(p.page.number, windows.original_address(p.photo)) for p in pages if p.photo)
    return Shown(case, form.station, form.village, words.rule(what.key), sums(what), cells, sheets, reasons(what))


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
    """Return the reasons that fit: numbers that two readers saw differently cannot stay as they are."""
    fitting = [r for r in Reason if not (what.between_readers and r.keeps_as_written)]
    return tuple((reason, words.REASONS[reason]) for reason in fitting)


def rule_of(what: Discrepancy) -> str:
    """Return the name of the rule a discrepancy is about, `READERS` when two readers differ."""
    return what.key.partition(":")[0]
