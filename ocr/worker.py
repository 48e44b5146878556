"""Read photos as they arrive: take a job, run the reading, store what came out."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from os import cpu_count

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from ocr.advice import advice
from ocr.decode import Limits
from ocr.identify import Layouts
from ocr.paper.identity import titled
from ocr.pool import Outcome, read_with_pictures, readers
from ocr.read import Expected
from ocr.station import decode_station, differs
from ocr.witness import Place
from recap.app import database, elections, forms_read, jobs, layouts, logs, photos, pictures, readings
from recap.app.blobs import Blobs
from recap.app.forms_read import PageRead
from recap.app.settings import Settings
from recap.domain.election import Area, Tier, tier_of
from recap.domain.errors import PhotoDamaged
from recap.domain.photo import PhotoDigest, Upload, digest
from recap.domain.reading import Decision, PageReading
from recap.domain.refusals import DatabaseNotStarted, NetworkMissing
from recap.domain.rules import Rule, rules_of

_TRIES = 2
"""A photo that kills its process twice is given up."""


async def run(settings: Settings) -> None:
    """Do the reading jobs until cancelled or told to stop."""
    if settings.database_url is None:
        raise DatabaseNotStarted(folder=str(settings.data_dir), reason="no database is named")
    engine = database.connect(settings.database_url)
    reader = PhotoReader(engine, Blobs.in_folder(settings.data_dir / "blobs"), _limits(settings))
    try:
        await jobs.work(settings.database_url, {jobs.READ_PHOTO: reader.handle}, parallel=reader.parallel)
    finally:
        reader.close()
        await engine.dispose()


class PhotoReader:
    """Handles the job `read_photo`, with a pool of reading processes."""

    def __init__(self, engine: AsyncEngine, blobs: Blobs, limits: Limits, processes: int | None = None) -> None:
        """Read with so many processes, one a core unless told otherwise."""
        self._engine = engine
        self._blobs = blobs
        self._limits = limits
        self._processes = processes
        self._pool: Executor = readers(processes)

    @property
    def parallel(self) -> int:
        """Return how many jobs to hold at once: one being read on every core, as many being fetched and stored."""
        return 2 * (self._processes or cpu_count() or 1)

    def close(self) -> None:
        """Let the reading processes go."""
        self._pool.shutdown(cancel_futures=True)

    async def handle(self, payload: bytes) -> None:
        """Read the photo of one upload and record what was seen; doing it again adds the same reading once more."""
        async with database.transaction(self._engine) as session:
            upload = await photos.upload(session, jobs.upload_of(payload))
            contest = await elections.contest(session, upload.contest)
            areas = await elections.lineage(session, upload.contest, upload.station)
        photo = await self._blobs.get(f"photos/{upload.photo}")
        form = layouts.load(contest.layout, len(contest.choices))
        outcome = await self._read(photo, (form,), _expected(upload, contest.title, areas))
        shown = await self._keep(upload.photo, outcome)
        async with database.transaction(self._engine) as session:
            await forms_read.hold(session, upload)
            await readings.add_machine(session, upload, outcome.reading, outcome.likeness)
            if shown is not None:
                await pictures.add(session, upload.photo, shown)
            await jobs.offer_settling(session, upload.contest, upload.station)
            await jobs.announce(session, jobs.station_topic(upload.contest, upload.station))
        await self.decode_together(upload, rules_of(form))
        logs.event("photo_read", photo=upload.photo, decision=outcome.reading.decision, reason=outcome.reading.reason)

    async def decode_together(self, upload: Upload, rules: Sequence[Rule]) -> None:
        """Decode the pages of this upload's form together, and record anew what that says of them.

        A page that a person has keyed stays as that person saw it. Should another page come in meanwhile, or a better
        photo of one, what was decoded without it is thrown away.
        """
        async with database.transaction(self._engine) as session:
            read = await forms_read.of_form(session, upload)
        while len(read) > 1:
            pages = {number: page.reading for number, page in read.items()}
            try:
                decoded = await self._decoded(pages, rules)
            except BrokenProcessPool:
                # Whatever killed the process may be another job's photo: this one is tried again.
                raise
            except Exception:  # noqa: BLE001  each page stays as it was read by itself
                logs.failure("decoding_failed", station=upload.station)
                return
            async with database.transaction(self._engine) as session:
                await forms_read.hold(session, upload)
                now = await forms_read.of_form(session, upload)
                if now == read:
                    await _add_anew(session, read, decoded)
                    return
            read = now

    async def _decoded(self, pages: Mapping[int, PageReading], rules: Sequence[Rule]) -> Mapping[int, PageReading]:
        pool = self._pool
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, decode_station, pages, rules)
        except BrokenProcessPool:
            self._renew(pool)
            raise

    async def _read(self, photo: bytes, forms: Layouts, expected: Expected) -> Outcome:
        loop = asyncio.get_running_loop()
        for _ in range(_TRIES):
            pool = self._pool
            try:
                return await loop.run_in_executor(pool, read_with_pictures, photo, forms, expected, self._limits)
            except BrokenProcessPool:
                # The picture, or one read beside it, killed its process: begin with fresh ones.
                self._renew(pool)
            except NetworkMissing:
                raise
            except Exception:  # noqa: BLE001  a fault of the reader may not keep an officer waiting for ever
                logs.failure("reader_failed", photo=digest(photo))
                return Outcome(_failed(digest(photo)), None, None)
        return Outcome(_unreadable(digest(photo)), None, None)

    def _renew(self, broken: Executor) -> None:
        if self._pool is broken:
            broken.shutdown(wait=False)
            self._pool = readers(self._processes)

    async def _keep(self, photo: PhotoDigest, outcome: Outcome) -> str | None:
        """Store the pictures, and return the SHA-256 of the public copy; one that is there already stays as it is."""
        if outcome.page is not None:
            await self._blobs.put(f"pages/{photo}.jpg", outcome.page)
        if outcome.public is None:
            return None
        key = pictures.key(photo)
        if await self._blobs.has(key):
            return digest(await self._blobs.get(key))
        await self._blobs.put(key, outcome.public)
        return digest(outcome.public)


async def _add_anew(session: AsyncSession, read: Mapping[int, PageRead], decoded: Mapping[int, PageReading]) -> None:
    """Record the pages of which something else is said beside the others, and have their station settled again."""
    anew = [number for number, page in read.items() if not page.keyed and differs(page.reading, decoded[number])]
    for number in anew:
        await readings.add_machine(session, read[number].upload, decoded[number])
    if anew:
        upload = read[anew[0]].upload
        await jobs.offer_settling(session, upload.contest, upload.station)
        await jobs.announce(session, jobs.station_topic(upload.contest, upload.station))


def _expected(upload: Upload, title: str, areas: Sequence[Area]) -> Expected:
    """Return what the sender says of a photo, with the words that are then printed on the sheet."""
    names = {tier_of(area.code): area.name for area in areas}
    place = Place(names.get(Tier.DISTRICT, ""), names.get(Tier.VILLAGE, ""))
    return Expected(upload.contest, upload.station, titled(title, upload.count), upload.count, place)


def _failed(photo: PhotoDigest) -> PageReading:
    return PageReading(photo, None, None, None, None, Decision.REFUSE, "reader_failed", advice("reader_failed"))


def _unreadable(photo: PhotoDigest) -> PageReading:
    error = PhotoDamaged()
    return PageReading(photo, None, None, None, None, Decision.REFUSE, error.reason, error.message)


def _limits(settings: Settings) -> Limits:
    return Limits(bytes=settings.max_photo_bytes, pixels=settings.max_photo_pixels)
