"""What must hold between a list of appointments and the loaded elections, the earlier appointments and the sender."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.appointment_file import NewAppointment
from recap.app.tables import (
    AppointmentEndRow,
    AppointmentRow,
    AreaRow,
    ChoiceRow,
    ContestRow,
    ElectionRow,
    OfficerRow,
    StationRow,
)
from recap.domain.appointing import WORDS, Fault, Post, clash, may_appoint
from recap.domain.message import Message
from recap.domain.officer import Officer
from recap.domain.rights import Role

_LONGEST_TERM_DAYS = 6 * 366

Person = tuple[str, str]
"""An election, and the digest of a person in it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a list is held against: codes by election, choices by contest, the contests' areas, who holds what."""

    codes: Mapping[str, Collection[str]]
    contest_areas: Mapping[str, str]
    choices: Mapping[str, Collection[int]]
    usernames: Collection[str]
    held: Mapping[Person, list[Post]] = field(default_factory=dict)


async def ground(session: AsyncSession, new: Sequence[NewAppointment]) -> Ground:
    """Return what these appointments are held against, as it stands in the database."""
    elections = {one.election for one in new}
    known = (await session.scalars(select(ElectionRow.id).where(ElectionRow.id.in_(elections)))).all()
    codes: dict[str, set[str]] = {election: set() for election in known}
    for table in (AreaRow, StationRow):
        query = select(table.election, table.code).where(table.election.in_(elections))
        for election, code in await session.execute(query):
            codes[election].add(code)
    contests = await session.execute(select(ContestRow.id, ContestRow.area).where(ContestRow.election.in_(elections)))
    areas = {contest: area for contest, area in contests}  # noqa: C416  rows are no pairs to mypy
    choices: dict[str, set[int]] = defaultdict(set)
    for contest, number in await session.execute(select(ChoiceRow.contest, ChoiceRow.number)):
        choices[contest].add(number)
    wished = {one.username for one in new if one.username}
    taken = select(AppointmentRow.username).where(AppointmentRow.username.in_(wished))
    return Ground(codes, areas, choices, set(await session.scalars(taken)), await _held(session, new))


def faults(new: Sequence[NewAppointment], by: Officer | None, base: Ground) -> list[Fault]:
    """Return everything that keeps these appointments from being recorded; `by` is None at the machine itself."""
    found: list[Fault] = []
    held: dict[Person, list[Post]] = defaultdict(list, {person: [*posts] for person, posts in base.held.items()})
    usernames = set(base.usernames)
    for one in new:
        reasons = [*_of_place(one, base), *_of_sender(one, by)]
        if one.username in usernames:
            reasons.append(Message("the log-in name {value} is taken", {"value": one.username}))
        usernames.update([one.username] if one.username else [])
        clashes = (clash(post, one.post) for post in held[one.election, one.person])
        reasons += [reason for reason in clashes if reason is not None]
        held[one.election, one.person].append(one.post)
        found += [Fault(one.line, reason) for reason in reasons]
    return found


def _of_place(one: NewAppointment, base: Ground) -> Iterator[Message]:
    post = one.post
    if one.election not in base.codes:
        yield Message("no election is called {value}; load it first", {"value": one.election})
        return
    if post.area not in base.codes[one.election]:
        yield Message(
            "no area or TPS of {election} has the code {value}", {"election": one.election, "value": post.area}
        )
    if post.contest is not None:
        yield from _of_contest(one, post.contest, base)
    if post.role is Role.WITNESS and (post.contest is None or post.choice is None):
        yield Message("a witness needs the contest and the number of the candidate pair that gave the mandate")
    if post.role is not Role.WITNESS and post.choice is not None:
        yield Message("only a witness stands for a candidate pair; leave the choice empty")
    if one.issued_on > post.ends_on or post.ends_on < clock.today():
        yield Message("the term is over already, or was over before the letter was issued")
    if (post.ends_on - post.starts_on).days > _LONGEST_TERM_DAYS:
        yield Message("the term is longer than six years; check the years")


def _of_contest(one: NewAppointment, contest: str, base: Ground) -> Iterator[Message]:
    area, choice = base.contest_areas.get(contest), one.post.choice
    if area is None or contest.split(".", maxsplit=1)[0] != one.election:
        yield Message("{election} has no contest called {value}", {"election": one.election, "value": contest})
    elif not (one.post.area.startswith(area) or area.startswith(one.post.area)):
        yield Message("the contest {value} is not held in {area}", {"value": contest, "area": one.post.area})
    elif choice is not None and choice not in base.choices[contest]:
        yield Message("the contest {value} has no choice {choice}", {"value": contest, "choice": choice})


def _of_sender(one: NewAppointment, by: Officer | None) -> Iterator[Message]:
    if by is not None and not may_appoint(by, one.post.role, one.post.area, one.post.contest):
        facts = {"role": WORDS[one.post.role], "area": one.post.area}
        yield Message("you may not appoint a {role} in {area}; that belongs to the tier above it", facts)


async def _held(session: AsyncSession, new: Sequence[NewAppointment]) -> dict[Person, list[Post]]:
    persons = {(one.election, one.person) for one in new}
    ended = exists().where(AppointmentEndRow.appointment == AppointmentRow.id)
    worked = exists().where(OfficerRow.appointment == AppointmentRow.id)
    query = select(AppointmentRow, ended, worked).where(AppointmentRow.person.in_({one.person for one in new}))
    found: dict[Person, list[Post]] = defaultdict(list)
    for row, is_ended, has_worked in await session.execute(query):
        if (row.election, row.person) in persons:
            found[row.election, row.person].append(post_of(row, ended=is_ended, worked=has_worked))
    return found


def post_of(row: AppointmentRow, *, ended: bool = False, worked: bool = False) -> Post:
    """Return what a person was appointed as by this row."""
    role = Role(row.role)
    return Post(role, row.area_code, row.contest, row.choice, row.starts_on, row.ends_on, ended, worked)
