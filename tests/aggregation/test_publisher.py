from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation import worker
from aggregation.publisher import Publisher
from aggregation.spelling import digest
from recap.app import database, discrepancies
from recap.app.discrepancies import Ruling
from recap.domain.reason import Reason
from tests import night
from tests.filled import VALUES
from tests.folders import faults, find, read, table
from tests.night import CONTEST, STATIONS
from tests.publishing import ONE, TWO, again, stamps

pytestmark = pytest.mark.anyio


async def test_totals_hold_the_accepted_stations_only(publisher: Publisher, folder: Path) -> None:
    await publisher.publish()

    city, _ = find(folder, "3374")

    assert (city["stations_total"], city["stations_in"]) == (8, 1)
    assert city["values"] == VALUES
    assert city["states"] == {"accepted": 1, "examination": 1, "read": 1, "waiting": 5}
    assert [child["name"] for child in city["children"]] == ["Semarang Tengah", "Semarang Utara"]


async def test_a_station_under_examination_shows_why_and_no_numbers(publisher: Publisher, folder: Path) -> None:
    await publisher.publish()

    station, path = find(folder, TWO)

    assert [found["key"] for found in station["open"]] == ["R9", "R10"]
    assert station["cells"] == {}
    assert len(station["photos"]) == 3
    assert "301" not in path.read_text()


async def test_what_was_read_written_and_corrected_stay_apart(
    publisher: Publisher, folder: Path, engine: AsyncEngine
) -> None:
    async with database.transaction(engine) as session:
        case = (await discrepancies.open_in(session, CONTEST, TWO))[0]
        ruling = Ruling(
            case.number, Reason.CORRECTED_ON_PAPER, "struck out, initialled", night.PPK, "ppk", {"SAH": 300}
        )
        await discrepancies.settle(session, ruling)
        await worker.settle(session, CONTEST, TWO)
    await publisher.publish()

    station, path = find(folder, TWO)

    assert station["cells"]["SAH"] == {"read": 301, "keyed": 301, "written": 301, "corrected": 300, "counted": 300}
    assert [(s["key"], s["reason"], s["role"]) for s in station["settled"]] == [("R9", "corrected_on_paper", "ppk")]
    assert "Budi" not in path.read_text()


async def test_a_photo_is_public_with_its_own_digest_beside_that_of_its_public_copy(
    publisher: Publisher, folder: Path
) -> None:
    await publisher.publish()

    shown = find(folder, ONE)[0]["photos"][0]

    assert shown["sha256"] == night.photo(ONE, 1)
    assert shown["public_sha256"] == digest(b"a picture")
    assert (folder / f"photos/{shown['sha256']}.jpg").read_bytes() == b"a picture"


async def test_nothing_is_written_when_nothing_changed(publisher: Publisher, folder: Path) -> None:
    await publisher.publish()
    before = stamps(folder)

    assert await publisher.publish() is None
    assert stamps(folder) == before


async def test_only_what_changed_is_written_anew_and_earlier_records_stay(
    publisher: Publisher, folder: Path, engine: AsyncEngine
) -> None:
    await publisher.publish()
    before = set((folder / "objects").iterdir())
    first = digest((folder / "manifest.json").read_bytes())
    async with database.transaction(engine) as session:
        await night.form(session, STATIONS[7])
    await publisher.publish()

    after = set((folder / "objects").iterdir())

    assert before < after
    assert len(after - before) == 4 * 3  # the station, its kelurahan, its kecamatan, the city; each in three forms
    assert read(folder, "manifest.json")["previous"] == first
    assert faults(folder) == []


async def test_a_publisher_that_starts_again_goes_on_where_the_folder_stands(
    publisher: Publisher, folder: Path, engine: AsyncEngine, tmp_path: Path
) -> None:
    await publisher.publish()

    assert await again(engine, tmp_path).publish() is None

    (record, path) = find(folder, ONE)
    path.write_bytes(b"{}")
    await again(engine, tmp_path).publish()

    assert find(folder, ONE)[0] == record
    assert faults(folder) == []


async def test_the_table_has_a_row_for_every_station_with_sums_written_and_computed_apart(
    publisher: Publisher, folder: Path
) -> None:
    await publisher.publish(exports_now=True)

    lines = table(folder).read_text().splitlines()
    one = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    two = dict(zip(lines[0].split(","), lines[2].split(","), strict=True))

    assert len(lines) == 1 + len(STATIONS)
    assert (one["station"], one["counted"], one["PAS1"]) == (ONE, "1", "200")
    assert (one["valid_written"], one["valid_computed"], one["total_computed"]) == ("300", "300", "317")
    assert one["photo_page_1"] == night.photo(ONE, 1)
    assert (two["counted"], two["PAS1"], two["observation"]) == ("0", "", "open R9; open R10")
