"""A plenary arranged for the eye: its agenda in groups, who is here, what was said when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api import plenary_words, words
from api.pages import table
from api.pages.table import Line, Table
from recap.app import agendas, elections, objections, plenaries, running, seats
from recap.app.agendas import Item
from recap.app.blobs import Blobs
from recap.app.texts import Language
from recap.domain.election import Contest, ContestId, Tier, ancestors
from recap.domain.message import Message
from recap.domain.objection import Objection
from recap.domain.plenary import Attendee, Event, Moment, Plenary, fold

_SHORTEST_MINUTES = frozenset({Moment.CALLED})
"""What the projector shows is no matter for the minutes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One child on the agenda: its name and `mark`: now, read, stale, skipped, ready or waiting."""

    code: str
    name: Message
    mark: str
    why: Message | None


@dataclass(frozen=True, slots=True)
class Group:
    """The children of one kelurahan, or all of them."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def read(self) -> int:
        """Return how many of them have been read."""
        return sum(entry.mark == "read" for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of the minutes."""

    at: datetime
    moment: Message
    about: Message | None
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class View:
    """All that the pages of one plenary show."""

    contest: Contest
    area: str
    title: Message
    plenary: Plenary
    progress: Message
    groups: tuple[Group, ...]
    names: Mapping[str, str]
    labels: Mapping[str, str]
    on_table: Table | None
    last: Message | None
    totals: tuple[Line, ...]
    expected: tuple[Attendee, ...]
    unanswered: tuple[Objection, ...]
    filed: int
    minutes: tuple[Noted, ...]

    @property
    def is_relay(self) -> bool:
        """Tell whether this is a PPS's relay check, in which paper is checked and nothing read aloud."""
        return len(self.area) == Tier.VILLAGE.value

    def name(self, code: str) -> Message:
        """Return what a place is called."""
        return words.area(code, self.names)


async def view(session: AsyncSession, blobs: Blobs, contest_id: str, area: str, language: Language) -> View:
    """Return where a plenary stands with everything its pages show."""
    contest = await elections.contest(session, ContestId(contest_id))
    items = await agendas.of_area(session, contest.id, area)
    noted = await plenaries.minutes(session, contest.id, area)
    plenary = fold([event for event, _ in noted], {code: item.standing for code, item in items.items()})
    names = {str(each.code): each.name for each in await elections.areas(session, contest.id)}
    filed = await objections.within(session, contest.id, area)
    sums = await running.total(session, contest.id, plenary.read)
    heard = [event.subject for event, _ in noted if event.kind is Moment.READ]
    here = items.get(plenary.current) if plenary.in_session else None
    invited = await seats.of_area(session, contest.id, area)
    return View(
        contest=contest,
        area=area,
        title=plenary_words.title(area, names[area]),
        plenary=plenary,
        progress=plenary_words.progress(area, len(plenary.read), len(plenary.agenda)),
        groups=_groups(plenary, items, names),
        names=names,
        labels=words.cell_labels(contest.choices, language),
        on_table=await table.lay(session, blobs, contest, here, language) if here else None,
        last=words.area(heard[-1], names) if heard else None,
        totals=table.votes(contest, sums, language),
        expected=tuple(who for who in invited if who.key not in plenary.attendance),
        unanswered=tuple(each for each in filed if each.is_open),
        filed=len(filed),
        minutes=tuple(_noted(event, by, names) for event, by in reversed(noted) if event.kind not in _SHORTEST_MINUTES),
    )


def _groups(plenary: Plenary, items: Mapping[str, Item], names: Mapping[str, str]) -> tuple[Group, ...]:
    found: dict[str, list[Entry]] = {}
    for item in items.values():
        found.setdefault(ancestors(item.code)[0], []).append(_entry(plenary, item, names))
    return tuple(Group(names[code], tuple(entries)) for code, entries in found.items())


def _entry(plenary: Plenary, item: Item, names: Mapping[str, str]) -> Entry:
    return Entry(item.code, words.area(item.code, names), _mark(plenary, item), item.why)


def _mark(plenary: Plenary, item: Item) -> str:
    marks = (
        ("now", plenary.in_session and item.code == plenary.current),
        ("read", item.code in plenary.read),
        ("stale", item.code in plenary.stale),
        ("skipped", item.code in plenary.skipped),
        ("waiting", item.why is not None),
    )
    return next((name for name, holds in marks if holds), "ready")


def _noted(event: Event, by: str, names: Mapping[str, str]) -> Noted:
    about = words.area(event.subject, names) if event.subject else None
    said: Sequence[str] = (event.place, event.chair, event.words, _person(event.attendee))
    return Noted(event.at, plenary_words.MOMENTS[event.kind], about, " · ".join(filter(None, said)), by)


def _person(who: Attendee | None) -> str:
    return " · ".join(filter(None, (who.name, who.mandate, who.reason))) if who else ""
