"""Who appoints whom, and which posts one person cannot hold together."""

from dataclasses import replace
from datetime import date

import pytest

from recap.domain.appointing import WORDS, Post, clash, may_appoint
from recap.domain.election import AreaCode, ContestId
from recap.domain.officer import Officer
from recap.domain.rights import OUTSIDERS, Role

STATION, VILLAGE, DISTRICT, CITY = "3374011001001", "3374011001", "337401", "3374"
KPPS = Post(Role.KPPS, STATION, None, None, date(2024, 11, 1), date(2024, 12, 31))


def officer(role: Role, area: str, contest: str | None = None) -> Officer:
    return Officer(1, "x", "X", role, AreaCode(area), ContestId(contest) if contest else None)


@pytest.mark.parametrize(
    ("by", "own", "role", "area", "allowed"),
    [
        (Role.PPK, DISTRICT, Role.PPS, VILLAGE, True),
        (Role.PPK, DISTRICT, Role.KPPS, "3374021001001", False),
        (Role.PPK, DISTRICT, Role.PPK, DISTRICT, False),
        (Role.PPK_CHAIR, DISTRICT, Role.PPK, DISTRICT, True),
        (Role.PPK_CHAIR, DISTRICT, Role.PPK_CHAIR, DISTRICT, False),
        (Role.PPK_CHAIR, DISTRICT, Role.KPU, CITY, False),
        (Role.KPU_CHAIR, CITY, Role.KPU, CITY, True),
        (Role.KPU, CITY, Role.PPK_CHAIR, DISTRICT, True),
        (Role.KPU, CITY, Role.WITNESS, CITY, True),
        (Role.KPU, CITY, Role.WITNESS, "33", False),
        (Role.PROVINCE_CHAIR, "33", Role.KPU_CHAIR, CITY, True),
        (Role.PROVINCE_CHAIR, "33", Role.KPU_CHAIR, "3171", False),
        (Role.PPS, VILLAGE, Role.KPPS, STATION, False),
    ],
)
def test_an_officer_appoints_below_in_the_own_area(by: Role, own: str, role: Role, area: str, allowed: bool) -> None:  # noqa: FBT001
    assert may_appoint(officer(by, own), role, area, None) is allowed


def test_an_officer_of_one_contest_appoints_for_that_contest_alone() -> None:
    by = officer(Role.PPK, DISTRICT, "s.pkwkk")

    assert may_appoint(by, Role.KPPS, STATION, "s.pkwkk")
    assert not may_appoint(by, Role.KPPS, STATION, "s.pkwkp")
    assert not may_appoint(by, Role.KPPS, STATION, None)


@pytest.mark.parametrize("outside", sorted(OUTSIDERS))
@pytest.mark.parametrize("inside", sorted(set(Role) - OUTSIDERS))
def test_nobody_is_officer_and_outsider_even_at_different_times(inside: Role, outside: Role) -> None:
    office = replace(KPPS, role=inside)
    watching = replace(KPPS, role=outside, area="33", starts_on=date(2025, 1, 1), ends_on=date(2025, 2, 1))

    for held, new in ((office, watching), (watching, office)):
        assert clash(held, new) is not None
        assert clash(replace(held, ended=True, worked=True), new) is not None
        assert clash(replace(held, ended=True), new) is None


@pytest.mark.parametrize("role", sorted(set(Role) - OUTSIDERS))
def test_nobody_holds_two_offices_at_once_but_one_after_the_other(role: Role) -> None:
    other = replace(KPPS, role=role, area="337402")
    later = replace(other, starts_on=date(2025, 1, 1), ends_on=date(2025, 2, 1))

    assert clash(KPPS, other) is not None
    assert clash(KPPS, later) is None
    assert clash(replace(KPPS, ended=True, worked=True), other) is None


def test_every_role_has_words() -> None:
    assert set(WORDS) == set(Role)
    assert len(set(WORDS.values())) == len(Role)
