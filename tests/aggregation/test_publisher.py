from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation import recompute, worker
from aggregation.folder import Folder
from aggregation.publisher import Publisher
from aggregation.spelling import digest
from recap.app import database, discrepancies, receipts
from recap.app.blobs import Blobs
from recap.app.discrepancies import Ruling
from recap.app.keys import TierKeys
from recap.app.settings import Settings
from recap.domain.reason import Reason
from tests import night
from tests.filled import VALUES
from tests.folders import find, read, table
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio
ONE, TWO, THREE = STATIONS[:3]


@pytest.fixture
async def publisher(engine: AsyncEngine, tmp_path: Path) -> Publisher:
    """A publisher over a city with one counted station, one under examination and one half sent."""
    async with database.transaction(engine) as session:
        await night.begin(session)
        await night.form(session, ONE)
        await night.form(session, TWO, {"SAH": 301})
        await night.form(session, THREE, pages=[2])
    blobs = Blobs.in_folder(tmp_path / "blobs")
    await blobs.put(f"public/{night.photo(ONE, 1)}.jpg", b"a picture")
    return worker.publisher(Settings(data_dir=tmp_path), engine)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "published"


def stamps(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


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
    assert len(after - before) == 4  # the station, its kelurahan, its kecamatan, the city
    assert read(folder, "manifest.json")["previous"] == first
    assert recompute.check(folder).differences == []


async def test_a_publisher_that_starts_again_goes_on_where_the_folder_stands(
    publisher: Publisher, folder: Path, engine: AsyncEngine, tmp_path: Path
) -> None:
    await publisher.publish()
    again = worker.publisher(Settings(data_dir=tmp_path), engine)

    assert await again.publish() is None

    (record, path) = find(folder, ONE)
    path.write_bytes(b"{}")
    fresh = worker.publisher(Settings(data_dir=tmp_path), engine)
    await fresh.publish()

    assert find(folder, ONE)[0] == record
    assert recompute.check(folder).differences == []


async def test_the_table_has_a_row_for_every_station_with_sums_written_and_computed_apart(
    publisher: Publisher, folder: Path
) -> None:
    await publisher.publish()

    lines = table(folder).read_text().splitlines()
    one = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    two = dict(zip(lines[0].split(","), lines[2].split(","), strict=True))

    assert len(lines) == 1 + len(STATIONS)
    assert (one["station"], one["counted"], one["PAS1"]) == (ONE, "1", "200")
    assert (one["valid_written"], one["valid_computed"], one["total_computed"]) == ("300", "300", "317")
    assert one["photo_page_1"] == night.photo(ONE, 1)
    assert (two["counted"], two["PAS1"], two["observation"]) == ("0", "", "open R9; open R10")


def signature(folder: Path) -> bytes:
    return (folder / f"manifests/{digest((folder / 'manifest.json').read_bytes())}.sig").read_bytes()


class Torn(Folder):
    """A folder on a machine that dies at its n-th write."""

    def __init__(self, root: Path, writes: int) -> None:
        super().__init__(root)
        self.writes = writes

    def write(self, path: str, content: bytes) -> None:
        if self.writes == 0:
            raise OSError(path)
        self.writes -= 1
        super().write(path, content)


async def test_whenever_the_machine_dies_the_manifest_names_whole_files_and_the_next_one_goes_on(
    publisher: Publisher, folder: Path, engine: AsyncEngine, tmp_path: Path
) -> None:
    await publisher.publish()
    blobs, key = Blobs.in_folder(tmp_path / "blobs"), receipts.signer(tmp_path)
    async with database.transaction(engine) as session:
        await night.form(session, STATIONS[7])

    for writes in range(9):  # four records, the table, the manifest twice, its signature twice
        copy = Path(copytree(folder, tmp_path / f"torn{writes}"))
        with pytest.raises(OSError, match=r"\."):
            await Publisher(engine, blobs, Torn(copy, writes), key, TierKeys(tmp_path)).publish()
        assert recompute.check(copy).differences == []
        await Publisher(engine, blobs, Folder(copy), key, TierKeys(tmp_path)).publish()
        assert find(copy, "3374")[0]["stations_in"] == 2
        assert recompute.check(copy).differences == []
        assert (copy / "manifest.sig").read_bytes() == signature(copy)


async def test_tables_of_the_last_two_publications_are_kept(
    publisher: Publisher, folder: Path, engine: AsyncEngine
) -> None:
    await publisher.publish()
    for station in STATIONS[5:]:
        async with database.transaction(engine) as session:
            await night.form(session, station)
        await publisher.publish()

    assert len([path for path in stamps(folder) if path.parent.name == "results"]) == 2
