from pathlib import Path

import pytest

from recap.app.blobs import Blobs

pytestmark = pytest.mark.anyio


async def test_bytes_come_back_as_they_were_put(tmp_path: Path) -> None:
    blobs = Blobs.in_folder(tmp_path / "blobs")
    await blobs.put("photos/abc", b"\x00\xff")

    assert await blobs.get("photos/abc") == b"\x00\xff"
    assert await blobs.has("photos/abc")


async def test_a_key_without_bytes_is_missing(tmp_path: Path) -> None:
    blobs = Blobs.in_folder(tmp_path)

    assert not await blobs.has("photos/abc")
    with pytest.raises(KeyError):
        await blobs.get("photos/abc")


async def test_another_process_sees_the_same_bytes(tmp_path: Path) -> None:
    await Blobs.in_folder(tmp_path).put("pages/abc.jpg", b"page")

    assert await Blobs.in_folder(tmp_path).get("pages/abc.jpg") == b"page"


async def test_a_store_is_opened_by_its_address() -> None:
    blobs = Blobs.at("memory:///")
    await blobs.put("photos/abc", b"1")

    assert await blobs.get("photos/abc") == b"1"
