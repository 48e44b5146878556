"""`recap publish push`: a folder is copied to an address, and refusals are sentences."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recap.app.settings import settings
from recap.cli import mirror
from recap.cli.main import app
from recap.domain.refusals import NothingPublished
from recap.domain.refusals.opendata import MirrorAddressInvalid
from tests.aggregation.test_mirror import CONTENT, files, publish


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("RECAP_DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()
    (tmp_path / "copy").mkdir()
    yield tmp_path / "data"
    settings.cache_clear()


def test_the_published_folder_is_copied_to_an_address(data: Path, tmp_path: Path) -> None:
    publish(data / "published", b"first", CONTENT)

    said = CliRunner().invoke(app, ["publish", "push", f"file://{tmp_path}/copy"])

    assert said.exit_code == 0
    assert "0 already there, 0 removed" in " ".join(said.output.split())
    assert files(tmp_path / "copy") == files(data / "published")


def test_another_folder_may_be_named(data: Path, tmp_path: Path) -> None:
    publish(tmp_path / "theirs", b"first", CONTENT)

    said = CliRunner().invoke(
        app, ["publish", "push", f"file://{tmp_path}/copy", "--folder", str(tmp_path / "theirs"), "--again"]
    )

    assert (said.exit_code, data.joinpath("published").exists()) == (0, False)
    assert files(tmp_path / "copy") == files(tmp_path / "theirs")


@pytest.mark.usefixtures("data")
def test_what_cannot_be_copied_is_refused(tmp_path: Path) -> None:
    empty = CliRunner().invoke(app, ["publish", "push", f"file://{tmp_path}/copy"])
    nowhere = CliRunner().invoke(app, ["publish", "push", "nowhere"])

    assert isinstance(empty.exception, NothingPublished)
    assert isinstance(nowhere.exception, MirrorAddressInvalid)


@pytest.mark.anyio
async def test_a_follower_waits_for_the_first_manifest_and_copies_every_one_after_it(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mirror, "_LOOK_EVERY_S", 0.01)
    (data / "published").mkdir(parents=True)
    following = asyncio.create_task(mirror._follow(data / "published", f"file://{tmp_path}/copy", again=False))
    await asyncio.sleep(0.05)

    for manifest in (b"first", b"second"):
        publish(data / "published", manifest, CONTENT)
        for _ in range(500):
            await asyncio.sleep(0.01)
            if files(tmp_path / "copy").get("manifest.json") == manifest:
                break
        assert files(tmp_path / "copy") == files(data / "published")

    following.cancel()
    assert "Belum ada yang diterbitkan" in capsys.readouterr().err
