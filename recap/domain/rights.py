"""Who may do what where: one table, and everything that is not in it is refused.

An officer has one role in one area. Most acts reach every station and area within it; the acts of `OWN` concern the
officer's own area as a whole, because a plenary is held and a certificate signed by the tier itself.
"""

from collections.abc import Mapping
from enum import StrEnum

from recap.domain.election import Tier


class Role(StrEnum):
    """What a person is appointed as."""

    KPPS = "kpps"
    KPPS_CHAIR = "kpps_chair"
    PPS = "pps"
    PPK = "ppk"
    PPK_CHAIR = "ppk_chair"
    KPU = "kpu"
    KPU_CHAIR = "kpu_chair"
    PROVINCE = "province"
    PROVINCE_CHAIR = "province_chair"
    WITNESS = "witness"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"


class Act(StrEnum):
    """What can be done to a station's form or an area's tally."""

    SEE = "see"
    SEND = "send"
    CONFIRM = "confirm"
    OBSERVE = "observe"
    SETTLE = "settle"
    SECOND = "second"
    OBJECT = "object"
    ANSWER = "answer"
    PRESIDE = "preside"
    SIGN = "sign"
    REOPEN = "reopen"
    GRANT = "grant"
    ORDER = "order"
    APPOINT = "appoint"


_PPK = frozenset({Act.SEE, Act.SETTLE, Act.SECOND, Act.ANSWER, Act.PRESIDE, Act.REOPEN, Act.APPOINT})
_KPU = frozenset({Act.SEE, Act.SETTLE, Act.SECOND, Act.ANSWER, Act.PRESIDE, Act.REOPEN, Act.GRANT, Act.APPOINT})
_PROVINCE = frozenset({Act.SEE, Act.ANSWER, Act.PRESIDE, Act.REOPEN, Act.GRANT, Act.APPOINT})
_CHAIR = frozenset({Act.SIGN, Act.ORDER})
_KPPS = frozenset({Act.SEE, Act.SEND, Act.CONFIRM})
_OUTSIDER = frozenset({Act.SEE, Act.OBSERVE, Act.OBJECT})

RIGHTS: Mapping[Role, frozenset[Act]] = {
    Role.KPPS: _KPPS,
    Role.KPPS_CHAIR: _KPPS | {Act.ANSWER},
    Role.PPS: frozenset({Act.SEE, Act.ANSWER, Act.PRESIDE, Act.SIGN, Act.REOPEN}),
    Role.PPK: _PPK,
    Role.PPK_CHAIR: _PPK | {Act.SIGN, Act.GRANT},
    Role.KPU: _KPU,
    Role.KPU_CHAIR: _KPU | _CHAIR,
    Role.PROVINCE: _PROVINCE,
    Role.PROVINCE_CHAIR: _PROVINCE | _CHAIR,
    Role.WITNESS: _OUTSIDER,
    Role.SUPERVISOR: _OUTSIDER,
    Role.AUDITOR: frozenset({Act.SEE}),
}
"""Everything that is not listed is refused. KPU's chair stands for its commissioners."""

OWN = frozenset({Act.PRESIDE, Act.SIGN})
"""Acts upon the officer's own area as a whole; every other act reaches what lies within it."""

TIERS: Mapping[Role, frozenset[Tier]] = {
    Role.KPPS: frozenset({Tier.STATION}),
    Role.KPPS_CHAIR: frozenset({Tier.STATION}),
    Role.PPS: frozenset({Tier.VILLAGE}),
    Role.PPK: frozenset({Tier.DISTRICT}),
    Role.PPK_CHAIR: frozenset({Tier.DISTRICT}),
    Role.KPU: frozenset({Tier.CITY}),
    Role.KPU_CHAIR: frozenset({Tier.CITY}),
    Role.PROVINCE: frozenset({Tier.PROVINCE}),
    Role.PROVINCE_CHAIR: frozenset({Tier.PROVINCE}),
    Role.WITNESS: frozenset(Tier),
    Role.SUPERVISOR: frozenset(Tier),
    Role.AUDITOR: frozenset(Tier),
}
"""The tiers of the areas each role can be bound to."""

TWO_FACTORS = frozenset(
    role for role in Role if Act.SETTLE in RIGHTS[role] or role in {Role.PROVINCE, Role.PROVINCE_CHAIR}
)
"""Roles that sign in with a one-time code as well: PPK and above."""

OUTSIDERS = frozenset({Role.WITNESS, Role.SUPERVISOR, Role.AUDITOR})
"""Roles that watch the officers; nobody is one of these and an officer."""


def may(role: Role, act: Act, own: str, code: str) -> bool:
    """Say whether a role bound to the area `own` may do this to the area or station `code`."""
    reaches = code == own if act in OWN else code.startswith(own)
    return act in RIGHTS[role] and reaches
