"""Several publishers over one folder, several elections in it, and what was lost or changed under their hands."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation.folder import CHECKPOINT, Folder
from recap.app import database, elections, photos, readings, recipients, sums
from recap.domain.election import Area, AreaCode, ContestId, Election
from recap.domain.kpu import contest_of
from recap.domain.reading import Decision, PageReading
from recap.domain.refusals.publisher import SumsDiffer
from tests import copied, night, signers
from tests.folders import faults, find
from tests.night import CONTEST, STATIONS
from tests.publishing import ONE, again, city, stamps

pytestmark = pytest.mark.anyio


async def test_two_publishers_that_take_turns_never_take_back_what_the_other_showed(
    engine: AsyncEngine, tmp_path: Path, folder: Path
) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)
    places = [again(engine, tmp_path), again(engine, tmp_path)]
    for done, station in enumerate(STATIONS[:5]):
        async with database.transaction(engine) as session:
            await night.form(session, station)
        await places[done % 2].publish()

        assert find(folder, "3374")[0]["stations_in"] == done + 1
    assert faults(folder) == []


async def test_after_the_first_look_only_what_was_touched_is_looked_at(engine: AsyncEngine, tmp_path: Path) -> None:
    place = await city(engine, tmp_path)
    await place.publish()
    (edition,) = place._place.survey._editions.values()

    assert edition.lacking == set()
    assert [each.code for each in edition.due({ONE, "3374", "9999999999999"})] == [ONE]


async def test_totals_other_than_those_the_database_keeps_are_not_published(
    engine: AsyncEngine, tmp_path: Path, folder: Path
) -> None:
    place = await city(engine, tmp_path)
    await place.publish()
    before = stamps(folder)
    async with database.transaction(engine) as session:
        await night.form(session, STATIONS[7])
        await session.execute(text(f"UPDATE sum_node SET sha256 = '{'0' * 64}' WHERE code = '3374'"))  # noqa: S608

    with pytest.raises(SumsDiffer):
        await place.publish()
    assert stamps(folder) == before

    async with database.transaction(engine) as session:
        await sums.restore(session, await elections.contest(session, CONTEST))
    await place.publish()
    assert find(folder, "3374")[0]["stations_in"] == 2
    assert faults(folder) == []


async def load(session: AsyncSession, name: str, stations: int = 8) -> None:
    """Load an election in the same city beside the other one, with so many of its stations."""
    (held,) = [each for each in await elections.contests(session) if each.id == CONTEST]
    areas = tuple(Area(AreaCode(code), name) for code, name in night.AREAS.items())
    every = tuple(await elections.stations(session, CONTEST, "3374"))[:stations]
    contest = replace(held, id=ContestId(f"{name}.pkwkk"))
    await elections.load(session, Election(name, name, date(2024, 11, 27), areas, every, (contest,)))


async def test_an_election_defined_anew_takes_nothing_from_another_one(
    engine: AsyncEngine, tmp_path: Path, folder: Path
) -> None:
    place = await city(engine, tmp_path)
    async with database.transaction(engine) as session:
        await load(session, "lain-2024")
    await place.publish()
    before = kpu(folder, "kecil-2024"), kpu(folder, "lain-2024")
    async with database.transaction(engine) as session:
        await load(session, "lain-2024", 7)
    await place.publish()

    assert kpu(folder, "kecil-2024") == before[0]
    assert len(kpu(folder, "lain-2024")) == len(before[1]) - 1
    assert faults(folder) == []


def kpu(folder: Path, election: str) -> list[Path]:
    return sorted(path for path in (folder / "kpu" / election).rglob("*.json"))


async def test_a_contest_that_is_no_longer_held_leaves_nothing_in_the_tree_of_kpu(
    engine: AsyncEngine, tmp_path: Path, folder: Path
) -> None:
    place = await city(engine, tmp_path)
    async with database.transaction(engine) as session:
        await load(session, "lain-2024")
    await place.publish()
    async with database.transaction(engine) as session:
        await rename(session)
    await place.publish()

    named = {contest_of(path.relative_to(folder).as_posix()) for path in kpu(folder, "lain-2024")}
    assert named == {"lain-2024.pkwkw"}
    assert [each.partition(" ")[0] for each in faults(folder)] == ["HISTORY"]  # that it was held is told, no more


async def rename(session: AsyncSession) -> None:
    """Load the other election with another contest in the place of the one it had."""
    (held,) = [each for each in await elections.contests(session) if each.id == CONTEST]
    areas = tuple(Area(AreaCode(code), name) for code, name in night.AREAS.items())
    every = tuple(await elections.stations(session, CONTEST, "3374"))
    contest = replace(held, id=ContestId("lain-2024.pkwkw"))
    await elections.load(session, Election("lain-2024", "Lain", date(2024, 11, 27), areas, every, (contest,)))


async def test_whoever_is_given_copies_later_is_counted_in_those_that_were_made(
    engine: AsyncEngine, tmp_path: Path, folder: Path
) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)
        await copied.form(session, tmp_path, ONE)
    place = again(engine, tmp_path)
    await place.publish()
    assert find(folder, ONE)[0]["acts"]["copy"]["due"] == 32
    async with database.transaction(engine) as session:
        await recipients.replace(session, CONTEST, (await recipients.of_contest(session, CONTEST))[:20])
    await place.publish()

    assert find(folder, ONE)[0]["acts"]["copy"]["due"] == 20
    assert faults(folder) == []


async def test_a_lost_document_of_a_certificate_stops_nobody_and_everybody_sees_that_it_is_lost(
    engine: AsyncEngine, tmp_path: Path, folder: Path
) -> None:
    async with database.transaction(engine) as session:
        held = await signers.begin(session, tmp_path)
        await signers.finish(session, held, signers.VILLAGES[0])
    (document,) = (tmp_path / "blobs" / "certificates").glob("*.pdf")
    document.unlink()
    await again(engine, tmp_path).publish()

    assert [each.partition(":")[0] for each in faults(folder)] == [f"MISSING certificates/{document.name}"]


async def test_a_photo_read_for_one_station_is_not_refused_at_another_before_it_is_read_there(
    engine: AsyncEngine, tmp_path: Path, folder: Path
) -> None:
    place = await city(engine, tmp_path)
    shown = night.photo(ONE, 1)
    async with database.transaction(engine) as session:
        await photos.send(session, shown, CONTEST, STATIONS[5], night.KPPS)
    await place.publish()
    assert states(folder) == [("received", None)]

    async with database.transaction(engine) as session:
        upload = (await photos.uploads_of(session, CONTEST, STATIONS[5]))[-1]
        said = PageReading(shown, "C.HASIL-KWK", 1, CONTEST, ONE, Decision.ACCEPT, "", None, {})
        await readings.add_machine(session, upload, said)
    await place.publish()
    assert states(folder) == [("refused", 1)]
    assert faults(folder) == []


def states(folder: Path) -> list[tuple[str, int | None]]:
    return [(photo["state"], photo["page"]) for photo in find(folder, STATIONS[5])[0]["photos"]]


class Counting(Folder):
    """A folder that counts how often its head of the log is read."""

    def __init__(self, root: Path, drafts: Path) -> None:
        super().__init__(root, drafts)
        self.reads: list[str] = []

    def read(self, path: str) -> bytes | None:
        self.reads += [path] if path == CHECKPOINT else []
        return super().read(path)


async def test_many_heads_of_the_log_are_shown_with_the_visible_one_read_a_few_times(
    engine: AsyncEngine, tmp_path: Path, folder: Path
) -> None:
    place = await city(engine, tmp_path)
    await place.publish()
    made: list[Counting] = []

    def kind(root: Path, drafts: Path) -> Folder:
        made.append(Counting(root, drafts))
        return made[-1]

    for take in range(2, 12):
        async with database.transaction(engine) as session:
            await night.send(session, STATIONS[7], 1, take)
        async with place._logbook.writing():
            async with database.snapshot(engine) as session:
                await place._logbook.absorb(session)
            await place._logbook.checkpoint()
    await again(engine, tmp_path, kind).publish()

    assert sum(len(each.reads) for each in made) <= 4
    assert faults(folder) == []
