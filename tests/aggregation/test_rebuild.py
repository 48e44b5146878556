"""The database, the folder, or both are lost or behind; what is left are the log, the photo store and the keys."""

import asyncio
from concurrent import futures
from datetime import datetime
from pathlib import Path
from shutil import rmtree

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation.log.disk import Disk
from aggregation.log.logbook import Logbook
from aggregation.log.witnesses import Witnesses
from aggregation.publisher import Publisher
from aggregation.rebuild import Rebuilt, Stage, rebuild
from aggregation.workplace import publisher
from recap.app import database, definitions, rebuild_place, sums
from recap.app.logfiles import LogFiles
from recap.app.notekeys import NoteKeys
from recap.app.settings import Settings
from recap.domain.election import Election
from recap.domain.refusals.tlog import WitnessesMissing
from recap.domain.tlog.note import COSIGNATURE
from recap.domain.tlog.policy import NONE
from recap.witness.signing import new_signer
from tests import busy, logs, night
from tests.lost import files, form, rebuilt, rows, survived

pytestmark = pytest.mark.anyio


async def test_database_and_folder_come_back_byte_by_byte(
    engine: AsyncEngine, second: AsyncEngine, tmp_path: Path
) -> None:
    data = tmp_path / "lost"
    place = publisher(Settings(data_dir=data), engine)
    for part in busy.PARTS:
        async with database.transaction(engine) as session:
            await part(session, data)
        await place._publish_or_log()
        if part is busy.PARTS[0]:  # whose exports are made beside, and published with the second
            await asyncio.to_thread(futures.wait, [job for _, job in place._place.exporter._jobs.values()])
    place._place.exporter.close()
    await place.publish(exports_now=True)
    settings = survived(data, tmp_path / "new")
    told: list[Stage] = []

    done = await rebuild(settings, second, lambda stage, _done, _size: told.append(stage))

    was, now = await rows(engine), await rows(second)
    assert done.publications == 1 + len(busy.PARTS)
    assert (done.entries, done.restored, done.waiting) == (len(was["log_entry"]), len(was["log_entry"]), 0)
    assert set(told) == {Stage.INSPECT, Stage.ROWS}
    for table, there in was.items():
        assert now[table] == there, table
    assert files(settings.data_dir / "published") == files(data / "published")
    async with database.transaction(second) as session:
        kept = await sums.root(session, night.CONTEST, night.CITY)
    printed = sorted(now["publication"], key=lambda row: str(row["published_at"]))
    assert printed[-1]["roots"] == {night.CONTEST: kept}
    assert [bool(row["exports"]) for row in printed] == [False, True, False, False, False, True]


async def test_the_night_goes_on_from_what_was_rebuilt(
    place: Publisher, engine: AsyncEngine, second: AsyncEngine, data: Path, tmp_path: Path
) -> None:
    settings = survived(data, tmp_path / "new")
    before = files(data / "published")
    await rebuilt(settings, second)
    await form(engine, 3)
    await place.publish()

    await form(second, 3)
    again = publisher(settings, second)
    assert await again.publish() is not None

    after = files(settings.data_dir / "published")
    assert all(
        after[path] == content for path, content in before.items() if path.startswith(("objects/", "manifests/"))
    )
    assert len(after) == len(files(data / "published"))
    await second.dispose()
    assert await rebuilt(settings, second) == Rebuilt(
        LogFiles.of(settings.data_dir).size, 0, 0, 0, 0, (), settings.data_dir / "published"
    )


async def test_a_lost_folder_is_made_again_while_the_database_stands(
    place: Publisher, engine: AsyncEngine, data: Path
) -> None:
    before, was = files(data / "published"), await rows(engine)
    rmtree(data / "published")
    await engine.dispose()

    done = await rebuilt(Settings(data_dir=data), engine)

    assert (done.restored, done.publications) == (0, 2)
    assert files(data / "published") == before
    assert await rows(engine) == was
    assert await place.publish() is None


async def copied(engine: AsyncEngine, to: str) -> AsyncEngine:
    """Put a copy of this database in the place of another one."""
    server, name = make_url(to).set(database="postgres").render_as_string(hide_password=False), make_url(to).database
    await engine.dispose()
    await rebuild_place._command(server, f"DROP DATABASE {name}")
    await rebuild_place._command(server, f"CREATE DATABASE {name} TEMPLATE {engine.url.database}")
    return database.connect(to)


async def test_an_older_copy_of_the_database_is_brought_up_to_the_log(
    place: Publisher, engine: AsyncEngine, data: Path, second_url: str
) -> None:
    await form(engine, 4)  # in the copy, and not yet in the log when the copy is taken
    older = await copied(engine, second_url)
    await form(engine, 5)
    await place.publish()
    before = files(data / "published")

    done = await rebuilt(Settings(data_dir=data), older)

    was, now = await rows(engine), await rows(older)
    await older.dispose()
    assert 0 < done.restored < done.entries
    assert now == was
    assert files(data / "published") == before


