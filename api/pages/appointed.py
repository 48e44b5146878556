"""The list of appointed people, arranged for the officer who looks after them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api import places, words
from api.schemas import Wire
from recap.app import appointments, elections
from recap.app.appointments import Appointed, Standing
from recap.app.officers import Officer
from recap.domain.election import Area, Contest, Tier, tier_of
from recap.domain.message import Message
from recap.domain.rights import Role

_A_PAGE = 50

STANDINGS: Mapping[Standing, Message] = {
    Standing.INVITED: Message("Slip given out"),
    Standing.EXPIRED: Message("Code expired"),
    Standing.EARLY: Message("Ready, term not begun"),
    Standing.ACTIVE: Message("Active"),
    Standing.OVER: Message("Term over"),
    Standing.ENDED: Message("Ended"),
}
WAITING = frozenset({Standing.INVITED, Standing.EXPIRED})
"""Who has not taken the account yet; a new slip takes nothing from them."""
GONE = frozenset({Standing.OVER, Standing.ENDED})


class Wanted(Wire):
    """What the list is narrowed to, the page of it, and what was just done."""

    q: str = ""
    role: str = ""
    area: str = ""
    state: str = ""
    page: int = 1
    done: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """An appointed person, in words."""

    of: Appointed
    role: Message
    area: Message
    standing: Message
    may_renew: bool


@dataclass(frozen=True, slots=True)
class People:
    """One page of the people found, and how many there are in all, by standing, before any narrowing."""

    shown: tuple[Person, ...]
    found: tuple[Appointed, ...]
    counts: tuple[tuple[Standing, Message, int], ...]
    roles: tuple[tuple[Role, Message], ...]
    areas: tuple[Area, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Ground:
    """Where an officer appoints: the contests of the area, and the names of all areas in it."""

    contests: tuple[Contest, ...]
    areas: tuple[Area, ...]

    @property
    def names(self) -> Mapping[str, str]:
        """Return the areas' names by code."""
        return {area.code: area.name for area in self.areas}


async def ground(session: AsyncSession, officer: Officer) -> Ground:
    """Return where this officer appoints."""
    held = places.concerned(officer, await elections.contests(session))
    found = {area.code: area for contest in held for area in await elections.areas(session, contest.id)}
    return Ground(tuple(held), tuple(found[code] for code in sorted(found)))


async def people(session: AsyncSession, officer: Officer, wanted: Wanted, on: Ground) -> People:
    """Return the page of people that is wanted."""
    whole = await appointments.below(session, officer)
    counts = Counter(one.state for one in whole)
    found = [one for one in whole if _fits(one, wanted)]
    pages = max(1, -(-len(found) // _A_PAGE))
    page = min(max(1, wanted.page), pages)
    names = on.names
    return People(
        shown=tuple(person(one, names) for one in found[(page - 1) * _A_PAGE : page * _A_PAGE]),
        found=tuple(found),
        counts=tuple((state, STANDINGS[state], counts[state]) for state in Standing if counts[state]),
        roles=tuple((role, words.ROLES[role]) for role in Role if any(one.role is role for one in whole)),
        areas=_below(officer, on.areas),
        page=page,
        pages=pages,
    )


def person(one: Appointed, names: Mapping[str, str]) -> Person:
    """Return an appointed person in words."""
    role, area = words.role(one.role, one.area, one.choice), words.area(one.area, names)
    return Person(one, role, area, STANDINGS[one.state], one.state not in GONE)


def by_role(new: Sequence[appointments.NewAppointment]) -> list[tuple[Message, int]]:
    """Return how many people a list appoints to each role, in the order of the roles."""
    counts = Counter(one.post.role for one in new)
    return [(words.ROLES[role], counts[role]) for role in Role if counts[role]]


def _fits(one: Appointed, wanted: Wanted) -> bool:
    sought = wanted.q.strip().casefold()
    named = not sought or any(sought in text.casefold() for text in (one.name, one.username, one.letter))
    placed = one.area.startswith(wanted.area) and wanted.role in {"", one.role.value}
    return named and placed and wanted.state in {"", one.state.value}


def _below(officer: Officer, areas: Sequence[Area]) -> tuple[Area, ...]:
    """Return the areas one tier below an officer's own."""
    tiers = [tier for tier in Tier if tier.value > len(officer.area) and tier is not Tier.STATION]
    below = min(tiers, key=lambda tier: tier.value, default=None)
    return tuple(area for area in areas if tier_of(area.code) is below and area.code.startswith(officer.area))
