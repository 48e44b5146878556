from datetime import timedelta

import pytest

from aggregation.workplace import publisher
from recap.app import photos, receipts
from recap.app.database import transaction
from recap.app.receipts import Promise, Receipt
from recap.app.settings import Settings
from recap.domain import entry
from recap.domain.tlog import note, proof
from recap.domain.tlog.policy import Log, Policy
from recap.verify import notes
from tests import night
from tests.api import paper
from tests.api.conftest import AT, STATION, Door

pytestmark = pytest.mark.anyio
DESK = f"/petugas/tps/{AT['contest']}/{STATION}"


async def publish(door: Door) -> None:
    await publisher(Settings(data_dir=door.data_dir), door.engine).publish()


async def sent(door: Door) -> str:
    """A photo that the KPPS has sent."""
    kpps = await door.sign_in("kpps-1")
    answer = await door.client.post("/api/photos", params=AT, content=paper.jpeg(), headers=kpps)
    return str(answer.json()["photo"])


async def test_the_receipt_promises_by_when_the_photo_is_in_the_log(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")

    said = (await door.client.post("/api/photos", params=AT, content=paper.jpeg(), headers=kpps)).json()["receipt"]

    facts = receipts.verify(Receipt(said["text"], said["signature"]), said["public_key"])
    async with transaction(door.engine) as session:
        (upload,) = await photos.uploads_of(session, night.CONTEST, STATION)
    promise = Promise(Settings().log_origin, timedelta(minutes=Settings().log_limit_minutes))
    assert facts["log"] == promise.log
    assert facts["log_by"] == (upload.received_at + promise.within).isoformat()


async def test_there_is_no_proof_before_the_log_is_public(door: Door) -> None:
    photo = await sent(door)

    answer = await door.client.get(f"/api/receipts/{photo}")

    assert (answer.status_code, answer.json()["error"]) == (404, "NotLoggedYet")


async def test_a_photo_that_never_arrived_has_no_proof(door: Door) -> None:
    answer = await door.client.get(f"/api/receipts/{'0' * 64}")

    assert (answer.status_code, answer.json()["error"]) == (404, "PhotoUnknown")


async def test_a_stranger_checks_the_proof_with_the_log_s_key_alone(door: Door) -> None:
    photo = await sent(door)
    await publish(door)

    answer = await door.client.get(f"/api/receipts/{photo}")

    found = proof.parse(answer.content)
    key = note.parse_key((door.data_dir / "published" / "keys" / "log.txt").read_text(encoding="utf-8").split("\n")[0])
    notes.check_proof(found, found.extra, Policy(logs=(Log(key, ""),), witnesses=(), groups=(), quorum="none"))
    told = entry.parse(found.extra)
    assert (told.act, told.area, told.contest, told.public["photo"]) == ("upload", STATION, night.CONTEST, photo)
    assert "attachment" in answer.headers["content-disposition"]


async def test_a_proof_names_the_station_it_was_asked_for(door: Door) -> None:
    photo = await sent(door)
    await publish(door)

    elsewhere = await door.client.get(f"/api/receipts/{photo}", params={**AT, "station": night.STATIONS[1]})
    here = await door.client.get(f"/api/receipts/{photo}", params=AT)

    assert (elsewhere.status_code, here.status_code) == (404, 200)


async def test_the_desk_and_the_public_page_tell_in_which_line_a_photo_is_kept(door: Door) -> None:
    kpps, photo = await door.sign_in("kpps-1"), await sent(door)
    before = (await door.client.get(DESK, headers=kpps)).text
    await publish(door)

    after = (await door.client.get(DESK, headers=kpps)).text
    public = (await door.client.get(f"/hasil/{night.CONTEST}/{STATION}")).text

    index = proof.parse((await door.client.get(f"/api/receipts/{photo}")).content).index
    assert f"/api/receipts/{photo}" not in before
    assert f"/api/receipts/{photo}" in after
    assert f"Tercatat di log, baris {index}" in after
    assert f"/buktikan/{night.CONTEST}/{STATION}" in public


@pytest.mark.parametrize("code", ["3374", "33740110010011", "337401100100x"])
async def test_only_a_station_can_be_proven(door: Door, code: str) -> None:
    assert (await door.client.get(f"/buktikan/{night.CONTEST}/{code}")).status_code == 404


async def test_the_page_of_a_proof_stands_without_folder_and_database(door: Door) -> None:
    answer = await door.client.get(f"/buktikan/{night.CONTEST}/{STATION}")

    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "<script>" not in answer.text
