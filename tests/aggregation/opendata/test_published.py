"""The open files of a real publication, made again by a stranger from the records in the folder alone."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation import workplace
from recap.app import database
from recap.app.settings import Settings
from recap.domain import kpu
from tests import night, openfolder
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio
SCHEMA = Settings().shared / "data/schemas/NIST_V2_election_results_reporting.json"


@pytest.fixture
async def folder(engine: AsyncEngine, tmp_path: Path) -> Path:
    """What is published of a counted station, one under examination and six others."""
    async with database.transaction(engine) as session:
        await night.begin(session)
        await night.form(session, STATIONS[0])
        await night.form(session, STATIONS[1], {"SAH": 301})
    await workplace.publisher(Settings(data_dir=tmp_path), engine).publish(exports_now=True)
    return tmp_path / "published"


def read(folder: Path, path: str) -> Any:  # noqa: ANN401  whatever JSON it is
    return json.loads((folder / path).read_bytes())


def remade(folder: Path) -> dict[str, bytes]:
    manifest = read(folder, "manifest.json")
    entry = manifest["contests"][CONTEST]
    (root,) = {manifest["files"][path]["root"] for path in entry["exports"].values()}
    (election,) = manifest["elections"]
    return openfolder.remade(lambda path: (folder / path).read_bytes(), entry["object"], root, election)


async def test_every_export_but_parquet_is_made_again_byte_by_byte(folder: Path) -> None:
    exports = read(folder, "manifest.json")["contests"][CONTEST]["exports"]

    again = remade(folder)

    assert exports.keys() - again.keys() == {"stations.parquet", "cells.parquet"}
    assert {kind: (folder / exports[kind]).read_bytes() for kind in again} == again


@pytest.mark.skipif(not SCHEMA.exists(), reason="the JSON Schema of NIST is not here")
async def test_the_report_of_a_real_publication_validates(folder: Path) -> None:
    validator = jsonschema.Draft4Validator(read(SCHEMA.parent, SCHEMA.name))

    assert list(validator.iter_errors(json.loads(remade(folder)["nist.json"]))) == []


async def test_the_kpu_tree_is_what_the_records_make_and_nothing_else(folder: Path) -> None:
    entry = read(folder, "manifest.json")["contests"][CONTEST]
    contest, waiting = read(folder, f"objects/{entry['object']}.json"), [entry["area"]]
    due = kpu.of_contest(contest, read(folder, f"objects/{entry['area']}.json"))
    while waiting:
        record = read(folder, f"objects/{waiting.pop()}.json")
        due |= kpu.of_area(contest, record) if record["kind"] == "area" else kpu.of_station(contest, record)
        waiting += [child["object"] for child in record.get("children", [])]

    there = {path.relative_to(folder).as_posix(): path.read_bytes() for path in (folder / "kpu").rglob("*.json")}

    assert there == due
    assert len(due) == 8 + 2 * 7 + 5  # stations; lists and totals of areas; two of each above the city, the choices
