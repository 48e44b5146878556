"""Copies on a real database: when a revision is made, what it says, and who has it."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import copies, deliveries, keys, recipients
from recap.app.blobs import Blobs
from recap.app.keys import TierKeys
from recap.domain import statement
from recap.domain.recipient import RecipientKind
from recap.domain.refusals.copies import CopyNotMade, CopySuperseded
from tests import copied, night
from tests.filled import PAGES

pytestmark = pytest.mark.anyio

STATION = night.STATIONS[0]
VALUES = {code: value for page in PAGES.values() for code, value in page.items()}


async def test_a_confirmed_form_becomes_a_signed_copy(session: AsyncSession, tmp_path: Path) -> None:
    await night.begin(session)

    copy = await copied.form(session, tmp_path, STATION)

    said, signed, signature = statement.decode(copy.qr)
    assert (said.contest, said.station, said.count, said.revision) == (night.CONTEST, STATION, 1, 1)
    assert dict(copy.values) == VALUES
    assert {code: value for code, value in said.values.items() if value is not None} == VALUES
    assert dict(said.photos) == {page: night.photo(STATION, page) for page in PAGES}
    keys.verify(signed, signature, TierKeys(tmp_path).public(said.key).certificate_pem)
    pdf = await Blobs.in_folder(tmp_path / "blobs").get(copies.pdf_key(copy.pdf))
    assert pdf.startswith(b"%PDF")


async def test_no_copy_is_made_before_every_page_is_confirmed(session: AsyncSession, tmp_path: Path) -> None:
    await night.begin(session)
    await night.page(session, STATION, 1)

    assert await copied.make(session, tmp_path, STATION) is None
    with pytest.raises(CopyNotMade):
        await copies.current(session, night.CONTEST, STATION)


async def test_unchanged_content_makes_no_new_revision(session: AsyncSession, tmp_path: Path) -> None:
    await night.begin(session)
    await copied.form(session, tmp_path, STATION)
    await night.confirm(session, STATION, 1)

    again = await copied.make(session, tmp_path, STATION)

    assert again is None
    assert len(await copies.history(session, night.CONTEST, STATION)) == 1


async def test_a_number_confirmed_anew_makes_the_next_revision(session: AsyncSession, tmp_path: Path) -> None:
    await night.begin(session)
    await copied.form(session, tmp_path, STATION)
    await night.confirm(session, STATION, 2, {"PAS1": 201})

    newer = await copied.make(session, tmp_path, STATION)

    assert newer is not None
    assert newer.revision == 2
    assert newer.values["PAS1"] == 201
    assert statement.decode(newer.qr)[0].values["PAS1"] == 201


async def test_the_board_has_every_revision_at_once_and_the_others_owe_a_receipt_for_each(
    session: AsyncSession, tmp_path: Path
) -> None:
    await night.begin(session)
    first = await copied.form(session, tmp_path, STATION)
    witness = await recipients.one(session, night.CONTEST, 1)
    await copies.acknowledge(session, first, witness, "Budi")
    assert (await deliveries.of_station(session, night.CONTEST, STATION)).delivered == 2

    await night.confirm(session, STATION, 2, {"PAS1": 201})
    await copied.make(session, tmp_path, STATION)

    now = await deliveries.of_station(session, night.CONTEST, STATION)
    assert [each.recipient.kind for each in now.handed if each.receipt] == [RecipientKind.BOARD]


async def test_a_receipt_is_kept_once(session: AsyncSession, tmp_path: Path) -> None:
    await night.begin(session)
    copy = await copied.form(session, tmp_path, STATION)
    witness = await recipients.one(session, night.CONTEST, 1)

    first = await copies.acknowledge(session, copy, witness, "Budi")
    second = await copies.acknowledge(session, copy, witness, "Somebody else")

    assert second == first
    assert first.name == "Budi"


async def test_a_receipt_cannot_be_taken_back(session: AsyncSession, tmp_path: Path) -> None:
    await night.begin(session)
    await copied.form(session, tmp_path, STATION)

    with pytest.raises(DBAPIError, match="copy_receipt"):
        await session.execute(text("DELETE FROM copy_receipt"))


async def test_an_older_copy_cannot_be_acknowledged_in_place_of_the_newer(
    session: AsyncSession, tmp_path: Path
) -> None:
    await night.begin(session)
    await copied.form(session, tmp_path, STATION)
    await night.confirm(session, STATION, 2, {"PAS1": 201})
    await copied.make(session, tmp_path, STATION)

    with pytest.raises(CopySuperseded):
        await copies.current_as_seen(session, night.CONTEST, STATION, 1, 1)


async def test_an_area_counts_n_of_all_recipients_of_all_stations(session: AsyncSession, tmp_path: Path) -> None:
    await night.begin(session)
    copy = await copied.form(session, tmp_path, STATION)
    await copies.acknowledge(session, copy, await recipients.one(session, night.CONTEST, 1))

    sums = deliveries.add_up(await deliveries.of_area(session, night.CONTEST, "337401"))

    assert (sums.stations, sums.made, sums.delivered, sums.due, sums.saved) == (4, 1, 2, 4 * 32, 2)


async def test_a_tier_acknowledges_all_copies_of_its_area_at_once(session: AsyncSession, tmp_path: Path) -> None:
    await night.begin(session)
    for station in night.STATIONS[:2]:
        await copied.form(session, tmp_path, station)
    ppk = next(r for r in await recipients.of_contest(session, night.CONTEST) if r.kind is RecipientKind.PPK)

    await copies.acknowledge_all(session, night.CONTEST, "337401", ppk, "PPK")
    await copies.acknowledge_all(session, night.CONTEST, "337401", ppk, "PPK")

    sums = deliveries.add_up(await deliveries.of_area(session, night.CONTEST, "337401"))
    assert sums.delivered == 4


async def test_reminders_are_kept_by_recipient(session: AsyncSession, tmp_path: Path) -> None:
    await night.begin(session)
    await copied.form(session, tmp_path, STATION)
    witness = await recipients.one(session, night.CONTEST, 2)

    await copies.remind(session, night.CONTEST, STATION, witness, night.KPPS)
    await copies.remind(session, night.CONTEST, STATION, witness, night.KPPS)

    found = await deliveries.of_station(session, night.CONTEST, STATION)
    assert [len(each.reminded) for each in found.handed[:3]] == [0, 2, 0]
