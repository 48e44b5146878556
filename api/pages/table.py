"""What lies on the table of a plenary: one TPS or area, its numbers beside the paper, and what others say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api import plenary_words, windows, words
from api.desk import Desk, desk
from api.pages import cases
from api.pages.cases import Shown
from api.windows import Window
from recap.app import discrepancies, locks, objections, outcomes, tallies
from recap.app.agendas import Item
from recap.app.blobs import Blobs
from recap.app.locks import Holder
from recap.app.texts import Language
from recap.domain.election import AreaCode, Contest, StationCode, Tier
from recap.domain.message import Message
from recap.domain.objection import Objection
from recap.domain.reason import Reason
from recap.domain.rows import form_rows
from recap.domain.settlement import Outcome, Settlement

_DECIDING = ("SAH", "TSAH", "TOT")


@dataclass(frozen=True, slots=True)
class Said:
    """What an observer read in a cell, and whether it is the number counted."""

    who: Message
    value: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class Number:
    """One cell: what counts (None while nothing does), where it stands on the paper, what observers read."""

    part: Message | None
    value: int | None
    window: Window | None = None
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row with its one or three numbers; `number` is that of a choice, 0 for every other row."""

    code: str
    label: str
    number: int
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A photographed page: the flattened picture and the photo as it arrived."""

    number: int
    picture: str
    original: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A case that was decided: what it was about, why it was decided so, in whose words."""

    about: Message
    reason: Message
    note: str
    as_written: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Everything about the one child that is being read; `locked_by` is the certificate that keeps a TPS as it is."""

    item: Item
    deciding: tuple[Line, ...]
    rows: tuple[Line, ...]
    pages: tuple[Page, ...] = ()
    cases: tuple[Shown, ...] = ()
    settled: tuple[Settled, ...] = ()
    objections: tuple[Objection, ...] = ()
    locked_by: Holder | None = None

    @property
    def as_written(self) -> bool:
        """Tell whether the paper does not add up and is read aloud as it stands."""
        return any(each.as_written for each in self.settled)

    @property
    def is_station(self) -> bool:
        """Tell whether a TPS is read, rather than an area with its certificate."""
        return len(self.item.code) == Tier.STATION.value


@dataclass(frozen=True, slots=True)
class Sources:
    """What the numbers of one child come from."""

    values: Mapping[str, int | None]
    windows: Mapping[str, Window]
    observed: Mapping[str, Sequence[tuple[str, int]]]


async def lay(session: AsyncSession, blobs: Blobs, contest: Contest, item: Item, language: Language) -> Table:
    """Return what lies on the table when this child is read."""
    if len(item.code) == Tier.STATION.value:
        return await _station(session, blobs, contest, item, language)
    # What its tier has not signed is not its number yet.
    signed = (await tallies.of_area(session, contest.id, AreaCode(item.code))).values if item.standing else {}
    lines = tuple(_lines(contest, Sources(signed, {}, {}), language))
    filed = await objections.within(session, contest.id, item.code)
    return Table(item, _deciding(lines), lines, objections=tuple(each for each in filed if each.is_open))


def votes(contest: Contest, values: Mapping[str, int], language: Language) -> tuple[Line, ...]:
    """Return the lines that decide, votes and their sums, of a running total."""
    return _deciding(tuple(_lines(contest, Sources(values, {}, {}), language)))


async def _station(session: AsyncSession, blobs: Blobs, contest: Contest, item: Item, language: Language) -> Table:
    code = StationCode(item.code)
    on = await desk(session, contest.id, code)
    outcome = await outcomes.of_station(session, contest.id, code)
    found = await discrepancies.of_station(session, contest.id, code)
    still = [case for case in found if case.is_open]
    lines = tuple(_lines(contest, await _sources(blobs, on, outcome), language))
    return Table(
        item=item,
        deciding=_deciding(lines),
        rows=lines,
        pages=tuple(_pages(on)),
        cases=tuple(await cases.shown(session, blobs, still, language)),
        settled=tuple(_settled(case.discrepancy.key, case.settlement) for case in found if case.settlement),
        objections=tuple(await objections.within(session, contest.id, code)),
        locked_by=await locks.holder(session, contest.id, code),
    )


def _settled(key: str, given: Settlement) -> Settled:
    as_written = given.reason is Reason.PAPER_DOES_NOT_ADD_UP
    return Settled(words.rule(key), words.REASONS[given.reason], given.note, as_written)


async def _sources(blobs: Blobs, on: Desk, outcome: Outcome) -> Sources:
    views: dict[str, Window] = {}
    for page in on.pages:
        if page.photo:
            views |= await windows.of_photo(blobs, page.photo)
    return Sources(outcome.values, views, outcome.observed)


def _pages(on: Desk) -> list[Page]:
    sent = [(p.page.number, p.photo) for p in on.pages if p.photo]
    return [Page(n, windows.page_address(photo), windows.original_address(photo)) for n, photo in sent]


def _deciding(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.number or line.code in _DECIDING)


def _lines(contest: Contest, sources: Sources, language: Language) -> list[Line]:
    names = {choice.code: words.choice_name(choice, language) for choice in contest.choices}
    numbers = {choice.code: choice.number for choice in contest.choices}
    return [
        Line(
            row.code,
            names.get(row.code) or words.row_label(row, language),
            numbers.get(row.code, 0),
            tuple(_number(row.code, code, sources) for code in row.cells),
        )
        for row in form_rows(len(contest.choices))
    ]


def _number(row: str, code: str, sources: Sources) -> Number:
    value = sources.values.get(code)
    said = tuple(Said(plenary_words.reader(who), seen, seen == value) for who, seen in sources.observed.get(code, ()))
    return Number(words.PARTS.get(code.removeprefix(f"{row}-")), value, sources.windows.get(code), said)
