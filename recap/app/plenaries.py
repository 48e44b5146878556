"""Plenaries as records: every moment is a row, and where a plenary stands is folded from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import agendas, clock, database, locks, objections, plenary_bell
from recap.app.agendas import Item
from recap.app.officers import Officer
from recap.app.tables import OfficerRow, PlenaryEventRow
from recap.domain.election import ContestId, Tier, tier_of
from recap.domain.message import Message
from recap.domain.objection import Objection
from recap.domain.plenary import Attendee, Closing, Event, Moment, Plenary, fold
from recap.domain.plenary_order import must_follow
from recap.domain.refusals.plenary import ChangedMeanwhile, NotReadable, PlenaryWordsMissing
from recap.domain.rights import Act

_EVENT = TypeAdapter(Event)
_OWN_COLUMNS = frozenset({"kind", "subject", "officer", "at"})
_POSTED = Message("whether the copies are posted")


@dataclass(frozen=True, slots=True)
class Said:
    """What the person presiding says happens: the kind of moment and the words, names and numbers it needs.

    `standing` is that of the numbers which were read, as the page showed them; empty when the caller does not know it.
    """

    kind: Moment
    subject: str = ""
    words: str = ""
    place: str = ""
    chair: str = ""
    standing: str = ""
    posted: bool | None = None
    attendee: Attendee | None = None
    carried: frozenset[int] = frozenset()


async def state(session: AsyncSession, contest: ContestId, area: str) -> Plenary:
    """Return where the plenary of an area stands, with the standing its children have now."""
    return fold(await history(session, contest, area), _standings(await agendas.of_area(session, contest, area)))


async def history(session: AsyncSession, contest: ContestId, area: str) -> list[Event]:
    """Return every moment of a plenary, oldest first."""
    return [event for event, _ in await minutes(session, contest, area)]


async def minutes(session: AsyncSession, contest: ContestId, area: str) -> list[tuple[Event, str]]:
    """Return every moment with the name of the officer who recorded it, oldest first."""
    mine = (PlenaryEventRow.contest == contest, PlenaryEventRow.area == area)
    query = select(PlenaryEventRow, OfficerRow.name).join(OfficerRow, OfficerRow.id == PlenaryEventRow.officer)
    rows = await session.execute(query.where(*mine).order_by(PlenaryEventRow.id))
    return [(_event(row), name) for row, name in rows]


async def record(session: AsyncSession, officer: Officer, contest: ContestId, area: str, said: Said) -> Plenary:
    """Write down a moment of the officer's own plenary; a refusal says what is out of order or missing."""
    officer.must(Act.PRESIDE, contest, area)
    await _hold(session, contest, area)
    await locks.must_be_open(session, contest, area)
    items = await agendas.of_area(session, contest, area)
    filed = await objections.within(session, contest, area) if said.kind is Moment.CLOSED else []
    event = _moment(officer, said, items.get(said.subject), filed)
    past = await history(session, contest, area)
    must_follow(fold(past, _standings(items)), event, [each.number for each in filed if each.is_open])
    if said.kind is Moment.READ:
        _must_be_readable(items[said.subject], said, tier_of(area))
    await _add(session, contest, area, event)
    return fold([*past, event], _standings(items))


async def reopen(session: AsyncSession, officer: Officer, contest: ContestId, area: str, reason: str) -> None:
    """Put a closed plenary back in session because its certificate was reopened; an open one stays as it is."""
    await _hold(session, contest, area)
    if (await state(session, contest, area)).shut_at is not None:
        event = Event(Moment.REOPENED, clock.now(), officer.id, words=reason)
        await _add(session, contest, area, event)


def _moment(officer: Officer, said: Said, item: Item | None, filed: Sequence[Objection]) -> Event:
    carried = tuple(each.number for each in filed if each.is_open and each.number in said.carried)
    return Event(
        kind=said.kind,
        at=clock.now(),
        officer=officer.id,
        subject=said.subject,
        words=said.words.strip(),
        place=said.place.strip(),
        chair=said.chair.strip(),
        standing=item.standing if item and said.kind is Moment.READ else "",
        posted=said.posted,
        attendee=said.attendee,
        closing=Closing(carried, nihil=not filed) if said.kind is Moment.CLOSED else None,
    )


def _must_be_readable(item: Item, said: Said, tier: Tier) -> None:
    if item.why is not None:
        raise NotReadable(code=item.code, why=item.why.text)
    if said.standing not in {"", item.standing}:
        raise ChangedMeanwhile(code=item.code)
    if tier is Tier.VILLAGE and said.posted is None:
        raise PlenaryWordsMissing(what=_POSTED.text)


def _standings(items: Mapping[str, Item]) -> dict[str, str]:
    return {code: item.standing for code, item in items.items()}


async def _hold(session: AsyncSession, contest: ContestId, area: str) -> None:
    await database.lock(session, plenary_bell.topic(contest, area))


async def _add(session: AsyncSession, contest: ContestId, area: str, event: Event) -> None:
    facts = _EVENT.dump_python(event, mode="json", exclude_defaults=True)
    session.add(
        PlenaryEventRow(
            contest=contest,
            area=area,
            kind=event.kind,
            subject=event.subject,
            detail={name: fact for name, fact in facts.items() if name not in _OWN_COLUMNS},
            officer=event.officer,
            at=event.at,
        )
    )
    await session.flush()
    await plenary_bell.ring(session, contest, area)


def _event(row: PlenaryEventRow) -> Event:
    own = {"kind": row.kind, "subject": row.subject, "officer": row.officer, "at": row.at}
    return _EVENT.validate_python({**row.detail, **own})
