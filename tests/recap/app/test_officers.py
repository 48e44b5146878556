"""Signing in with one or two factors, within the term; sessions that end with it; fresh codes for acts."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pyotp
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from recap.app import clock, database, officers, tries
from recap.app.officers import Officer, SignedIn
from recap.app.tables import LoginSessionRow, OfficerRow
from recap.domain.errors import RecapError
from recap.domain.refusals import SignInPaused, SignInRefused
from recap.domain.refusals.people import TermNotBegun, TermOver, TotpMissing, TotpNeeded, TotpRefused
from recap.domain.rights import TWO_FACTORS, Role
from tests import night, people
from tests.people import PASSWORD, SECRET
from tests.recap.domain.test_rights import OWN

pytestmark = pytest.mark.anyio

STATION = night.STATIONS[0]
TODAY = clock.today()
DAY = timedelta(days=1)


def code(steps: int = 0) -> str:
    """The code of a step before or after the present one."""
    return pyotp.TOTP(SECRET).at(clock.now() + steps * timedelta(seconds=30))


@pytest.fixture(name="kpps")
async def kpps_fixture(session: AsyncSession) -> Officer:
    await night.begin(session)
    return await people.add(session, "kpps", Role.KPPS, STATION)


@pytest.fixture(name="ppk")
async def ppk_fixture(session: AsyncSession) -> Officer:
    await night.begin(session)
    return await people.add(session, "ppk", Role.PPK, "337401")


async def test_a_token_is_stored_only_as_its_digest_and_ends_with_its_time(
    session: AsyncSession, kpps: Officer
) -> None:
    signed = await officers.sign_in(session, "kpps", PASSWORD)
    assert isinstance(signed, SignedIn)

    assert await officers.of_token(session, signed.token) == kpps
    assert await session.get(LoginSessionRow, signed.token) is None
    assert signed.expires_at - clock.now() <= timedelta(hours=16)

    await session.execute(update(LoginSessionRow).values(expires_at=clock.now()))
    assert await officers.of_token(session, signed.token) is None


async def test_a_wrong_password_and_an_unknown_name_are_refused_alike(session: AsyncSession, kpps: Officer) -> None:
    wrong = await officers.sign_in(session, kpps.username, "wrong password")
    nobody = await officers.sign_in(session, "nobody", PASSWORD)

    assert isinstance(wrong, SignInRefused)
    assert isinstance(nobody, SignInRefused)


@pytest.mark.parametrize("role", Role)
async def test_ppk_and_above_need_a_second_factor_and_nobody_else_does(session: AsyncSession, role: Role) -> None:
    await night.begin(session)
    await people.add(session, "someone", role, OWN[role])

    if role in TWO_FACTORS:
        with pytest.raises(TotpNeeded):
            await officers.sign_in(session, "someone", PASSWORD)
    found = await officers.sign_in(session, "someone", PASSWORD, code() if role in TWO_FACTORS else None)

    assert isinstance(found, SignedIn)


@pytest.mark.parametrize("steps", [-1, 0, 1])
async def test_a_phone_whose_clock_is_a_little_off_is_accepted(session: AsyncSession, ppk: Officer, steps: int) -> None:
    assert isinstance(await officers.sign_in(session, ppk.username, PASSWORD, code(steps)), SignedIn)


@pytest.mark.parametrize("wrong", ["000000", "12345", "abcdef", " ", "\u0660" * 6, -9, 9])
async def test_another_code_is_refused_and_counted(session: AsyncSession, ppk: Officer, wrong: str | int) -> None:
    typed = wrong if isinstance(wrong, str) else code(wrong)

    found = await officers.sign_in(session, ppk.username, PASSWORD, typed)

    assert isinstance(found, TotpRefused)
    assert (await session.get_one(OfficerRow, ppk.id)).failures == 1


async def test_a_code_is_used_once_and_so_is_every_earlier_one(session: AsyncSession, ppk: Officer) -> None:
    first = await officers.sign_in(session, ppk.username, PASSWORD, code())
    again = await officers.sign_in(session, ppk.username, PASSWORD, code())
    earlier = await officers.sign_in(session, ppk.username, PASSWORD, code(-1))
    later = await officers.sign_in(session, ppk.username, PASSWORD, code(1))

    assert [type(one) for one in (first, again, earlier, later)] == [SignedIn, TotpRefused, TotpRefused, SignedIn]


async def test_the_password_is_asked_before_the_code(session: AsyncSession, ppk: Officer) -> None:
    found = await officers.sign_in(session, ppk.username, "wrong password", code())

    assert isinstance(found, SignInRefused)
    assert isinstance(await officers.sign_in(session, ppk.username, PASSWORD, code()), SignedIn)


@pytest.mark.parametrize(("password", "given"), [("wrong password", None), (PASSWORD, "000000")])
async def test_many_failures_of_either_factor_pause_the_account(
    session: AsyncSession, ppk: Officer, password: str, given: str | None
) -> None:
    for _ in range(tries.FREE):
        await officers.sign_in(session, ppk.username, password, given)

    with pytest.raises(SignInPaused) as paused:
        await officers.sign_in(session, ppk.username, PASSWORD, code())
    assert 1 <= int(paused.value.message.facts["seconds"]) <= 60
    await session.execute(update(OfficerRow).values(failed_at=clock.now() - timedelta(minutes=2)))
    assert isinstance(await officers.sign_in(session, ppk.username, PASSWORD, code()), SignedIn)
    assert (await session.get_one(OfficerRow, ppk.id)).failures == 0


TERMS: list[tuple[Mapping[str, date], type[RecapError] | None]] = [
    ({"starts_on": TODAY, "ends_on": TODAY}, None),
    ({"starts_on": TODAY - DAY, "ends_on": TODAY - DAY}, TermOver),
    ({"starts_on": TODAY + DAY, "ends_on": TODAY + DAY}, TermNotBegun),
]


@pytest.mark.parametrize(("term", "refusal"), TERMS)
async def test_rights_begin_and_end_with_the_term(
    session: AsyncSession, term: Mapping[str, date], refusal: type[RecapError] | None
) -> None:
    await night.begin(session)
    officer = await people.add(session, "someone", Role.KPPS, STATION, term=term)

    if refusal is None:
        assert isinstance(await officers.sign_in(session, officer.username, PASSWORD), SignedIn)
    else:
        assert isinstance(await officers.sign_in(session, officer.username, "wrong"), SignInRefused)
        with pytest.raises(refusal):
            await officers.sign_in(session, officer.username, PASSWORD)


async def test_an_open_session_dies_when_the_term_is_over(session: AsyncSession, kpps: Officer) -> None:
    signed = await officers.sign_in(session, kpps.username, PASSWORD)
    assert isinstance(signed, SignedIn)

    await session.execute(update(OfficerRow).values(ends_on=TODAY - DAY))

    assert await officers.of_token(session, signed.token) is None


async def test_a_fresh_code_confirms_an_act_once(session: AsyncSession, ppk: Officer) -> None:
    await officers.check_totp(session, ppk.id, code())

    with pytest.raises(TotpRefused):
        await officers.check_totp(session, ppk.id, code())
    await officers.check_totp(session, ppk.id, code(1))


async def test_who_has_no_second_factor_confirms_nothing_by_code(session: AsyncSession, kpps: Officer) -> None:
    with pytest.raises(TotpMissing):
        await officers.check_totp(session, kpps.id, code())


async def test_wrong_codes_stay_counted_although_the_act_is_rolled_back(engine: AsyncEngine) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)
        ppk = await people.add(session, "ppk", Role.PPK, "337401")

    async def confirm(given: Callable[[], str]) -> None:
        async with database.transaction(engine) as session:
            await officers.check_totp(session, ppk.id, given())

    for _ in range(tries.FREE):
        with pytest.raises(TotpRefused):
            await confirm(lambda: "000000")
    with pytest.raises(SignInPaused):
        await confirm(code)


async def test_a_code_is_given_back_when_the_act_it_confirmed_is_refused(engine: AsyncEngine) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)
        ppk = await people.add(session, "ppk", Role.PPK, "337401")

    async def refused() -> None:
        async with database.transaction(engine) as session:
            await officers.check_totp(session, ppk.id, code())
            raise SignInRefused

    with pytest.raises(SignInRefused):
        await refused()
    async with database.transaction(engine) as session:
        await officers.check_totp(session, ppk.id, code())
