"""Whatever happens between writing a publication and showing it, what is visible is whole, and the next one goes on."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from shutil import copytree, move, rmtree
from threading import Lock

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation import workplace
from aggregation.folder import Folder
from aggregation.log.disk import Disk
from aggregation.log.logbook import Logbook
from aggregation.log.witnesses import Witnesses
from aggregation.publisher import Publisher
from aggregation.spelling import digest
from recap.app import database, elections
from recap.app.logfiles import LogFiles
from recap.app.notekeys import NoteKeys
from recap.app.settings import Settings
from recap.app.tables import ObjectionRow
from recap.domain.election import Area, AreaCode, Election
from recap.domain.refusals.publisher import FolderBehind, FolderForeign
from recap.domain.refusals.tlog import WitnessesMissing
from recap.domain.rights import Role
from recap.domain.tlog.merkle import HashAt
from recap.domain.tlog.policy import NONE
from tests import logs, night, people
from tests.folders import faults, find, read
from tests.night import CONTEST, STATIONS
from tests.publishing import ONE, again, last, stamps

pytestmark = pytest.mark.anyio


class Fate:
    """A machine that dies at its n-th change to a disk."""

    def __init__(self, changes: int) -> None:
        self.left = changes
        self._lock = Lock()

    def meet(self, path: str) -> None:
        with self._lock:
            if self.left == 0:
                raise OSError(path)
            self.left -= 1


class Torn(Folder):
    """A folder on such a machine."""

    def __init__(self, fate: Fate, root: Path, drafts: Path) -> None:
        super().__init__(root, drafts)
        self.fate = fate

    def write(self, path: str, content: bytes) -> None:
        self.fate.meet(path)
        super().write(path, content)

    def take(self, path: str, other: Folder) -> None:
        self.fate.meet(path)
        super().take(path, other)

    def remove(self, path: str) -> None:
        self.fate.meet(path)
        super().remove(path)


async def test_whenever_the_machine_dies_the_folder_is_whole_and_the_next_one_goes_on(
    publisher: Publisher, folder: Path, engine: AsyncEngine, tmp_path: Path
) -> None:
    await publisher.publish(exports_now=True)
    died = [0, 0]
    for changes in count():
        async with database.transaction(engine) as session:
            await night.send(session, STATIONS[7], 1, take=changes)
        before = stamps(folder)
        torn = again(engine, tmp_path, partial(Torn, Fate(changes)))
        try:
            await torn.publish(exports_now=True)
        except OSError:
            visibly = stamps(folder) != before
            died[visibly] += 1
            # A publication on its way is no fault once its manifest is there; until then its files belong to nobody.
            assert not visibly or {each.partition(" ")[0] for each in faults(folder)} <= {"STRAY", "HISTORY"}
        else:
            break
        await again(engine, tmp_path).publish(exports_now=True)
        assert faults(folder) == []
        assert (await last(engine)).manifest == digest((folder / "manifest.json").read_bytes())
        assert len(find(folder, STATIONS[7])[0]["photos"]) == changes + 1

    assert min(died) > 20


class Away(Witnesses):
    """Witnesses nobody reaches."""

    async def cosigned(self, content: bytes, at: HashAt) -> bytes:
        raise WitnessesMissing(size=len(content), names="", missing=str(at))


async def test_without_the_witnesses_nothing_becomes_visible_until_they_are_back(
    publisher: Publisher, folder: Path, engine: AsyncEngine, tmp_path: Path
) -> None:
    await publisher.publish()
    before = stamps(folder)
    async with database.transaction(engine) as session:
        await night.form(session, STATIONS[7])
    keys = NoteKeys(tmp_path, Settings().log_origin)
    alone = Logbook(engine, LogFiles.of(tmp_path), keys, Away(NONE, 1.0), Disk())

    for _ in range(2):
        with pytest.raises(WitnessesMissing):
            await Publisher(engine, alone, workplace.workplace(Settings(data_dir=tmp_path))).publish()
        assert stamps(folder) == before
    await again(engine, tmp_path).publish()

    assert (await last(engine)).manifest == digest((folder / "manifest.json").read_bytes())
    assert find(folder, "3374")[0]["stations_in"] == 2
    assert faults(folder) == []


async def test_what_nobody_publishes_is_in_the_visible_log_all_the_same(
    publisher: Publisher, folder: Path, engine: AsyncEngine
) -> None:
    await publisher.publish()
    manifest, head = ((folder / name).read_bytes() for name in ("manifest.json", "checkpoint"))
    async with database.transaction(engine) as session:
        await people.active(session, 9, Role.PPK, "337402")

    assert await publisher.publish() is None

    assert (folder / "manifest.json").read_bytes() == manifest
    assert int((folder / "checkpoint").read_text().splitlines()[1]) > int(head.decode().splitlines()[1])
    assert faults(folder) == []


async def test_exports_follow_in_a_later_publication_and_say_of_which_records_they_are(
    publisher: Publisher, folder: Path, engine: AsyncEngine, tmp_path: Path
) -> None:
    place = workplace.workplace(Settings(data_dir=tmp_path, exports_every_s=0))
    publisher = Publisher(engine, logs.logbook(engine, tmp_path), place)
    await publisher.publish()
    first = read(folder, "manifest.json")["contests"][CONTEST]
    publisher.have_exports_made()
    async with database.transaction(engine) as session:
        await night.form(session, STATIONS[7])
    for _ in range(200):
        if place.exporter.finished():
            break
        await asyncio.sleep(0.05)
    await publisher.publish()
    place.exporter.close()

    manifest = read(folder, "manifest.json")
    entry = manifest["contests"][CONTEST]
    assert (first["exports"], entry["exported_at"]) == ({}, manifest["generated_at"])
    assert {manifest["files"][path]["root"] for path in entry["exports"].values()} == {first["area"]}
    assert entry["area"] != first["area"]
    assert (await last(engine)).exports == {CONTEST: first["area"]}
    assert faults(folder) == []


async def test_an_act_that_was_committed_late_is_published_although_its_moment_is_earlier(
    publisher: Publisher, folder: Path, engine: AsyncEngine
) -> None:
    await publisher.publish()
    before = datetime.fromisoformat(find(folder, ONE)[0]["changed_at"]) - timedelta(milliseconds=1)
    async with database.transaction(engine) as session:
        filed = {"contest": CONTEST, "area": ONE, "kind": "objection", "officer": night.PPK, "role": "witness"}
        session.add(ObjectionRow(**filed, choice=1, text="kurang", values={}, filed_at=before))

    await publisher.publish()

    assert [each["text"] for each in find(folder, ONE)[0]["acts"]["objections"]] == ["kurang"]
    assert faults(folder) == []


async def test_a_definition_loaded_anew_leaves_nothing_of_the_earlier_one(
    engine: AsyncEngine, folder: Path, tmp_path: Path
) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)
    await again(engine, tmp_path).publish(exports_now=True)
    before = set(stamps(folder))
    async with database.transaction(engine) as session:
        (held,) = await elections.contests(session)
        areas = tuple(Area(AreaCode(code), name) for code, name in night.AREAS.items())
        stations = tuple(await elections.stations(session, CONTEST, "3374"))
        smaller = replace(held, area=AreaCode("337401"))
        await elections.load(session, Election("kecil-2024", "Kecil", date(2024, 11, 27), areas, stations, (smaller,)))
    await again(engine, tmp_path).publish(exports_now=True)

    city = read(folder, "manifest.json")["contests"][CONTEST]
    gone = {path.relative_to(folder).parts[0] for path in before - set(stamps(folder))}
    assert read(folder, f"objects/{city['area']}.json")["code"] == "337401"
    assert gone == {"kpu"}
    assert faults(folder) == []


async def test_a_lost_public_copy_stops_nobody_and_everybody_sees_that_it_is_lost(
    publisher: Publisher, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / f"blobs/public/{night.photo(ONE, 1)}.jpg").write_bytes(b"another")

    await publisher.publish()

    assert [each.partition(":")[0] for each in faults(folder)] == [f"MISSING photos/{night.photo(ONE, 1)}.jpg"]


async def test_an_older_copy_of_the_folder_is_never_gone_on_with(
    publisher: Publisher, folder: Path, engine: AsyncEngine, tmp_path: Path
) -> None:
    await publisher.publish()
    copytree(folder, tmp_path / "copy")
    async with database.transaction(engine) as session:
        await night.form(session, STATIONS[7])
    await publisher.publish()
    rmtree(folder)
    move(tmp_path / "copy", folder)
    before = stamps(folder)

    with pytest.raises(FolderBehind):
        await again(engine, tmp_path).publish()

    assert stamps(folder) == before


async def test_a_folder_of_an_earlier_version_is_refused(publisher: Publisher, folder: Path) -> None:
    (folder / "manifest.json").write_text('{"format":"recap-publication/1"}')

    with pytest.raises(FolderForeign):
        await publisher.publish()
