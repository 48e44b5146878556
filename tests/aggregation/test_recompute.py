from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from aggregation import recompute, worker
from recap.app import database
from recap.app.blobs import Blobs
from recap.app.settings import Settings
from recap.cli.publish import app
from tests import night
from tests.folders import Record, forge, table
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio


@pytest.fixture
async def folder(engine: AsyncEngine, tmp_path: Path) -> Path:
    """A published city with two counted stations."""
    async with database.transaction(engine) as session:
        await night.begin(session)
        await night.form(session, STATIONS[0])
        await night.form(session, STATIONS[5])
    await Blobs.in_folder(tmp_path / "blobs").put(f"public/{night.photo(STATIONS[0], 1)}.jpg", b"a picture")
    await worker.publisher(Settings(data_dir=tmp_path), engine).publish()
    return tmp_path / "published"


def matching(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern))


def add_a_vote(record: Record) -> None:
    record["values"]["PAS1"] += 1


def count_another_number(record: Record) -> None:
    record["cells"]["PAS1"]["counted"] += 1


async def test_an_honest_folder_has_no_difference(folder: Path) -> None:
    found = recompute.check(folder)

    assert (found.differences, found.seen) == ([], len(STATIONS))


@pytest.mark.parametrize("code", ["3374", "337401", "3374011001"])
async def test_a_changed_total_is_found_although_its_digests_were_mended(folder: Path, code: str) -> None:
    forge(folder, code, add_a_vote)

    found = recompute.check(folder).differences

    assert (f"{CONTEST} {code}", "PAS1") in [(d.path, d.what) for d in found]
    assert "signature" in [d.what for d in found]


async def test_a_changed_station_is_found_in_the_totals_the_table_and_its_own_cells(folder: Path) -> None:
    forge(folder, STATIONS[0], count_another_number)

    places = {(d.path, d.what) for d in recompute.check(folder).differences}

    assert (f"{CONTEST} 3374", "PAS1") in places
    assert (f"results/{table(folder).name}", "line 2 PAS1") in places
    assert any(what == f"{STATIONS[0]} PAS1 counted" for _, what in places)


@pytest.mark.parametrize(
    "pattern", ["objects/*.json", "photos/*.jpg", "results/*.csv", "manifest.json", "manifest.sig"]
)
async def test_a_flipped_byte_in_any_file_is_found(folder: Path, pattern: str) -> None:
    for path in matching(folder, pattern):
        content = path.read_bytes()
        half = len(content) // 2
        path.write_bytes(content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :])
        assert recompute.check(folder).differences, path.name
        path.write_bytes(content)
    assert recompute.check(folder).differences == []


async def test_a_missing_file_is_found(folder: Path) -> None:
    next((folder / "objects").iterdir()).unlink()

    assert [d.published for d in recompute.check(folder).differences if d.what == "file"] == ["missing"]


async def test_the_command_tells_the_differences_by_its_exit_status(folder: Path) -> None:
    honest = CliRunner().invoke(app, ["check", str(folder)])
    forge(folder, "337401", add_a_vote)
    forged = CliRunner().invoke(app, ["check", str(folder)])

    assert (honest.exit_code, forged.exit_code) == (0, 1)
    assert "8 stations recomputed, 0 differences" in honest.output
    assert "PAS1: published 201, recomputed 200" in forged.output
