"""Publishes the folder: only what changed is written, records before the areas that name them, the manifest last.

Whatever the moment of a crash, `manifest.json` names files that are there and whole; earlier records stay.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation import acts
from aggregation.acts import OfArea, moment
from aggregation.contest import Frame, contest_record
from aggregation.edition import Edition
from aggregation.folder import MANIFEST, SIGNATURE, TABLES, Folder, manifest_path, photo_path
from aggregation.records import Entry, File, Manifest
from aggregation.seals import Seals
from aggregation.spelling import decode, digest, encode
from aggregation.station import station_record
from recap.app import clock, database, disclosures, elections, jobs, layouts, logs, publications, stations
from recap.app.blobs import Blobs
from recap.app.keys import TierKeys
from recap.app.publications import Dossier
from recap.app.receipts import Signer
from recap.domain.election import ContestId, StationCode
from recap.domain.errors import RecapError

NOTES = (
    "An aid to transparency. The official result is that of the tiered plenaries.",
    "Alat bantu keterbukaan. Hasil resmi adalah hasil rapat pleno berjenjang.",
)
_PAUSE_S = 1.0
"""Changes that come within this time are published together."""
_LOOK_EVERY_S = 5.0
"""The bell says when to publish; looking without it is for bells that got lost."""


class Publisher:
    """Keeps one published folder equal to the database."""

    def __init__(self, engine: AsyncEngine, blobs: Blobs, folder: Folder, signer: Signer, keys: TierKeys) -> None:
        """Publish from this database and photo store into this folder, signed with this key; `keys` are the tiers'."""
        self._engine = engine
        self._blobs = blobs
        self._folder = folder
        self._signer = signer
        self._seals = Seals(blobs, folder, keys)
        self._editions: dict[ContestId, Edition] = {}

    async def run(self, url: str) -> None:
        """Publish whenever something changed, until cancelled."""
        bell = asyncio.Event()
        async with jobs.listen(url) as topics:
            listening = asyncio.create_task(_ring(topics, bell))
            try:
                while True:
                    bell.clear()
                    await self._publish_or_log()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(bell.wait(), _LOOK_EVERY_S)
                    await asyncio.sleep(_PAUSE_S)
            finally:
                listening.cancel()

    async def publish(self) -> str | None:
        """Publish what changed, and return the digest of the new manifest; None when nothing did."""
        async with database.transaction(self._engine) as session:
            # Two publishers would each name the same manifest as their previous one.
            await database.lock(session, "publish")
            frames = await _frames(session)
            changed = [await self._renew(session, frame) for frame in frames]
            if not any(changed):
                self._mend()
                return None
            done = {frame.contest.id: self._editions[frame.contest.id].finish(self._folder) for frame in frames}
            name = await self._finish(session, done)
            await publications.add(session, name)
        return name

    async def _publish_or_log(self) -> None:
        try:
            await self.publish()
        except (RecapError, SQLAlchemyError, OSError):  # the folder stands as it was, and the night goes on
            logs.failure("publishing failed")

    async def _renew(self, session: AsyncSession, frame: Frame) -> bool:
        """Publish the stations of a contest that changed; tell whether there were any."""
        edition = self._edition(frame)
        contest = frame.contest.id
        since = {code: moment(at) for code, at in (await disclosures.changes(session, contest)).items()}
        changed = edition.learn(await self._acts(session, contest))
        for station in await elections.stations(session, contest, frame.contest.area):
            if edition.has(station.code, since.get(station.code)):
                continue
            changed = True
            if station.code in since:
                dossier = await self._dossier(contest, station.code)
            else:
                dossier = Dossier.empty(contest, station)
            pictures = await self._pictures(dossier)
            if dossier.acts.handed:
                self._seals.keep_key(dossier.acts.handed.copy.key)
            edition.put(self._folder, station_record(dossier, frame.lineage(station.code), pictures))
        return changed

    async def _acts(self, session: AsyncSession, contest: ContestId) -> dict[str, OfArea]:
        """Return what was done about the areas of a contest, once all documents it speaks of are in the folder."""
        found = await disclosures.of_areas(session, contest)
        for area in found.values():
            for sealed in area.certificates:
                await self._seals.keep(session, sealed)
        return {code: acts.of_area(area) for code, area in found.items()}

    def _edition(self, frame: Frame) -> Edition:
        """Return what is published of a contest, from memory or from the folder; anew if its definition changed."""
        known = self._editions.get(frame.contest.id)
        if known is None or known.frame != frame:
            known = Edition(frame)
            manifest = self._manifest()
            entry = manifest.contests.get(frame.contest.id) if manifest else None
            if entry and entry.object == digest(encode(frame.record)):
                known.resume(self._folder, entry.area)
            self._editions[frame.contest.id] = known
        return known

    async def _dossier(self, contest: ContestId, station: StationCode) -> Dossier:
        async with database.transaction(self._engine) as session:
            await stations.hold(session, contest, station)
            return await publications.dossier(session, contest, station)

    async def _pictures(self, dossier: Dossier) -> dict[str, str]:
        """Copy the public copies of a station's photos, and return their digests; a refused photo is not shown."""
        pictures: dict[str, str] = {}
        for photo in dossier.photos:
            path, key = photo_path(photo.sha256), f"public/{photo.sha256}.jpg"
            content = self._folder.read(path)
            if content is None and photo.state != "refused" and await self._blobs.has(key):
                content = await self._blobs.get(key)
                self._folder.write(path, content)
            if content is not None:
                pictures[photo.sha256] = digest(content)
        return pictures

    async def _finish(self, session: AsyncSession, done: Mapping[ContestId, tuple[Entry, Mapping[str, File]]]) -> str:
        before, earlier = self._folder.read(MANIFEST), self._manifest()
        held = await elections.summaries(session)
        manifest = Manifest(
            generated_at=moment(clock.now()),
            key=self._signer.public_key,
            previous=digest(before) if before else None,
            elections=tuple({"id": e.id, "name": e.name, "day": e.day.isoformat()} for e in held),
            contests={contest: entry for contest, (entry, _) in done.items()},
            files={path: file for _, files in done.values() for path, file in files.items()},
            notes=(*NOTES, *(note for e in held for note in e.notes)),
        )
        content = encode(manifest)
        name, signature = digest(content), self._signer.sign_bytes(content).encode()
        self._folder.write(manifest_path(name, "json"), content)
        self._folder.write(manifest_path(name, "sig"), signature)
        self._folder.write(MANIFEST, content)
        self._folder.write(SIGNATURE, signature)
        # Whoever has just read the earlier manifest may still fetch its tables; records and photos stay for ever.
        self._folder.keep_only(TABLES, manifest.files.keys() | (earlier.files.keys() if earlier else set()))
        return name

    def _mend(self) -> None:
        """Write the signature beside the manifest, if a crash came between the two."""
        content = self._folder.read(MANIFEST)
        signature = self._folder.read(manifest_path(digest(content), "sig")) if content else None
        if signature and signature != self._folder.read(SIGNATURE):
            self._folder.write(SIGNATURE, signature)

    def _manifest(self) -> Manifest | None:
        content = self._folder.read(MANIFEST)
        return decode(Manifest, content) if content else None


async def _frames(session: AsyncSession) -> list[Frame]:
    frames = []
    for contest in await elections.contests(session):
        record = contest_record(contest, layouts.load(contest.layout, len(contest.choices)))
        areas = {str(area.code): area for area in await elections.areas(session, contest.id)}
        frames.append(Frame(contest, record, areas))
    return frames


async def _ring(topics: AsyncIterator[str], bell: asyncio.Event) -> None:
    async for topic in topics:
        if topic == jobs.CHANGED:
            bell.set()
