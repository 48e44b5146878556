from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import clock, corrections, discrepancies, objections, plenaries, results, running
from recap.app.objections import NewObjection
from recap.app.officers import Officer
from recap.app.plenaries import Said
from recap.app.tables import CertificateRow
from recap.domain.canonical import canonical
from recap.domain.election import AreaCode
from recap.domain.errors import Forbidden
from recap.domain.objection import ObjectionKind, Verdict
from recap.domain.plenary import Attendee, Moment, Plenary, Presence, Seat
from recap.domain.refusals.plenary import (
    ChangedMeanwhile,
    ChildrenUnread,
    NotReadable,
    ObjectionAnswered,
    ObjectionCellsUnknown,
    ObjectionsUnanswered,
    ObjectionUnknown,
    PlenaryElsewhere,
    PlenaryWordsMissing,
)
from recap.domain.rights import Role
from tests import night, people
from tests.filled import VALUES
from tests.night import CITY, CONTEST, STATIONS

pytestmark = pytest.mark.anyio
DISTRICT, VILLAGE = "337401", "3374011001"
ONE = STATIONS[0]
OPENED = Said(Moment.OPENED, place="Aula Kecamatan", chair="Sri Rahayu")
HERE = Said(Moment.ATTENDED, attendee=Attendee(Seat.WITNESS, "Budi", choice=1, mandate="SM-1"))


async def ppk(session: AsyncSession) -> Officer:
    return await people.add(session, "ppk", Role.PPK, DISTRICT)


async def witness(session: AsyncSession, area: str = DISTRICT) -> Officer:
    return await people.add(session, f"saksi-{area}", Role.WITNESS, area, contest=CONTEST, choice=1)


async def ready(session: AsyncSession) -> Officer:
    """Have the forms of one kecamatan in, and its plenary opened with a witness present."""
    await night.begin(session)
    for station in STATIONS[:4]:
        await night.form(session, station)
    chair = await ppk(session)
    await plenaries.record(session, chair, CONTEST, DISTRICT, OPENED)
    await plenaries.record(session, chair, CONTEST, DISTRICT, HERE)
    return chair


async def read_all(session: AsyncSession, chair: Officer) -> Plenary:
    now = await plenaries.state(session, CONTEST, DISTRICT)
    while now.pending:
        now = await plenaries.record(session, chair, CONTEST, DISTRICT, Said(Moment.READ, now.current))
    return now


async def test_a_kecamatan_is_read_tps_by_tps_and_closed_with_nihil(session: AsyncSession) -> None:
    chair = await ready(session)
    await read_all(session, chair)

    now = await plenaries.record(session, chair, CONTEST, DISTRICT, Said(Moment.CLOSED))

    assert now.closed_at is not None
    assert now.closing is not None
    assert now.closing.nihil
    assert await running.total(session, CONTEST, now.read) == {code: 4 * value for code, value in VALUES.items()}
    assert await plenaries.state(session, CONTEST, DISTRICT) == now


