"""Who may appoint whom, and which two appointments nobody may hold together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from recap.domain.message import Message
from recap.domain.officer import Officer
from recap.domain.rights import OUTSIDERS, RIGHTS, Act, Role

OPERATORS: Mapping[Role, Role] = {
    Role.PPK_CHAIR: Role.PPK,
    Role.KPU_CHAIR: Role.KPU,
    Role.PROVINCE_CHAIR: Role.PROVINCE,
}
"""Whom a chair appoints in the own office; an operator appoints no second operator, who could approve their acts."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one line of a list of appointments, lines counted from 1."""

    line: int
    reason: Message


@dataclass(frozen=True, slots=True)
class Post:
    """What a person is appointed as, where and for how long; `worked` says that the account was ever opened."""

    role: Role
    area: str
    contest: str | None
    choice: int | None
    starts_on: date
    ends_on: date
    ended: bool = False
    worked: bool = False


def may_appoint(by: Officer, role: Role, area: str, contest: str | None) -> bool:
    """Say whether this officer appoints, recovers and ends accounts of this role in this area."""
    if Act.APPOINT not in RIGHTS[by.role] or not area.startswith(by.area) or by.contest not in (None, contest):
        return False
    return role in OUTSIDERS or len(area) > len(by.area) or OPERATORS.get(by.role) is role


def clash(held: Post, new: Post) -> Message | None:
    """Return why nobody may hold these two posts in one election, or None if one person may.

    An ended post binds no more, unless the account was used: who was an officer does not become a witness.
    """
    facts = {"role": WORDS[held.role], "area": held.area}
    if (held.role in OUTSIDERS) is not (new.role in OUTSIDERS):
        return None if held.ended and not held.worked else Message(_BOTH_SIDES.text, facts)
    if held.ended or held.starts_on > new.ends_on or new.starts_on > held.ends_on:
        return None
    if new.role not in OUTSIDERS or held.area == new.area:
        return Message("this person is {role} in {area} already; end that appointment first", facts)
    return _partial(held, new, facts)


def _partial(held: Post, new: Post, facts: Mapping[str, str]) -> Message | None:
    """Return why nobody may watch in these two ways."""
    if held.role is not new.role:
        return Message("this person is {role} in {area}; who watches for one side watches for no other", facts)
    if held.contest == new.contest and held.choice != new.choice:
        return Message("this person is {role} of another candidate pair in {area}", facts)
    return None


_BOTH_SIDES = Message(
    "this person is {role} in {area}; nobody is officer and witness, supervisor or auditor in the same election"
)

WORDS: Mapping[Role, str] = {
    Role.KPPS: "KPPS operator",
    Role.KPPS_CHAIR: "KPPS chair",
    Role.PPS: "PPS member",
    Role.PPK: "PPK operator",
    Role.PPK_CHAIR: "PPK chair",
    Role.KPU: "KPU operator",
    Role.KPU_CHAIR: "KPU chair",
    Role.PROVINCE: "KPU operator of the province",
    Role.PROVINCE_CHAIR: "KPU chair of the province",
    Role.WITNESS: "witness",
    Role.SUPERVISOR: "supervisor",
    Role.AUDITOR: "auditor",
}
"""What each role is called in a sentence; the phrases are in the catalogue."""
