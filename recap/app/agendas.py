"""What a plenary reads, in order, and the standing of each: TPS for PPS and PPK, certificates of areas above them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import elections, locks, papers, stations
from recap.app.papers import Paper
from recap.app.tables import CertificateRow, ResultRow
from recap.domain.certificate import Standing
from recap.domain.election import Area, AreaCode, ContestId, StationCode, Tier, tier_of
from recap.domain.message import Message
from recap.domain.photo import digest
from recap.domain.refusals.plenary import PlenaryElsewhere
from recap.domain.settlement import State

_CHILDREN: Mapping[Tier, Tier] = {Tier.PROVINCE: Tier.CITY, Tier.CITY: Tier.DISTRICT}

_WHY: Mapping[State, Message] = {
    State.WAITING: Message("no photo has arrived"),
    State.RECEIVED: Message("its photo is not read yet"),
    State.EXAMINATION: Message("it is under examination"),
}
_NOT_CONFIRMED = Message("the TPS has not confirmed it")
_PAGE_MISSING = Message("not every page of its form is here")
_NOT_SIGNED = Message("its certificate is not signed, or was reopened")


@dataclass(frozen=True, slots=True)
class Item:
    """One child; `standing` changes whenever what is read does, and is empty, with `why`, while it cannot be read."""

    code: str
    standing: str
    why: Message | None = None


async def of_area(session: AsyncSession, contest: ContestId, area: str) -> dict[str, Item]:
    """Return the children in the order they are read; PlenaryElsewhere where no plenary on this contest is held."""
    held = await elections.contest(session, contest)
    if not area.startswith(held.area) or len(area) >= Tier.STATION.value:
        raise PlenaryElsewhere
    await elections.area(session, contest, area)
    match tier_of(area):
        case Tier.VILLAGE:
            found = await _papers(session, contest, area)
        case Tier.DISTRICT:
            found = await _results(session, contest, area)
        case _:
            found = await _certificates(session, contest, area)
    return {item.code: item for item in found}


async def children(session: AsyncSession, contest: ContestId, area: str) -> list[Area]:
    """Return the areas one tier below a city or province."""
    below = _CHILDREN[tier_of(area)]
    known = await elections.areas(session, contest)
    return [each for each in known if each.tier is below and each.code.startswith(area)]


async def _papers(session: AsyncSession, contest: ContestId, area: str) -> list[Item]:
    # A relay check is of paper: it stands as long as the photos do, whatever the PPK corrects later.
    found = await papers.of_village(session, contest, AreaCode(area))
    return [_paper(code, paper) for code, paper in found.items()]


def _paper(code: str, paper: Paper) -> Item:
    standing = digest(repr(sorted(paper.photos.items())).encode())[:16] if paper.whole else ""
    return Item(code, standing, None if paper.whole else _PAGE_MISSING)


async def _results(session: AsyncSession, contest: ContestId, area: str) -> list[Item]:
    states = await stations.states(session, contest, area)
    counts = await _counts(session, contest, area)
    items = []
    for station in await elections.stations(session, contest, area):
        state = states.get(station.code)
        if state and state.state in READABLE:
            items.append(Item(station.code, f"{counts.get(station.code, 1)}.{state.revision}"))
        else:
            why = _WHY.get(state.state if state else State.WAITING, _NOT_CONFIRMED)
            items.append(Item(station.code, "", why))
    return items


READABLE = frozenset({State.ACCEPTED, State.LOCKED})
"""A form that does not add up is among them once an officer has settled that it stays as written."""


async def _counts(session: AsyncSession, contest: ContestId, area: str) -> dict[StationCode, int]:
    """Return the latest count that has a result, for stations that were counted more than once."""
    again = (ResultRow.contest == contest, ResultRow.station.startswith(area, autoescape=True), ResultRow.count > 1)
    rows = await session.execute(select(ResultRow.station, ResultRow.count).where(*again).order_by(ResultRow.count))
    return {StationCode(code): count for code, count in rows}


async def _certificates(session: AsyncSession, contest: ContestId, area: str) -> list[Item]:
    worth = await locks.standings_in(session, contest)
    query = select(CertificateRow.id, CertificateRow.area, CertificateRow.sha256)
    rows = await session.execute(query.where(CertificateRow.contest == contest))
    signed = {code: sha256 for number, code, sha256 in rows if worth.get(number) is Standing.VALID}
    below = await children(session, contest, area)
    return [Item(c.code, signed.get(c.code, ""), None if c.code in signed else _NOT_SIGNED) for c in below]
