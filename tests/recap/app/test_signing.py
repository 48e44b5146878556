import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import certificatecheck, certificates, discrepancies, locks, pades, signing, stations
from recap.app.signing import Wanted
from recap.domain.canonical import canonical
from recap.domain.certificate import Standing
from recap.domain.election import AreaCode
from recap.domain.errors import Forbidden
from recap.domain.refusals.signing import (
    AlreadySigned,
    AreaLocked,
    CertificateBroken,
    CodeMissing,
    SigningIncomplete,
)
from recap.domain.settlement import State
from tests import night, people
from tests import signers as tiers
from tests.filled import VALUES
from tests.night import CITY, CONTEST, STATIONS

pytestmark = pytest.mark.anyio

VILLAGE, DISTRICT = tiers.VILLAGES[0], tiers.DISTRICTS[0]


async def test_a_kelurahan_is_signed_and_locked_with_everything_its_statement_binds(
    session: AsyncSession, tmp_path: Path
) -> None:
    held = await tiers.begin(session, tmp_path)

    signed = await tiers.finish(session, held, VILLAGE)

    assert (signed.standing, signed.revision, signed.stations_in) == (Standing.VALID, 1, 2)
    assert signed.total["PAS1"] == 2 * VALUES["PAS1"]
    assert signed.text == canonical(signed.statement)
    first = signed.statement["children"][0]  # type: ignore[index]
    assert first["photos"]["1"] == night.photo(STATIONS[0], 1)
    assert (first["count"], first["revision"]) == (1, 1)
    assert len(str(signed.statement["sum_tree"])) == 64
    certificates.verify(signed, held.desk.keys)
    assert (await stations.state(session, CONTEST, STATIONS[0])).state is State.LOCKED
    with pytest.raises(AreaLocked, match="Miroto"):
        await locks.must_be_open(session, CONTEST, STATIONS[0])
    assert await locks.holder(session, CONTEST, STATIONS[2]) is None


async def test_a_hint_nobody_answered_waits_for_nobody_once_the_area_is_signed(
    session: AsyncSession, tmp_path: Path
) -> None:
    held = await tiers.begin(session, tmp_path, forms=False)
    await night.form(session, STATIONS[0], {"PSS1": 411, "PSS3": 93})
    await night.form(session, STATIONS[1])
    assert [case.discrepancy.key for case in await discrepancies.open_in(session, CONTEST, VILLAGE)] == ["R14"]

    await tiers.finish(session, held, VILLAGE)

    assert await discrepancies.open_in(session, CONTEST, VILLAGE) == []


async def test_the_pdf_is_signed_by_the_office_and_kept(session: AsyncSession, tmp_path: Path) -> None:
    held = await tiers.begin(session, tmp_path)

    signed = await tiers.finish(session, held, VILLAGE)

    pdf = await held.desk.blobs.get(certificates.pdf_key(signed.pdf))
    checked = await asyncio.to_thread(pades.check, pdf, [held.desk.keys.root_pem])
    assert checked.good
    assert (checked.area, checked.key) == (VILLAGE, signed.key)


async def test_the_city_signs_over_its_kecamatan_and_these_over_their_kelurahan(
    session: AsyncSession, tmp_path: Path
) -> None:
    held = await tiers.begin(session, tmp_path)
    await tiers.all_below(session, held, CITY)

    signed = await tiers.finish(session, held, CITY)

    below = await certificates.within(session, CONTEST, CITY)
    bound = {str(c["code"]): c["certificate"] for c in signed.statement["children"]}  # type: ignore[attr-defined]
    assert bound == {area: below[area].sha256 for area in tiers.DISTRICTS}
    assert signed.total["PAS1"] == 8 * VALUES["PAS1"]
    assert {each.standing for each in below.values()} == {Standing.VALID}


async def test_the_province_signs_over_its_cities_with_the_same_code(session: AsyncSession, tmp_path: Path) -> None:
    held = await tiers.begin(session, tmp_path, top=tiers.PROVINCE)
    await tiers.all_below(session, held, tiers.PROVINCE)

    signed = await tiers.finish(session, held, tiers.PROVINCE)

    city = await certificates.current(session, CONTEST, CITY)
    holder = await locks.holder(session, CONTEST, STATIONS[0])
    assert city is not None
    assert holder is not None
    assert (signed.total, signed.stations_in, holder.area) == (city.total, 8, tiers.PROVINCE)
    assert [child["certificate"] for child in signed.statement["children"]] == [city.sha256]  # type: ignore[attr-defined]


