"""Appointments by list: all or nothing, by whom, and what one person cannot be."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from recap.app import appointments, clock, database, officers, pacts
from recap.app.appointments import Activation, NewAppointment, Standing
from recap.app.officers import Officer
from recap.app.tables import ActivationRow
from recap.domain.election import AreaCode
from recap.domain.errors import ReasonMissing
from recap.domain.refusals import SignInRefused
from recap.domain.refusals.people import (
    ActivationReplaced,
    ActivationUnknown,
    AppointmentEnded,
    AppointmentsInvalid,
    AppointmentUnknown,
    NotYoursToAppoint,
)
from recap.domain.rights import Role
from tests import night, people

pytestmark = pytest.mark.anyio

STATION = night.STATIONS[0]
HEADER = "election,letter,issuer,issued_on,starts_on,ends_on,role,area,contest,choice,identity,name,username"
TODAY = clock.today()
STARTS, ENDS = TODAY - timedelta(days=30), TODAY + timedelta(days=300)
TERM = f"{STARTS},{STARTS},{ENDS}"
NIK = "3374015203850001"
OTHER_NIK = "3374011203850002"
SK = "12/PP.04.1-Kpt/3374/2024,KPU Kota Semarang"


def line(  # noqa: PLR0913  a letter has that many facts
    role: str, area: str, *, contest: str = "", choice: str = "", nik: str = NIK, username: str = "", term: str = TERM
) -> str:
    return f"kecil-2024,{SK},{term},{role},{area},{contest},{choice},{nik},Siti Aminah,{username}"


def witness(area: str, choice: int = 1, nik: str = NIK) -> str:
    return line("witness", area, contest=night.CONTEST, choice=str(choice), nik=nik)


def content(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines]).encode()


@pytest.fixture(name="listed")
def listed_fixture(tmp_path: Path) -> Callable[..., list[NewAppointment]]:
    return lambda *lines: appointments.read(content(*lines), tmp_path)


Listed = Callable[..., Sequence[NewAppointment]]


async def reasons(session: AsyncSession, new: Sequence[NewAppointment], by: Officer | None = None) -> list[str]:
    """Every fault that keeps these from being appointed, with its line."""
    try:
        await appointments.appoint(session, new, by)
    except AppointmentsInvalid as refused:
        return [f"{fault.line}: {fault.reason}" for fault in refused.faults]
    return []


async def opened(session: AsyncSession, made: Activation) -> Officer:
    done = await officers.activate(session, made.code, people.PASSWORD, pacts.VERSION)
    return done.officer


async def test_an_appointed_person_gets_an_account_with_the_facts_of_the_letter(
    session: AsyncSession, listed: Listed
) -> None:
    await night.begin(session)

    (made,) = await appointments.appoint(session, listed(line("kpps_chair", STATION)), None)
    officer = await opened(session, made)

    assert officer.username == made.username == f"ketua-kpps-{STATION}"
    assert (officer.role, officer.area, officer.name) == (Role.KPPS_CHAIR, str(STATION), "Siti Aminah")
    assert (officer.starts_on, officer.ends_on) == (STARTS, ENDS)


async def test_the_identity_number_and_the_code_are_nowhere_in_the_database(
    session: AsyncSession, listed: Listed
) -> None:
    await night.begin(session)

    (made,) = await appointments.appoint(session, listed(line("kpps", STATION)), None)

    kept = str((await session.execute(text("SELECT * FROM appointment, activation"))).all())
    assert "Siti Aminah" in kept
    assert NIK not in kept
    assert made.code not in kept
    assert made.code.replace("-", "") not in kept


async def test_names_that_the_letter_leaves_out_are_made_and_numbered(session: AsyncSession, listed: Listed) -> None:
    await night.begin(session)
    new = listed(
        line("ppk", "337402", nik=NIK), line("ppk", "337402", nik=OTHER_NIK), witness("337402", 2, "3374011203850009")
    )

    made = await appointments.appoint(session, new, None)

    assert [one.username for one in made] == ["ppk-337402", "ppk-337402-2", "saksi-2-337402"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (line("kpps", STATION).replace("kecil", "besar"), "no election is called besar-2024; load it first"),
        (line("kpps", "3374011001009"), "no area or TPS of kecil-2024 has the code 3374011001009"),
        (line("ppk", "337409"), "no area or TPS of kecil-2024 has the code 337409"),
        (line("witness", STATION), "a witness needs the contest and the number of the candidate pair"),
        (line("witness", STATION, contest=night.CONTEST), "a witness needs the contest and the number"),
        (witness(STATION, 3), "the contest kecil-2024.pkwkk has no choice 3"),
        (line("ppk", "337402", contest="kecil-2024.lurah"), "kecil-2024 has no contest called kecil-2024.lurah"),
        (line("kpps", STATION, choice="1"), "only a witness stands for a candidate pair"),
        (line("ppk", "337402", username="ppk-337401"), "the log-in name ppk-337401 is taken"),
        (line("ppk", "337402", term="2024-01-01,2024-01-02,2024-12-31"), "the term is over already"),
        (line("ppk", "337402", term="2024-01-01,2024-01-02,2924-12-31"), "the term is longer than six years"),
    ],
)
async def test_a_letter_that_fits_no_election_appoints_nobody(
    session: AsyncSession, listed: Listed, wrong: str, reason: str
) -> None:
    await night.begin(session)

    found = await reasons(session, listed(line("ppk", "337401", nik=OTHER_NIK), wrong))

    assert len(found) == 1
    assert found[0].startswith(f"3: {reason}")
    assert await session.scalar(text("SELECT count(*) FROM activation")) == 0


TWO_POSTS = [
    (line("kpps", STATION), witness("337401"), "is officer and witness, supervisor or auditor in the same election"),
    (witness(STATION), line("pps", STATION[:10]), "is officer and witness, supervisor or auditor"),
    (line("supervisor", "337401"), line("kpps", STATION), "is officer and witness, supervisor or auditor"),
    (line("auditor", "3374"), line("ppk", "337401"), "is officer and witness, supervisor or auditor"),
    (line("kpps", STATION), line("kpps_chair", STATION), "this person is KPPS operator in 3374011001001 already"),
    (line("ppk", "337401"), line("ppk_chair", "337402"), "this person is PPK operator in 337401 already"),
    (witness(STATION), line("supervisor", "337401"), "who watches for one side watches for no other"),
    (witness(STATION), witness("337401", 2), "of another candidate pair"),
    (witness(STATION), witness(STATION), "this person is witness in 3374011001001 already"),
    (witness(STATION), witness("337401"), None),
    (line("supervisor", STATION), line("supervisor", "337401"), None),
]


@pytest.mark.parametrize(("first", "second", "reason"), TWO_POSTS)
async def test_one_person_cannot_hold_two_posts_that_exclude_each_other(
    session: AsyncSession, listed: Listed, first: str, second: str, reason: str | None
) -> None:
    await night.begin(session)

    together = await reasons(session, listed(first, second)) if reason else []
    await appointments.appoint(session, listed(first), None)
    later = await reasons(session, listed(second))

    assert bool(together) is bool(later) is (reason is not None)
    assert all(reason and reason in found for found in [*together, *later])


async def test_two_lists_at_the_same_moment_cannot_make_one_person_officer_and_witness(
    engine: AsyncEngine, listed: Listed
) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)

    async def send(new: Sequence[NewAppointment]) -> bool:
        async with database.transaction(engine) as session:
            found = await reasons(session, new)
            await asyncio.sleep(0.05)
            return found == []

    done = await asyncio.gather(send(listed(line("kpps", STATION))), send(listed(witness("337401"))))

    assert sorted(done) == [False, True]


async def test_a_mistaken_appointment_binds_nobody_once_ended_but_a_used_one_keeps_from_watching(
    session: AsyncSession, listed: Listed
) -> None:
    await night.begin(session)
    (mistaken,) = await appointments.appoint(session, listed(line("kpps", STATION)), None)
    await appointments.end(session, mistaken.appointment, None, "Salah orang")

    (again,) = await appointments.appoint(session, listed(line("kpps", STATION, username="kpps-baru")), None)
    await opened(session, again)
    await appointments.end(session, again.appointment, None, "Mengundurkan diri")

    assert "is officer and witness" in (await reasons(session, listed(witness("337401"))))[0]
    assert await reasons(session, listed(line("pps", STATION[:10]))) == []


@pytest.mark.parametrize(
    ("by", "area", "allowed"),
    [
        (Role.PPK, "337401", {"kpps", "kpps_chair", "pps", "witness", "supervisor", "auditor"}),
        (Role.PPK_CHAIR, "337401", {"kpps", "kpps_chair", "pps", "ppk", "witness", "supervisor", "auditor"}),
        (Role.KPU, "3374", {*Role} - {"kpu", "kpu_chair", "province", "province_chair"}),
        (Role.KPU_CHAIR, "3374", {*Role} - {"kpu_chair", "province", "province_chair"}),
        (Role.PROVINCE, "33", {*Role} - {"province", "province_chair"}),
        (Role.PROVINCE_CHAIR, "33", {*Role} - {"province_chair"}),
        (Role.KPPS_CHAIR, STATION, set()),
        (Role.PPS, STATION[:10], set()),
        (Role.WITNESS, "3374", set()),
        (Role.SUPERVISOR, "3374", set()),
        (Role.AUDITOR, "3374", set()),
        (Role.PPK, "337402", set()),
    ],
)
async def test_officers_appoint_only_below_them_in_their_own_area(
    session: AsyncSession, listed: Listed, by: Role, area: str, allowed: set[str]
) -> None:
    await night.begin(session)
    sender = Officer(99, "sender", "Sender", by, AreaCode(area), None)
    tried = {
        "kpps": line("kpps", STATION), "kpps_chair": line("kpps_chair", STATION), "pps": line("pps", STATION[:10]),
        "ppk": line("ppk", "337401"), "ppk_chair": line("ppk_chair", "337401"), "kpu": line("kpu", "3374"),
        "kpu_chair": line("kpu_chair", "3374"), "province": line("province", "33"),
        "province_chair": line("province_chair", "33"), "witness": witness(STATION),
        "supervisor": line("supervisor", "337401"), "auditor": line("auditor", "337401"),
    }  # fmt: skip

    refused = {}
    for role, one in tried.items():
        async with session.begin_nested() as attempt:
            refused[role] = await reasons(session, listed(one), sender)
            await attempt.rollback()

    assert {role for role, found in refused.items() if found == []} == allowed
    assert all("you may not appoint" in text for found in refused.values() for text in found)


async def signed_in(session: AsyncSession, listed: Listed) -> tuple[Activation, officers.SignedIn]:
    """Somebody of a KPPS who was appointed, has opened the account and is signed in."""
    await night.begin(session)
    (made,) = await appointments.appoint(session, listed(line("kpps", STATION)), None)
    await opened(session, made)
    signed = await officers.sign_in(session, made.username, people.PASSWORD)
    assert isinstance(signed, officers.SignedIn)
    return made, signed


async def test_a_new_code_voids_the_old_one_the_password_and_every_session(
    session: AsyncSession, listed: Listed
) -> None:
    made, signed = await signed_in(session, listed)

    fresh = await appointments.reissue(session, made.appointment, None)
    again = await appointments.reissue(session, made.appointment, None)

    assert await officers.of_token(session, signed.token) is None
    assert isinstance(await officers.sign_in(session, made.username, people.PASSWORD), SignInRefused)
    with pytest.raises(ActivationReplaced):
        await officers.activate(session, fresh.code, people.PASSWORD, pacts.VERSION)
    assert (await officers.invitation(session, again.code)).recovers
    assert (await opened(session, again)).id == signed.officer.id


async def test_an_ended_appointment_closes_its_sessions_and_opens_no_new_one(
    session: AsyncSession, listed: Listed
) -> None:
    made, signed = await signed_in(session, listed)

    with pytest.raises(ReasonMissing):
        await appointments.end(session, made.appointment, None, " ")
    await appointments.end(session, made.appointment, None, "Mengundurkan diri")

    assert await officers.of_token(session, signed.token) is None
    with pytest.raises(AppointmentEnded):
        await officers.sign_in(session, made.username, people.PASSWORD)
    with pytest.raises(AppointmentEnded):
        await appointments.reissue(session, made.appointment, None)
    with pytest.raises(AppointmentEnded):
        await appointments.end(session, made.appointment, None, "Lagi")


async def test_only_the_tier_above_recovers_and_ends(session: AsyncSession, listed: Listed) -> None:
    await night.begin(session)
    (made,) = await appointments.appoint(session, listed(line("ppk_chair", "337401")), None)
    ppk = Officer(99, "ppk", "PPK", Role.PPK, AreaCode("337401"), None)

    with pytest.raises(NotYoursToAppoint):
        await appointments.reissue(session, made.appointment, ppk)
    with pytest.raises(NotYoursToAppoint):
        await appointments.end(session, made.appointment, ppk, "Iri hati")
    with pytest.raises(AppointmentUnknown):
        await appointments.end(session, 999_999, ppk, "Tidak ada")


async def test_the_list_says_how_far_each_appointment_has_come(session: AsyncSession, listed: Listed) -> None:
    await night.begin(session)
    later = f"{TODAY},{TODAY + timedelta(days=3)},{ENDS}"
    new = listed(
        line("kpps", STATION, nik="3374011203850011", username="invited"),
        line("kpps", STATION, nik="3374011203850012", username="active"),
        line("kpps", STATION, nik="3374011203850013", username="ended"),
        line("kpps", STATION, nik="3374011203850014", username="early", term=later),
        line("kpps", STATION, nik="3374011203850015", username="expired"),
        line("ppk", "337401", nik="3374011203850016", username="half"),
    )
    made = {one.username: one for one in await appointments.appoint(session, new, None)}
    for name in ("active", "early", "half"):
        await opened(session, made[name])
    await appointments.end(session, made["ended"].appointment, None, "Sakit")
    late = update(ActivationRow).where(ActivationRow.appointment == made["expired"].appointment)
    await session.execute(late.values(expires_at=clock.now()))
    kpu = Officer(99, "kpu", "KPU", Role.KPU, AreaCode("3374"), None)
    ppk = Officer(98, "ppk", "PPK", Role.PPK, AreaCode("337402"), None)

    seen = {one.username: one.state for one in await appointments.below(session, kpu) if one.username in made}

    assert seen == {
        "invited": Standing.INVITED,
        "active": Standing.ACTIVE,
        "ended": Standing.ENDED,
        "early": Standing.EARLY,
        "expired": Standing.EXPIRED,
        "half": Standing.INVITED,
    }
    assert await appointments.below(session, ppk) == []
    assert (await appointments.named(session, "ended")).ended_reason == "Sakit"
    with pytest.raises(AppointmentUnknown):
        await appointments.named(session, "nobody")


async def test_a_code_is_found_however_it_is_typed_and_no_other(session: AsyncSession, listed: Listed) -> None:
    await night.begin(session)
    (made,) = await appointments.appoint(session, listed(line("kpps", STATION)), None)

    seen = await officers.invitation(session, f" {made.code.lower().replace('-', ' ')} ")

    assert (seen.username, seen.recovers, seen.two_factors) == (made.username, False, False)
    with pytest.raises(ActivationUnknown):
        await officers.invitation(session, made.code[:-1])
