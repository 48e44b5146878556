from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import certificates, corrections, locks, objections, plenaries, reopenings, stations
from recap.app.certificates import Certificate
from recap.app.objections import NewObjection
from recap.domain.certificate import Standing
from recap.domain.errors import Forbidden
from recap.domain.objection import ObjectionKind
from recap.domain.refusals.signing import (
    AreaLocked,
    ExplanationMissing,
    NotStanding,
    ReopeningAnswered,
    ReopeningPending,
    SamePerson,
    SigningIncomplete,
)
from recap.domain.rights import Role
from recap.domain.settlement import State
from tests import people
from tests import signers as tiers
from tests.filled import VALUES
from tests.night import CITY, CONTEST, STATIONS
from tests.signers import Tiers

pytestmark = pytest.mark.anyio

VILLAGE, OTHER, DISTRICT = tiers.VILLAGES[0], tiers.VILLAGES[1], tiers.DISTRICTS[0]


async def signed(session: AsyncSession, folder: Path, area: str) -> Tiers:
    held = await tiers.begin(session, folder)
    await tiers.all_below(session, held, area)
    await tiers.finish(session, held, area)
    return held


async def now(session: AsyncSession, area: str) -> Certificate:
    found = await certificates.current(session, CONTEST, area)
    assert found is not None
    return found


async def asked(session: AsyncSession, held: Tiers, area: str) -> int:
    who = held.helpers[DISTRICT] if len(area) > 4 else held.helpers[CITY]
    return (await reopenings.ask(session, who, (await now(session, area)).id, "TPS 1 salah salin.")).id


async def test_two_people_reopen_a_kelurahan_and_the_kecamatan_above_it_becomes_stale(
    session: AsyncSession, tmp_path: Path
) -> None:
    held = await signed(session, tmp_path, DISTRICT)
    first = await now(session, VILLAGE)

    number = await asked(session, held, VILLAGE)
    done = await reopenings.answer(session, held.signers[DISTRICT], number, granted=True, note="Setuju.")

    assert done.answer is not None
    assert (done.reason, done.answer.note) == ("TPS 1 salah salin.", "Setuju.")
    assert (await now(session, VILLAGE)).standing is Standing.REOPENED
    assert (await now(session, OTHER)).standing is Standing.VALID
    assert (await now(session, DISTRICT)).standing is Standing.STALE
    assert await locks.holder(session, CONTEST, STATIONS[0]) is None
    assert await locks.holder(session, CONTEST, STATIONS[2]) is not None
    assert (await stations.state(session, CONTEST, STATIONS[0])).state is State.ACCEPTED
    assert (await stations.state(session, CONTEST, STATIONS[2])).state is State.LOCKED
    for area in (VILLAGE, DISTRICT):
        assert (await plenaries.state(session, CONTEST, area)).in_session
    assert (await certificates.get(session, first.sha256)).text == first.text


async def test_what_was_reopened_is_signed_again_from_below_and_says_what_it_replaces(
    session: AsyncSession, tmp_path: Path
) -> None:
    held = await signed(session, tmp_path, DISTRICT)
    first = await now(session, VILLAGE)
    number = await asked(session, held, VILLAGE)
    await reopenings.answer(session, held.signers[DISTRICT], number, granted=True, note="Setuju.")
    with pytest.raises(SigningIncomplete):
        await tiers.sign(session, held, DISTRICT)

    again = await tiers.finish(session, held, VILLAGE)
    above = await tiers.finish(session, held, DISTRICT)

    assert (again.revision, again.statement["supersedes"]) == (2, first.sha256)
    assert (above.revision, above.standing) == (2, Standing.VALID)
    assert (await certificates.get(session, first.sha256)).standing is Standing.SUPERSEDED


async def test_a_number_is_corrected_in_the_plenary_although_its_kelurahan_has_signed(
    session: AsyncSession, tmp_path: Path
) -> None:
    held = await tiers.begin(session, tmp_path)
    await tiers.all_below(session, held, DISTRICT)
    witness = await people.add(session, "saksi", Role.WITNESS, DISTRICT, choice=1)
    claimed = {"PAS1": VALUES["PAS1"] + 1, "PAS2": VALUES["PAS2"] - 1}
    new = NewObjection(CONTEST, STATIONS[0], ObjectionKind.OBJECTION, "Angka tertukar satu suara.", claimed)
    objection = await objections.file(session, witness, new)
    with pytest.raises(AreaLocked, match="Miroto"):
        await corrections.at_once(session, held.helpers[DISTRICT], objection, "Plano dibuka: saksi benar.")

    number = await asked(session, held, VILLAGE)
    await reopenings.answer(session, held.signers[DISTRICT], number, granted=True, note="Di rapat pleno.")
    await corrections.at_once(session, held.helpers[DISTRICT], objection, "Plano dibuka: saksi benar.")
    await worker.settle(session, CONTEST, STATIONS[0])
    again = await tiers.finish(session, held, VILLAGE)
    above = await tiers.finish(session, held, DISTRICT)

    assert (again.revision, again.total["PAS1"]) == (2, 2 * VALUES["PAS1"] + 1)
    assert (above.standing, above.total["PAS1"]) == (Standing.VALID, 4 * VALUES["PAS1"] + 1)