async def test_a_station_that_is_not_in_is_skipped_with_a_reason_and_holds_the_closing(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    chair = await ppk(session)
    await plenaries.record(session, chair, CONTEST, DISTRICT, OPENED)

    with pytest.raises(NotReadable):
        await plenaries.record(session, chair, CONTEST, DISTRICT, Said(Moment.READ, STATIONS[1]))
    late = await plenaries.record(session, chair, CONTEST, DISTRICT, Said(Moment.SKIPPED, STATIONS[1], "belum datang"))

    assert late.skipped == {STATIONS[1]: "belum datang"}
    with pytest.raises(ChildrenUnread):
        await plenaries.record(session, chair, CONTEST, DISTRICT, Said(Moment.CLOSED))


async def test_an_objection_is_corrected_on_the_spot_and_the_station_is_read_again(session: AsyncSession) -> None:
    chair = await ready(session)
    await read_all(session, chair)
    claimed = {"PAS1": VALUES["PAS1"] + 1, "PAS2": VALUES["PAS2"] - 1}
    new = NewObjection(CONTEST, ONE, ObjectionKind.OBJECTION, "Angka tertukar satu suara.", claimed)
    objection = await objections.file(session, await witness(session), new)

    with pytest.raises(ObjectionsUnanswered):
        await plenaries.record(session, chair, CONTEST, DISTRICT, Said(Moment.CLOSED))
    await corrections.at_once(session, chair, objection, "Plano dibuka: saksi benar, dibetulkan di tempat.")
    await worker.settle(session, CONTEST, ONE)

    now = await plenaries.state(session, CONTEST, DISTRICT)
    result = await results.latest(session, CONTEST, ONE)
    assert result is not None
    assert (result.revision, result.corrected) == (2, claimed)
    assert now.stale == {ONE}
    assert (await objections.get(session, CONTEST, objection.number)).answer is not None
    assert (await read_all(session, chair)).stale == frozenset()


async def test_an_accepted_objection_opens_a_case_over_its_cells(session: AsyncSession) -> None:
    chair = await ready(session)
    claimed = {"PAS1": VALUES["PAS1"] + 1}
    objection = await objections.file(
        session, await witness(session), NewObjection(CONTEST, ONE, ObjectionKind.OBJECTION, "Salah.", claimed)
    )

    await objections.answer(session, chair, objection, Verdict.ACCEPTED, "Akan dihitung ulang.")
    await worker.settle(session, CONTEST, ONE)

    (case,) = await discrepancies.open_in(session, CONTEST, ONE)
    assert case.discrepancy.key == f"OBJECTION:{objection.number}"
    assert dict(case.discrepancy.values) == {"PAS1": VALUES["PAS1"], "claimed:PAS1": claimed["PAS1"]}
    with pytest.raises(NotReadable):
        await plenaries.record(session, chair, CONTEST, DISTRICT, Said(Moment.READ, ONE))
    with pytest.raises(ObjectionAnswered):
        await objections.answer(session, chair, objection, Verdict.REJECTED, "Tidak.")


async def test_an_objection_is_passed_on_upward_and_stays_open(session: AsyncSession) -> None:
    chair = await ready(session)
    await read_all(session, chair)
    filed = await objections.file(
        session, await witness(session), NewObjection(CONTEST, DISTRICT, ObjectionKind.SPECIAL_EVENT, "Listrik padam.")
    )

    now = await plenaries.record(
        session, chair, CONTEST, DISTRICT, Said(Moment.CLOSED, carried=frozenset({filed.number, 999}))
    )

    assert now.closing is not None
    assert (now.closing.carried, now.closing.nihil) == ((filed.number,), False)
    assert [each.number for each in await objections.within(session, CONTEST, CITY) if each.is_open] == [filed.number]


async def test_only_cells_of_the_form_are_disputed_and_only_at_a_station(session: AsyncSession) -> None:
    await night.begin(session)
    saksi = await witness(session)

    for area, values in ((ONE, {"XYZ": 1}), (DISTRICT, {"PAS1": 1}), (ONE, {"PAS1": -1})):
        with pytest.raises(ObjectionCellsUnknown):
            await objections.file(
                session, saksi, NewObjection(CONTEST, area, ObjectionKind.OBJECTION, "Salah.", values)
            )
    with pytest.raises(Forbidden):
        await objections.file(session, saksi, NewObjection(CONTEST, STATIONS[4], ObjectionKind.OBJECTION, "Salah."))
    with pytest.raises(ObjectionUnknown):
        await objections.get(session, CONTEST, 1)


async def test_numbers_that_changed_while_they_were_read_are_read_again(session: AsyncSession) -> None:
    chair = await ready(session)

    with pytest.raises(ChangedMeanwhile):
        await plenaries.record(session, chair, CONTEST, DISTRICT, Said(Moment.READ, ONE, standing="1.0"))
    now = await plenaries.record(session, chair, CONTEST, DISTRICT, Said(Moment.READ, ONE, standing="1.1"))

    assert now.read == {ONE}


async def test_a_relay_check_asks_for_every_page_and_whether_copies_are_posted(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    await night.page(session, STATIONS[1], 1)
    pps = await people.add(session, "pps", Role.PPS, VILLAGE)
    await plenaries.record(session, pps, CONTEST, VILLAGE, OPENED)

    with pytest.raises(NotReadable):
        await plenaries.record(session, pps, CONTEST, VILLAGE, Said(Moment.READ, STATIONS[1], posted=True))
    with pytest.raises(PlenaryWordsMissing):
        await plenaries.record(session, pps, CONTEST, VILLAGE, Said(Moment.READ, ONE))
    now = await plenaries.record(session, pps, CONTEST, VILLAGE, Said(Moment.READ, ONE, posted=False))

    assert now.heard[ONE].posted is False


async def test_plenaries_are_presided_by_their_own_officers_where_the_contest_is_held(session: AsyncSession) -> None:
    chair = await ready(session)
    province = await people.add(session, "prov", Role.PROVINCE, "33")

    for area in ("337402", VILLAGE, CITY):
        with pytest.raises(Forbidden):
            await plenaries.record(session, chair, CONTEST, area, OPENED)
    with pytest.raises(PlenaryElsewhere):
        await plenaries.record(session, province, CONTEST, "33", OPENED)


async def test_the_city_reads_only_signed_kecamatan(session: AsyncSession) -> None:
    await ready(session)
    kpu = await people.add(session, "kpu", Role.KPU, CITY)
    now = await plenaries.record(session, kpu, CONTEST, CITY, OPENED)

    assert now.agenda == ("337401", "337402")
    with pytest.raises(NotReadable):
        await plenaries.record(session, kpu, CONTEST, CITY, Said(Moment.READ, "337401"))


async def test_the_city_reads_a_signed_kecamatan_and_again_when_it_is_signed_anew(session: AsyncSession) -> None:
    chair = await ready(session)
    kpu = await people.add(session, "kpu", Role.KPU, CITY)
    await plenaries.record(session, kpu, CONTEST, CITY, OPENED)
    await certified(session, chair, 1)
    read = await plenaries.record(session, kpu, CONTEST, CITY, Said(Moment.READ, DISTRICT))
    await certified(session, chair, 2)

    assert read.read == {DISTRICT}
    assert (await running.total(session, CONTEST, read.read))["PAS1"] == 4 * VALUES["PAS1"]
    assert (await plenaries.state(session, CONTEST, CITY)).stale == {DISTRICT}


async def certified(session: AsyncSession, officer: Officer, revision: int) -> None:
    text = f"{DISTRICT} {revision}"
    row = CertificateRow(
        contest=CONTEST,
        area=DISTRICT,
        revision=revision,
        statement=canonical({"area": DISTRICT}),
        sha256=sha256(text.encode()).hexdigest(),
        signature="",
        key="",
        pdf="",
        officer=officer.id,
        signed_at=clock.now(),
    )
    session.add(row)
    await session.flush()


async def test_a_reopened_certificate_reopens_the_closed_plenary(session: AsyncSession) -> None:
    chair = await ready(session)
    await plenaries.reopen(session, chair, CONTEST, DISTRICT, "masih terbuka")
    assert (await plenaries.state(session, CONTEST, DISTRICT)).reopened == ()
    await read_all(session, chair)
    await plenaries.record(session, chair, CONTEST, DISTRICT, Said(Moment.CLOSED))

    await plenaries.reopen(session, chair, CONTEST, DISTRICT, "Putusan Bawaslu")

    now = await plenaries.state(session, CONTEST, DISTRICT)
    assert (now.in_session, now.reopened, len(now.read)) == (True, ("Putusan Bawaslu",), 4)


async def test_attendance_keeps_who_refuses_to_sign_and_why(session: AsyncSession) -> None:
    chair = await ready(session)
    refusing = replace(HERE.attendee or Attendee(Seat.WITNESS, ""), presence=Presence.REFUSED, reason="keberatan no. 1")

    now = await plenaries.record(session, chair, CONTEST, DISTRICT, Said(Moment.ATTENDED, attendee=refusing))

    assert [(who.name, who.presence, who.mandate) for who in now.attendance.values()] == [("Budi", "refused", "SM-1")]
    assert [event.kind for event in await plenaries.history(session, CONTEST, AreaCode(DISTRICT))] == [
        Moment.OPENED,
        Moment.ATTENDED,
        Moment.ATTENDED,
    ]
