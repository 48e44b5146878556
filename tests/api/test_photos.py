import hashlib
from collections.abc import AsyncIterator

import pytest

from recap.app import jobs
from recap.app.database import transaction
from recap.app.receipts import Receipt, verify
from tests.api import paper
from tests.api.conftest import AT, OTHER_STATION, Door


@pytest.mark.anyio
async def test_a_photo_that_arrives_is_answered_with_a_signed_receipt(door: Door) -> None:
    kpps, content = await door.sign_in("kpps-1"), paper.jpeg()

    answer = await door.client.post("/api/photos", params=AT, content=content, headers=kpps)

    said = answer.json()
    facts = verify(Receipt(said["receipt"]["text"], said["receipt"]["signature"]), said["receipt"]["public_key"])
    assert (answer.status_code, said["state"]) == (201, "received")
    assert facts["sha256"] == said["photo"] == hashlib.sha256(content).hexdigest()
    assert (facts["station"], facts["contest"]) == (AT["station"], AT["contest"])


@pytest.mark.anyio
async def test_a_photo_sent_twice_is_kept_once_and_answered_alike(door: Door) -> None:
    kpps, content = await door.sign_in("kpps-1"), paper.jpeg()
    first = await door.client.post("/api/photos", params=AT, content=content, headers=kpps)
    async with transaction(door.engine) as session:
        waiting = await jobs.waiting(session)

    second = await door.client.post("/api/photos", params=AT, files={"photo": ("a.jpg", content)}, headers=kpps)

    async with transaction(door.engine) as session:
        assert await jobs.waiting(session) == waiting
    assert (second.status_code, second.json()) == (200, first.json())


@pytest.mark.anyio
async def test_a_photo_for_another_station_is_forbidden(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")

    where = AT | {"station": OTHER_STATION}
    answer = await door.client.post("/api/photos", params=where, content=paper.jpeg(), headers=kpps)

    assert (answer.status_code, answer.json()["error"]) == (403, "Forbidden")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("content", "status", "error"),
    [
        (b"", 422, "PhotoEmpty"),
        (b"%PDF-1.7 a document", 415, "PhotoTypeUnsupported"),
        (b"\0\0\0\x18ftypheic", 415, "PhotoTypeUnsupported"),
        (b"\xff\xd8\xff" + bytes(200_000), 413, "PhotoTooLarge"),
    ],
)
async def test_what_is_no_photo_is_refused_in_words(door: Door, content: bytes, status: int, error: str) -> None:
    kpps = await door.sign_in("kpps-1")

    answer = await door.client.post("/api/photos", params=AT, content=content, headers=kpps)

    assert (answer.status_code, answer.json()["error"]) == (status, error)


@pytest.mark.anyio
async def test_reading_stops_when_a_body_without_length_grows_too_large(door: Door) -> None:
    kpps, given = await door.sign_in("kpps-1"), 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while given < 10_000_000:
            given += 50_000
            yield b"\xff\xd8\xff" + bytes(49_997)

    answer = await door.client.post("/api/photos", params=AT, content=endless(), headers=kpps)

    assert answer.status_code == 413
    assert given <= 300_000


@pytest.mark.anyio
async def test_a_cell_the_machine_is_not_sure_of_is_shown_without_its_guess(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")
    photo = await paper.send(door, kpps, paper.jpeg())
    await paper.read(door, paper.reading(photo, 2, {"PAS1": 260}))

    answer = await door.client.get(f"/api/photos/{photo}", params=AT, headers=kpps)

    cells = {cell["code"]: (cell["sure"], cell["value"]) for cell in answer.json()["cells"]}
    assert cells == {"PAS1": (False, None), "PAS2": (True, 100)}
    assert "260" not in answer.text


@pytest.mark.anyio
async def test_a_page_is_confirmed_with_a_number_for_every_cell(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")
    photo = await paper.send(door, kpps, paper.jpeg())
    await paper.read(door, paper.reading(photo, 2))
    confirmation = f"/api/photos/{photo}/confirmation"

    short = await door.client.post(confirmation, params=AT, json={"values": {"PAS1": 200}}, headers=kpps)
    full = await door.client.post(confirmation, params=AT, json={"values": {"PAS1": 200, "PAS2": 100}}, headers=kpps)
    state = await door.client.get(f"/api/photos/{photo}", params=AT, headers=kpps)

    assert (short.status_code, short.json()["error"]) == (422, "ValuesMissing")
    assert "PAS2" in short.json()["detail"]
    assert (full.status_code, full.json()["page"]) == (201, 2)
    assert state.json()["state"] == "confirmed"


@pytest.mark.anyio
async def test_a_photo_that_is_not_read_cannot_be_confirmed(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")
    photo = await paper.send(door, kpps, paper.jpeg())

    answer = await door.client.post(f"/api/photos/{photo}/confirmation", params=AT, json={"values": {}}, headers=kpps)

    assert (answer.status_code, answer.json()["error"]) == (409, "PhotoUnread")


@pytest.mark.anyio
async def test_the_state_of_a_photo_is_told_when_it_changes(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")
    photo = await paper.send(door, kpps, paper.jpeg())
    await paper.read(door, paper.reading(photo, 2))

    answer = await door.client.get(f"/api/photos/{photo}/events", params=AT, headers=kpps)

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith("event: state\ndata: {")
    assert '"state":"read"' in answer.text


@pytest.mark.anyio
async def test_the_flattened_page_is_shown_to_its_own_officers_only(door: Door) -> None:
    kpps, far = await door.sign_in("kpps-1"), await door.sign_in("ppk-2")
    photo = await paper.send(door, kpps, paper.jpeg())
    await paper.read(door, paper.reading(photo, 2))
    address = f"/api/photos/{photo}/page.jpg"

    own = await door.client.get(address, params=AT, headers=kpps)
    foreign = await door.client.get(address, params=AT, headers=far)

    assert (own.status_code, own.headers["content-type"]) == (200, "image/jpeg")
    assert foreign.status_code == 403
