"""Everything the queue's page shows: the list in order, its filters, and the case that is open on the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from api import words
from api.deps import house, language_of
from api.desk import observes
from api.discrepancies import Wanted as Listed
from api.discrepancies import listed
from api.pages import cases, casewords, figures
from api.pages.cases import Shown
from api.schemas import Wire
from recap.app import caseload, clock, discrepancies, elections, histories, keyings, stations
from recap.app.caseload import Waiting, Whose
from recap.app.histories import Event
from recap.app.officers import Officer
from recap.domain.election import Area, AreaCode, ContestId, StationCode, Tier, tier_of
from recap.domain.findings import kind_of
from recap.domain.message import Message
from recap.domain.rights import Act
from recap.domain.settlement import State

ROWS = 150
"""How many cases the list shows; whoever has more narrows it down, or begins at the top."""

_BELOW = {Tier.PROVINCE: Tier.CITY, Tier.CITY: Tier.DISTRICT, Tier.DISTRICT: Tier.VILLAGE}


class Wanted(Wire):
    """What the list is narrowed to, which case is open, and which was just answered."""

    contest: str = ""
    area: str = ""
    rule: str = ""
    whose: Whose = Whose.ALL
    number: int = 0
    done: int = 0
    second: int = 0
    returned: int = 0
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that came back: what is wrong with it, and what had been entered."""

    message: Message
    note: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One case in the list."""

    waiting: Waiting
    station: int
    village: str
    kind: Message
    words: Message
    waited: Message
    due: Message
    stake: Message
    overdue: bool


@dataclass(frozen=True, slots=True)
class Open:
    """The case on the desk: what this officer may see of it now and may do to it.

    `blind` are the cells to key before the others' numbers are shown, `keyed` what the officer read in them.
    """

    line: Line
    shown: Shown
    blind: frozenset[str]
    keyed: Mapping[str, int | None]
    history: Sequence[Event]
    may_settle: bool
    may_take_over: bool
    may_second: bool
    mine: bool


async def of(
    request: Request, session: AsyncSession, officer: Officer, wanted: Wanted, refusal: Refusal | None = None
) -> dict[str, object]:
    """Return what `queue.html` needs; Forbidden outside the officer's area."""
    contest, language = await elections.contest(session, ContestId(wanted.contest)), language_of(request)
    around = await listed(session, officer, Listed(contest=contest.id, area=wanted.area))
    now = clock.now()
    of_rule = [each for each in around if wanted.rule in {"", kind_of(each.case.discrepancy.key)}]
    chosen = [each for each in of_rule if each.belongs(wanted.whose, officer.id, now)]
    areas = {area.code: area for area in await elections.areas(session, contest.id)}
    on_desk = await _on_desk(session, officer, wanted, chosen)
    progress = await stations.progress(session, contest.id, AreaCode(wanted.area or officer.area))
    return {
        "contest": contest,
        "wanted": wanted,
        "place": words.area(officer.area, {code: area.name for code, area in areas.items()}),
        "below": _below(officer, areas),
        "rules": [(name, casewords.kind(name)) for name in sorted({kind_of(e.case.discrepancy.key) for e in around})],
        "counts": {each: sum(e.belongs(each, officer.id, now) for e in of_rule) for each in Whose},
        "whose_words": casewords.WHOSE,
        "deeds": casewords.DEEDS,
        "roles": words.ROLES,
        "reasons": words.REASONS,
        "labels": words.cell_labels(contest.choices, language),
        "lines": [_line(each, areas) for each in chosen[:ROWS]],
        "open": len(chosen),
        "progress": progress,
        "in_words": figures.in_words(progress.counted, progress.total, language),
        "states": [(s, words.STATES[s], progress.by_state[s]) for s in State if progress.by_state.get(s)],
        "desk": await _opened(request, session, officer, on_desk, areas) if on_desk else None,
        "refusal": refusal,
    }


async def _on_desk(
    session: AsyncSession, officer: Officer, wanted: Wanted, chosen: Sequence[Waiting]
) -> Waiting | None:
    """Return the case asked for, or the first of the list."""
    if not wanted.number:
        return chosen[0] if chosen else None
    case = await discrepancies.get(session, wanted.number)
    officer.must(Act.SEE, case.contest, case.station)
    return (await caseload.rank(session, case.contest, [case]))[0]


async def _opened(
    request: Request, session: AsyncSession, officer: Officer, waiting: Waiting, areas: Mapping[AreaCode, Area]
) -> Open:
    case = waiting.case
    (shown,) = await cases.shown(session, house(request).blobs, [case], language_of(request))
    settles = officer.may(Act.SETTLE, case.contest, case.station) and case.is_open
    # Whoever may still confirm a number with their own photo must not be told it beforehand.
    hidden = settles or (observes(officer) and case.is_open)
    given, owner = waiting.proposed, waiting.owner
    return Open(
        line=_line(waiting, areas),
        shown=shown,
        blind=await keyings.blind(session, case, officer.id) if hidden else frozenset(),
        keyed=await keyings.of_officer(session, case.number, officer.id),
        history=await histories.of_case(session, case),
        may_settle=settles and given is None and (owner is None or owner.officer == officer.id),
        may_take_over=settles,
        may_second=given is not None
        and given.officer != officer.id
        and officer.may(Act.SECOND, case.contest, case.station),
        mine=owner is not None and owner.officer == officer.id,
    )


def _line(waiting: Waiting, areas: Mapping[AreaCode, Area]) -> Line:
    case, now = waiting.case, clock.now()
    village = areas.get(AreaCode(case.station[: Tier.VILLAGE.value]))
    return Line(
        waiting,
        int(StationCode(case.station)[Tier.VILLAGE.value :]),
        village.name if village else case.station,
        casewords.kind(case.discrepancy.key),
        casewords.rule(case.discrepancy.key),
        casewords.waited(case.opened_at, now),
        casewords.due(waiting.due_at, now),
        casewords.STAKES[waiting.priority.stake],
        waiting.due_at < now,
    )


def _below(officer: Officer, areas: Mapping[AreaCode, Area]) -> list[Area]:
    below = _BELOW.get(tier_of(officer.area))
    return [a for a in areas.values() if a.tier is below and a.code.startswith(officer.area)]