async def test_a_kecamatan_waits_for_its_kelurahan(session: AsyncSession, tmp_path: Path) -> None:
    held = await tiers.begin(session, tmp_path)
    await tiers.finish(session, held, VILLAGE)
    await tiers.plenary(session, held.signers[DISTRICT], DISTRICT)

    with pytest.raises(SigningIncomplete, match="Every area below is signed"):
        await tiers.sign(session, held, DISTRICT)


async def test_nobody_signs_before_the_plenary_is_closed(session: AsyncSession, tmp_path: Path) -> None:
    held = await tiers.begin(session, tmp_path)

    with pytest.raises(SigningIncomplete, match="The relay check is finished"):
        await tiers.sign(session, held, VILLAGE)


async def test_nobody_signs_twice_nor_for_another_area(session: AsyncSession, tmp_path: Path) -> None:
    held = await tiers.begin(session, tmp_path)
    await tiers.finish(session, held, VILLAGE)

    with pytest.raises(AlreadySigned):
        await tiers.sign(session, held, VILLAGE)
    for other in (tiers.VILLAGES[1], DISTRICT, CITY):
        with pytest.raises(Forbidden):
            await signing.sign(session, held.desk, held.signers[VILLAGE], Wanted(CONTEST, AreaCode(other)))


async def test_a_kecamatan_needs_a_fresh_code(session: AsyncSession, tmp_path: Path) -> None:
    held = await tiers.begin(session, tmp_path)
    await tiers.all_below(session, held, DISTRICT)
    await tiers.plenary(session, held.signers[DISTRICT], DISTRICT)

    with pytest.raises(CodeMissing):
        await signing.sign(session, held.desk, held.signers[DISTRICT], Wanted(CONTEST, DISTRICT))
    wrong = f"{(int(people.code()) + 1) % 1_000_000:06d}"
    with pytest.raises(Forbidden):
        await signing.sign(session, held.desk, held.signers[DISTRICT], Wanted(CONTEST, DISTRICT, wrong))


async def test_a_station_that_is_not_in_needs_a_reason_and_stays_open_for_the_kecamatan(
    session: AsyncSession, tmp_path: Path
) -> None:
    held = await tiers.begin(session, tmp_path, forms=False)
    for station in STATIONS[:3]:
        await night.form(session, station)
    village, late = tiers.VILLAGES[1], STATIONS[3]
    for number in (1, 2, 3):
        await night.page(session, late, number, {"TSAH": 99} if number == 3 else {})
    await tiers.plenary(session, held.signers[village], village)
    with pytest.raises(SigningIncomplete, match="its absence has a reason"):
        await tiers.sign(session, held, village)

    signed = await tiers.sign(session, held, village, {late: "Diputuskan di pleno PPK."})

    assert (signed.stations_in, signed.absent) == (1, {late: "Diputuskan di pleno PPK."})
    assert await locks.holder(session, CONTEST, late) is None
    assert await locks.holder(session, CONTEST, STATIONS[2]) is not None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("statement = replace(statement, 'Miroto', 'Maroto')", "does not have its digest"),
        ("signature = translate(signature, 'ABCDEFGHIJ', 'BCDEFGHIJA')", "signature does not belong"),
        ("key = '0000000000000000'", "No office's key"),
    ],
)
async def test_a_tampered_certificate_is_caught_and_nothing_is_signed_over_it(
    session: AsyncSession, tmp_path: Path, change: str, why: str
) -> None:
    held = await tiers.begin(session, tmp_path)
    await tiers.all_below(session, held, DISTRICT)
    await tiers.plenary(session, held.signers[DISTRICT], DISTRICT)
    for statement in (
        "ALTER TABLE certificate DISABLE TRIGGER ALL",
        f"UPDATE certificate SET {change} WHERE area = '{VILLAGE}'",  # noqa: S608  the test's own words
        "ALTER TABLE certificate ENABLE TRIGGER ALL",
    ):
        await session.execute(text(statement))

    with pytest.raises(CertificateBroken, match=why):
        await tiers.sign(session, held, DISTRICT)


async def test_a_changed_byte_of_the_pdf_is_found_by_whoever_holds_only_the_file(
    session: AsyncSession, tmp_path: Path
) -> None:
    held = await tiers.begin(session, tmp_path)
    signed = await tiers.finish(session, held, VILLAGE)
    pdf, roots = await held.desk.blobs.get(certificates.pdf_key(signed.pdf)), [held.desk.keys.root_pem]
    middle = pdf.index(b"stream", 2000) + 60
    forged = pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :]

    genuine = await asyncio.to_thread(certificatecheck.of_pdf, pdf, roots)
    changed = await asyncio.to_thread(certificatecheck.of_pdf, forged, roots)

    assert all(each.good for each in genuine)
    assert not all(each.good for each in changed)
