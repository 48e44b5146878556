"""What the tiers do is published with everything needed to check it, and a stranger finds any change."""

import json
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation.publisher import Publisher
from aggregation.workplace import publisher as publisher_of
from recap.app import database, objections, orders, reopenings
from recap.app.keys import TierKeys
from recap.app.objections import NewObjection
from recap.app.settings import Settings
from recap.domain.objection import ObjectionKind, Verdict
from recap.domain.recount import CountKind, Ground, NewOrder
from recap.domain.rights import Role
from tests import people, signers
from tests.folders import Record, faults, find
from tests.night import CONTEST, STATIONS
from tests.signers import CITY, DISTRICTS, VILLAGES, Tiers

pytestmark = pytest.mark.anyio


@pytest.fixture
async def held(engine: AsyncEngine, tmp_path: Path) -> Tiers:
    """A city with every form counted and one kelurahan signed."""
    async with database.transaction(engine) as session:
        tiers = await signers.begin(session, tmp_path)
        await signers.finish(session, tiers, VILLAGES[0])
    return tiers


@pytest.fixture
def publisher(held: Tiers, engine: AsyncEngine, tmp_path: Path) -> Publisher:
    assert held.signers
    return publisher_of(Settings(data_dir=tmp_path), engine)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "published"


def sealed(folder: Path, area: str) -> list[Record]:
    found: list[Record] = find(folder, area)[0]["acts"]["certificates"]
    return found


async def test_a_certificate_is_published_with_its_statement_document_and_key(
    publisher: Publisher, folder: Path
) -> None:
    await publisher.publish()

    (entry,) = sealed(folder, VILLAGES[0])
    statement = json.loads((folder / f"certificates/{entry['sha256']}.json").read_bytes())

    assert entry["standing"] == "valid"
    assert statement["total"] == find(folder, VILLAGES[0])[0]["values"]
    assert (folder / f"certificates/{entry['pdf']}.pdf").read_bytes().startswith(b"%PDF")
    assert find(folder, STATIONS[0])[0]["state"] == "locked"
    assert faults(folder) == []


@pytest.mark.parametrize("suffix", ["json", "sig", "pdf"])
async def test_a_changed_byte_of_a_certificate_is_found(publisher: Publisher, folder: Path, suffix: str) -> None:
    await publisher.publish()
    (entry,) = sealed(folder, VILLAGES[0])
    path = folder / f"certificates/{entry['pdf' if suffix == 'pdf' else 'sha256']}.{suffix}"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    found = faults(folder)

    assert any(str(path.relative_to(folder)) in each for each in found)


async def test_a_key_of_another_authority_is_found(publisher: Publisher, folder: Path, tmp_path: Path) -> None:
    await publisher.publish()
    (folder / "keys/root.pem").write_text(TierKeys(tmp_path / "another house").root_pem)

    assert any(each.startswith("KEY keys/") for each in faults(folder))


async def test_a_reopening_is_public_and_the_earlier_certificate_stays(
    publisher: Publisher, folder: Path, held: Tiers, engine: AsyncEngine
) -> None:
    await publisher.publish()
    async with database.transaction(engine) as session:
        first = await signers.finish(session, held, VILLAGES[1])
        asked = await reopenings.ask(session, held.signers[VILLAGES[1]], first.id, "TPS 2 salah salin")
        await reopenings.answer(session, held.signers[DISTRICTS[0]], asked.id, granted=True, note="disetujui")
        await signers.finish(session, held, VILLAGES[1])

    await publisher.publish()

    earlier, later = sealed(folder, VILLAGES[1])
    assert (earlier["standing"], later["standing"]) == ("superseded", "valid")
    assert earlier["reopenings"][0] | {"asked_at": "", "answered_at": ""} == {
        "role": "pps",
        "reason": "TPS 2 salah salin",
        "asked_at": "",
        "granted": True,
        "answer_role": "ppk_chair",
        "note": "disetujui",
        "answered_at": "",
    }
    assert faults(folder) == []


async def test_objections_and_ordered_counts_stand_beside_the_numbers(
    publisher: Publisher, folder: Path, held: Tiers, engine: AsyncEngine
) -> None:
    station = STATIONS[-1]
    async with database.transaction(engine) as session:
        witness = await people.add(session, "saksi", Role.WITNESS, station, choice=1)
        new = NewObjection(CONTEST, station, ObjectionKind.OBJECTION, "suara nomor 1 kurang", {"PAS1": 201})
        filed = await objections.file(session, witness, new)
        await objections.answer(session, held.signers[DISTRICTS[1]], filed, Verdict.REJECTED, "sesuai C.Hasil")
        recount = NewOrder(CountKind.RECOUNT, Ground.TIERS_DIFFER, "Keputusan 4/2024")
        await orders.order(session, held.signers[CITY], CONTEST, station, recount)

    await publisher.publish()

    record = find(folder, station)[0]
    (objection,), (order,) = record["acts"]["objections"], record["acts"]["orders"]
    assert (objection["role"], objection["choice"], objection["verdict"]) == ("witness", 1, "rejected")
    assert (order["count"], order["ground"], record["count"]) == (2, "tiers_differ", 1)
    assert "saksi" not in json.dumps(record["acts"])
    assert faults(folder) == []


async def test_a_publisher_that_starts_anew_knows_what_is_published(
    publisher: Publisher, folder: Path, engine: AsyncEngine, tmp_path: Path
) -> None:
    await publisher.publish()
    before = (folder / "manifest.json").read_bytes()

    again = await publisher_of(Settings(data_dir=tmp_path), engine).publish()

    assert again is None
    assert (folder / "manifest.json").read_bytes() == before
