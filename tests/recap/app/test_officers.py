from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, officers
from recap.app.officers import NewOfficer, Officer
from recap.app.tables import LoginSessionRow
from recap.domain.election import AreaCode, ContestId
from recap.domain.errors import Forbidden
from recap.domain.refusals import OfficerExists, OfficerInvalid
from recap.domain.rights import Act, Role

STATION = "3374011001001"
CONTEST = "semarang-2024.pkwkk"
AREAS = {Role.KPPS: STATION, Role.PPK: "337401", Role.AUDITOR: "3374"}
PASSWORD = "enough letters"  # noqa: S105  for made-up people


def new(role: Role = Role.KPPS, area: str = STATION, password: str = PASSWORD) -> NewOfficer:
    return NewOfficer(f"{role}-{area}", "Budi", role, AreaCode(area), password)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.KPPS, {Act.SEE, Act.SEND, Act.CONFIRM}),
        (Role.PPK, {Act.SEE, Act.SETTLE, Act.SECOND, Act.ANSWER, Act.REOPEN, Act.APPOINT}),
        (Role.AUDITOR, {Act.SEE}),
    ],
)
def test_a_role_may_do_its_own_acts_in_its_own_area_and_nothing_else(role: Role, allowed: set[Act]) -> None:
    officer = Officer(1, "budi", "Budi", role, AreaCode(AREAS[role]), None)

    assert {act for act in Act if officer.may(act, CONTEST, STATION)} == allowed
    assert not any(officer.may(act, CONTEST, "3173011001001") for act in Act)


def test_an_officer_of_one_contest_may_nothing_in_another() -> None:
    officer = Officer(1, "budi", "Budi", Role.KPPS, AreaCode(STATION), ContestId(CONTEST))

    officer.must(Act.SEND, CONTEST, STATION)
    with pytest.raises(Forbidden):
        officer.must(Act.SEND, "semarang-2024.pkwkp", STATION)


@pytest.mark.anyio
@pytest.mark.parametrize("wrong", [new(Role.PPK, STATION), new(Role.KPPS, "337401"), new(password=PASSWORD[:5])])
async def test_an_account_that_fits_no_tier_or_is_easily_guessed_is_not_made(
    session: AsyncSession, wrong: NewOfficer
) -> None:
    with pytest.raises(OfficerInvalid):
        await officers.add(session, wrong)


@pytest.mark.anyio
async def test_a_name_is_given_once(session: AsyncSession) -> None:
    await officers.add(session, new())

    with pytest.raises(OfficerExists):
        await officers.add(session, new())


@pytest.mark.anyio
async def test_a_token_is_stored_only_as_its_digest_and_ends_with_its_time(session: AsyncSession) -> None:
    officer = await officers.add(session, new())
    signed = await officers.sign_in(session, officer.username, PASSWORD)
    assert signed is not None

    assert await officers.of_token(session, signed.token) == officer
    assert await session.get(LoginSessionRow, signed.token) is None

    row = await session.get(LoginSessionRow, officers._digest(signed.token))
    assert row is not None
    row.expires_at = clock.now() - timedelta(seconds=1)
    await session.flush()
    assert await officers.of_token(session, signed.token) is None
