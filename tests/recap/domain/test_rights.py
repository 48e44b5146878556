"""The rights table against an expectation written down apart from it: every role, every act, every kind of place."""

from collections.abc import Mapping
from datetime import date
from itertools import product

import pytest

from recap.domain.election import AreaCode, ContestId, Tier
from recap.domain.errors import Forbidden
from recap.domain.officer import Officer
from recap.domain.rights import OUTSIDERS, TIERS, TWO_FACTORS, Act, Role, may

OWN: Mapping[Role, str] = {
    Role.KPPS: "3374011001001",
    Role.KPPS_CHAIR: "3374011001001",
    Role.PPS: "3374011001",
    Role.PPK: "337401",
    Role.PPK_CHAIR: "337401",
    Role.KPU: "3374",
    Role.KPU_CHAIR: "3374",
    Role.PROVINCE: "33",
    Role.PROVINCE_CHAIR: "33",
    Role.WITNESS: "337401",
    Role.SUPERVISOR: "337401",
    Role.AUDITOR: "337401",
}
SIBLINGS = {
    "3374011001001": "3374011001002",
    "3374011001": "3374011002",
    "337401": "337402",
    "3374": "3375",
    "33": "34",
}
INSIDE = {"3374011001": "3374011001001", "337401": "3374011001", "3374": "337401", "33": "3374"}
WITHIN = "own inside"
WHOLE = "own"
# One letter for each act: what the offices of Pilkada do (docs: tiers, plenary, reopening by two people).
EXPECTED: Mapping[Act, Mapping[str, str]] = {
    Act.SEE: dict.fromkeys(Role, WITHIN),
    Act.SEND: {"kpps": WITHIN, "kpps_chair": WITHIN},
    Act.CONFIRM: {"kpps": WITHIN, "kpps_chair": WITHIN},
    Act.OBSERVE: {"witness": WITHIN, "supervisor": WITHIN},
    Act.SETTLE: {"ppk": WITHIN, "ppk_chair": WITHIN, "kpu": WITHIN, "kpu_chair": WITHIN},
    Act.SECOND: {"ppk": WITHIN, "ppk_chair": WITHIN, "kpu": WITHIN, "kpu_chair": WITHIN},
    Act.OBJECT: {"witness": WITHIN, "supervisor": WITHIN},
    Act.ANSWER: {
        "kpps_chair": WITHIN,
        "pps": WITHIN,
        "ppk": WITHIN,
        "ppk_chair": WITHIN,
        "kpu": WITHIN,
        "kpu_chair": WITHIN,
        "province": WITHIN,
        "province_chair": WITHIN,
    },
    Act.PRESIDE: {
        "pps": WHOLE,
        "ppk": WHOLE,
        "ppk_chair": WHOLE,
        "kpu": WHOLE,
        "kpu_chair": WHOLE,
        "province": WHOLE,
        "province_chair": WHOLE,
    },
    Act.SIGN: {"pps": WHOLE, "ppk_chair": WHOLE, "kpu_chair": WHOLE, "province_chair": WHOLE},
    Act.REOPEN: {
        "pps": WITHIN,
        "ppk": WITHIN,
        "ppk_chair": WITHIN,
        "kpu": WITHIN,
        "kpu_chair": WITHIN,
        "province": WITHIN,
        "province_chair": WITHIN,
    },
    Act.GRANT: {
        "ppk_chair": WITHIN,
        "kpu": WITHIN,
        "kpu_chair": WITHIN,
        "province": WITHIN,
        "province_chair": WITHIN,
    },
    Act.ORDER: {"kpu_chair": WITHIN, "province_chair": WITHIN},
    Act.APPOINT: {
        "ppk": WITHIN,
        "ppk_chair": WITHIN,
        "kpu": WITHIN,
        "kpu_chair": WITHIN,
        "province": WITHIN,
        "province_chair": WITHIN,
    },
}
CONTEST = "semarang-2024.pkwkk"


def places(role: Role) -> dict[str, str | None]:
    """The own area, one inside it, the one around it, one beside it, one of another city and another province."""
    own = OWN[role]
    return {
        "own": own,
        "inside": INSIDE.get(own),
        "deep inside": f"{own}1001001"[:13] if len(own) == 6 else None,
        "parent": own[:2] if len(own) == 4 else own[:4] if len(own) == 6 else own[:6] if len(own) == 10 else own[:10],
        "sibling": SIBLINGS[own],
        "inside sibling": f"{SIBLINGS[own]}01"[:13],
        "other city": "3171011001001",
        "nowhere": "",
    }


@pytest.mark.parametrize(("role", "act"), list(product(Role, Act)))
def test_a_role_may_do_an_act_exactly_where_it_is_expected(role: Role, act: Act) -> None:
    reach = EXPECTED[act].get(role, "").split()
    officer = Officer(1, "x", "X", role, AreaCode(OWN[role]), None)

    for kind, code in places(role).items():
        if code is None or (kind == "parent" and code == OWN[role]):
            continue
        expected = kind.removeprefix("deep ") in reach
        assert may(role, act, OWN[role], code) is expected, (kind, code)
        assert officer.may(act, CONTEST, code) is expected, (kind, code)


@pytest.mark.parametrize(("role", "act"), list(product(Role, Act)))
def test_an_officer_of_one_contest_may_nothing_in_another(role: Role, act: Act) -> None:
    officer = Officer(1, "x", "X", role, AreaCode(OWN[role]), ContestId(CONTEST), 1, date.min, date.max)

    assert officer.may(act, CONTEST, OWN[role]) is may(role, act, OWN[role], OWN[role])
    assert not officer.may(act, "semarang-2024.pkwkp", OWN[role])
    with pytest.raises(Forbidden):
        officer.must(act, "semarang-2024.pkwkp", OWN[role])


def test_every_role_and_every_act_is_expected_somewhere() -> None:
    assert set(EXPECTED) == set(Act)
    assert {role for reach in EXPECTED.values() for role in reach} == set(Role)
    assert set(OWN) == set(Role) == set(TIERS)


def test_two_factors_are_for_ppk_and_above_and_watchers_are_no_officers() -> None:
    assert {
        Role.PPK, Role.PPK_CHAIR, Role.KPU, Role.KPU_CHAIR, Role.PROVINCE, Role.PROVINCE_CHAIR,
    } == TWO_FACTORS  # fmt: skip
    assert {Role.WITNESS, Role.SUPERVISOR, Role.AUDITOR} == OUTSIDERS


def test_a_role_is_bound_to_an_area_of_its_own_tier() -> None:
    for role, own in OWN.items():
        assert Tier(len(own)) in TIERS[role]
    assert all(TIERS[role] == set(Tier) for role in OUTSIDERS)