async def test_a_copy_from_before_the_first_publication_serves_when_the_folder_is_lost_too(
    engine: AsyncEngine, data: Path, second_url: str
) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)
    older = await copied(engine, second_url)
    place = publisher(Settings(data_dir=data), engine)
    await place.publish()
    await form(engine, 5)
    await place.publish()
    before = files(data / "published")
    rmtree(data / "published")

    await rebuilt(Settings(data_dir=data), older)

    was, now = await rows(engine), await rows(older)
    await older.dispose()
    assert now == was
    assert files(data / "published") == before


async def test_an_election_loaded_before_there_was_a_log_is_there_before_its_acts(
    engine: AsyncEngine, second: AsyncEngine, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[Election, datetime]] = []

    async def later(_: AsyncSession, election: Election, at: datetime) -> None:
        kept.append((election, at))

    with monkeypatch.context() as before:
        before.setattr(definitions, "add", later)
        async with database.transaction(engine) as session:
            await night.begin(session)
    async with database.transaction(engine) as session:
        await definitions.add(session, *kept[0])
    await publisher(Settings(data_dir=data), engine).publish()
    settings = survived(data, tmp_path / "new")

    await rebuilt(settings, second)

    assert await rows(second) == await rows(engine)
    assert files(settings.data_dir / "published") == files(data / "published")


class Dying(Disk):
    """The disk of a machine that dies before the log has grown."""

    def replace(self, path: Path, content: bytes) -> None:
        if path.name == "state":
            raise OSError(path)
        super().replace(path, content)


async def test_acts_that_never_came_into_the_log_are_restored_and_logged_next(
    place: Publisher, engine: AsyncEngine, second: AsyncEngine, data: Path, tmp_path: Path
) -> None:
    await form(engine, 6)
    book = Logbook(engine, LogFiles.of(data), NoteKeys(data, Settings().log_origin), Witnesses(NONE, 1.0), Dying())
    with pytest.raises(OSError, match="state"):
        await logs.absorb(engine, book)
    journal = next((data / "log" / "journal").iterdir())
    journal.write_bytes(journal.read_bytes() + b'{"n":')
    settings = survived(data, tmp_path / "new")

    done = await rebuilt(settings, second)

    was, now = await rows(engine), await rows(second)
    assert done.waiting == len(was["act"]) > 0
    assert now == was
    await publisher(settings, second).publish()
    await place.publish()
    states = [await kinds(each) for each in (engine, second)]
    assert states[0] == states[1]


@pytest.mark.usefixtures("place")
async def test_a_rebuild_that_was_cut_off_goes_on_when_it_is_started_again(
    engine: AsyncEngine, second: AsyncEngine, data: Path, tmp_path: Path
) -> None:
    settings = survived(data, tmp_path / "new")

    def die(stage: Stage, done: int, size: int) -> None:
        if stage is Stage.ROWS and done > size // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rebuild(settings, second, die)
    assert not (settings.data_dir / "published").exists()
    await second.dispose()

    done = await rebuilt(settings, second)

    assert 0 < done.restored < done.entries
    assert await rows(second) == await rows(engine)
    assert files(settings.data_dir / "published") == files(data / "published")


async def test_a_publication_that_witnesses_never_cosigned_is_made_ready_and_not_shown(
    place: Publisher, engine: AsyncEngine, second: AsyncEngine, data: Path, tmp_path: Path
) -> None:
    policy = tmp_path / "policy.txt"
    witness = new_signer("witness.example", COSIGNATURE).verifier.text
    policy.write_text(f"witness w1 {witness} http://127.0.0.1:9\nquorum w1\n")
    await form(engine, 7)
    with pytest.raises(WitnessesMissing):
        await publisher(Settings(data_dir=data, witness_policy=policy), engine).publish()
    settings = survived(data, tmp_path / "new")

    assert (await rebuilt(settings, second)).publications == 3

    assert files(settings.data_dir / "published") == files(data / "published")
    again = publisher(settings, second)
    await again.publish()
    await place.publish()
    objects = [{path for path in files(each / "published") if "/" in path} for each in (settings.data_dir, data)]
    assert objects[0] == objects[1]
    assert folder_manifest(settings.data_dir) == folder_manifest(data)


def folder_manifest(data: Path) -> bytes:
    return (data / "published" / "manifest.json").read_bytes()


async def kinds(engine: AsyncEngine) -> list[tuple[str, int]]:
    """What the log knows of, kind by kind."""
    async with database.transaction(engine) as session:
        found = await session.execute(text("SELECT kind, count(*) FROM log_entry GROUP BY kind ORDER BY kind"))
        return [(kind, int(count)) for kind, count in found]