async def test_a_request_for_a_certificate_that_no_longer_holds_cannot_be_granted(
    session: AsyncSession, tmp_path: Path
) -> None:
    held = await signed(session, tmp_path, DISTRICT)
    late = await reopenings.ask(session, held.helpers[CITY], (await now(session, DISTRICT)).id, "Kecamatan salah.")
    number = await asked(session, held, VILLAGE)
    await reopenings.answer(session, held.signers[DISTRICT], number, granted=True, note="Setuju.")
    await tiers.finish(session, held, VILLAGE)
    await tiers.finish(session, held, DISTRICT)

    with pytest.raises(NotStanding):
        await reopenings.answer(session, held.signers[CITY], late.id, granted=True, note="Setuju.")

    assert (await now(session, DISTRICT)).standing is Standing.VALID
    assert not (await plenaries.state(session, CONTEST, DISTRICT)).in_session


async def test_a_refused_request_changes_nothing(session: AsyncSession, tmp_path: Path) -> None:
    held = await signed(session, tmp_path, VILLAGE)
    number = await asked(session, held, VILLAGE)

    await reopenings.answer(session, held.signers[DISTRICT], number, granted=False, note="Tidak beralasan.")

    assert (await now(session, VILLAGE)).standing is Standing.VALID
    with pytest.raises(ReopeningAnswered):
        await reopenings.answer(session, held.signers[DISTRICT], number, granted=True, note="Setuju.")


async def test_whoever_asked_cannot_grant_not_even_with_another_appointment(
    session: AsyncSession, tmp_path: Path
) -> None:
    held = await signed(session, tmp_path, DISTRICT)
    chair, member = held.signers[DISTRICT], held.helpers[DISTRICT]
    number = (await reopenings.ask(session, chair, (await now(session, VILLAGE)).id, "Salah salin.")).id
    with pytest.raises(SamePerson):
        await reopenings.answer(session, chair, number, granted=True, note="Setuju.")
    with pytest.raises(Forbidden):
        await reopenings.answer(session, member, number, granted=True, note="Setuju.")

    commissioner = held.signers[CITY]
    same = f"UPDATE appointment SET person = '{chair.username}' WHERE username = '{commissioner.username}'"  # noqa: S608
    for statement in ("ALTER TABLE appointment DISABLE TRIGGER ALL", same):
        await session.execute(text(statement))

    with pytest.raises(SamePerson):
        await reopenings.answer(session, commissioner, number, granted=True, note="Setuju.")


async def test_only_the_tier_of_the_highest_certificate_that_falls_may_grant(
    session: AsyncSession, tmp_path: Path
) -> None:
    held = await signed(session, tmp_path, CITY)
    number = await asked(session, held, VILLAGE)

    with pytest.raises(Forbidden):
        await reopenings.answer(session, held.signers[DISTRICT], number, granted=True, note="Setuju.")
    await reopenings.answer(session, held.signers[CITY], number, granted=True, note="Setuju.")

    worth = {area: (await now(session, area)).standing for area in (VILLAGE, DISTRICT, CITY, tiers.DISTRICTS[1])}
    assert list(worth.values()) == [Standing.REOPENED, Standing.STALE, Standing.STALE, Standing.VALID]
    closed = [code for code in STATIONS if await locks.holder(session, CONTEST, code)]
    assert closed == list(STATIONS[2:])
    states = await stations.states(session, CONTEST, CITY)
    assert [code for code in STATIONS if states[code].state is State.LOCKED] == closed


async def test_a_request_needs_a_reason_a_standing_certificate_and_no_other_request(
    session: AsyncSession, tmp_path: Path
) -> None:
    held = await signed(session, tmp_path, VILLAGE)
    certificate, member = await now(session, VILLAGE), held.helpers[DISTRICT]
    with pytest.raises(ExplanationMissing):
        await reopenings.ask(session, member, certificate.id, "  ")
    number = await asked(session, held, VILLAGE)
    with pytest.raises(ReopeningPending):
        await asked(session, held, VILLAGE)
    await reopenings.answer(session, held.signers[DISTRICT], number, granted=True, note="Setuju.")
    with pytest.raises(NotStanding):
        await asked(session, held, VILLAGE)
