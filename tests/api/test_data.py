"""The published files over the web: compressed for those who want it, with the digest of what is sent."""

import gzip
from hashlib import sha256

import brotli
import httpx
import pytest

from aggregation import workplace
from recap.app.database import transaction
from recap.app.settings import Settings
from tests import night
from tests.api.conftest import Door

pytestmark = pytest.mark.anyio


@pytest.fixture
async def area(door: Door) -> str:
    """The address of the city's record."""
    async with transaction(door.engine) as session:
        await night.form(session, night.STATIONS[0])
    settings = Settings(database_url=str(door.engine.url), data_dir=door.data_dir)
    await workplace.publisher(settings, door.engine).publish(exports_now=True)
    manifest = (await door.client.get("/data/manifest.json")).json()
    return f"/data/objects/{manifest['contests'][night.CONTEST]['area']}.json"


async def get(door: Door, address: str, accepted: str = "identity", **headers: str) -> httpx.Response:
    asked = {"Accept-Encoding": accepted, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return await door.client.get(address, headers=asked)


async def raw(door: Door, address: str, accepted: str) -> tuple[httpx.Headers, bytes]:
    async with door.client.stream("GET", address, headers={"Accept-Encoding": accepted}) as answer:
        return answer.headers, b"".join([part async for part in answer.aiter_raw()])


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("br;q=0.0, gzip;q=0", None),
        ("", None),
    ],
)
async def test_a_record_is_sent_in_the_form_that_is_accepted_with_the_digest_of_what_is_sent(
    door: Door, area: str, accepted: str, encoding: str | None
) -> None:
    headers, content = await raw(door, area, accepted)

    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding](content)
    assert headers.get("content-encoding") == encoding
    assert headers["etag"] == f'"{sha256(content).hexdigest()}"'
    assert headers["vary"] == "Accept-Encoding"
    assert headers["content-type"] == "application/json"
    assert f"/data/objects/{sha256(unpacked).hexdigest()}.json" == area


async def test_the_compressed_forms_can_be_fetched_as_they_lie(door: Door, area: str) -> None:
    answer = await get(door, f"{area}.gz", "gzip, br")

    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"] == "application/gzip"
    assert gzip.decompress(answer.content) == (await get(door, area)).content


async def test_who_has_a_file_is_told_so(door: Door, area: str) -> None:
    mark = (await get(door, area)).headers["etag"]

    same = await get(door, area, If_None_Match=f'"0", {mark}')
    other = await get(door, area, If_None_Match='"0"')

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", mark)
    assert "immutable" in same.headers["cache-control"]
    assert other.status_code == 200


async def test_the_head_alone_can_be_asked_for(door: Door, area: str) -> None:
    answer = await door.client.head(area, headers={"Accept-Encoding": "identity"})

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"] == (await get(door, area)).headers["etag"]


async def test_what_changes_is_kept_for_seconds_and_what_does_not_for_ever(door: Door, area: str) -> None:
    folder = door.data_dir / "published"
    kept = {
        path.relative_to(folder).as_posix(): (await get(door, f"/data/{path.relative_to(folder)}")).headers
        for path in folder.rglob("*")
        if path.is_file()
    }

    assert area.removeprefix("/data/") in kept
    changing = {path for path, headers in kept.items() if "immutable" not in headers["cache-control"]}
    assert {path for path in changing if not path.startswith("kpu/")} == {
        *("checkpoint", "manifest.json", "manifest.sig", "keys/log.txt")
    }
    assert kept["checkpoint"]["content-type"].startswith("text/plain")
    assert {headers["access-control-allow-origin"] for headers in kept.values()} == {"*"}


@pytest.mark.parametrize("name", ["..%2Fkeys/receipts.ed25519", "kpu/..%2F..%2Fkeys/receipts.ed25519", "log/state", ""])
async def test_nothing_else_is_served(door: Door, area: str, name: str) -> None:
    assert area
    assert (await get(door, f"/data/{name}")).status_code == 404
