"""Publishes the folder: what changed is written beside it and recorded, and becomes visible once the log holds it.

Whatever the moment of a crash, `manifest.json` names files that are there and whole; earlier records stay.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation.exporting import Exporter, behind
from aggregation.front import Front
from aggregation.log.alone import finished
from aggregation.log.logbook import Logbook
from aggregation.manifest import Head
from aggregation.press import Moment, Press
from aggregation.survey import Findings, Survey
from recap.app import clock, database, jobs, logs, publications, sums
from recap.app.publications import Publication
from recap.domain.refusals.publisher import FolderBehind, SumsDiffer

_PAUSE_S = 1.0
"""Changes that come within this time are published together."""
_LOOK_EVERY_S = 5.0
"""The bell says when to publish; looking without it is for bells that got lost."""
_AFTER_FAILURE_S = 5.0
"""However often the bell rings, what has just failed is not tried again at once."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """What one folder is published with; `keys` are files that verify the log beside its own keys, by path."""

    survey: Survey
    press: Press
    front: Front
    exporter: Exporter
    keys: Mapping[str, bytes]


class Publisher:
    """Keeps one published folder equal to the database."""

    def __init__(self, engine: AsyncEngine, logbook: Logbook, place: Workplace) -> None:
        """Publish from this database and log with these tools."""
        self._engine = engine
        self._logbook = logbook
        self._place = place

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
                self._place.exporter.close()

    async def publish(self, *, exports_now: bool = False) -> str | None:
        """Publish what changed, and return the digest of the new manifest; None when nothing did.

        Exports follow some time later, made beside; `exports_now` has those of this publication made within it.
        """
        async with self._logbook.writing():
            await self._finish_what_was_begun()
            name = await self._print(exports_now=exports_now)
            if name or self._logbook.size > self._place.front.shown or await self._logbook.renewed():
                await self._show(name)
        return name

    def have_exports_made(self) -> None:
        """Have the exports that the visible manifest lacks made beside, for a later publication."""
        manifest = self._place.front.manifest()
        for contest, order in (behind(manifest) if manifest else {}).items():
            self._place.exporter.begin(contest, order, clock.now())

    async def _publish_or_log(self) -> None:
        try:
            await self.publish()
            self.have_exports_made()
        except Exception:  # noqa: BLE001  whatever it was, the folder stands as it did, and the night goes on
            logs.failure("publishing failed")
            await asyncio.sleep(_AFTER_FAILURE_S)

    async def _finish_what_was_begun(self) -> None:
        """Make the last publication visible, if somebody died before it was, or witnesses were missing."""
        async with database.transaction(self._engine) as session:
            last = await publications.last(session)
        if last is None or last.size == 0 or last.manifest == self._place.front.name():
            self._place.front.tidy()
            return
        if not self._place.front.has(last.manifest):
            raise FolderBehind(folder=str(self._place.front.folder), manifest=last.manifest)
        await self._show(last.manifest)

    async def _print(self, *, exports_now: bool) -> str | None:
        """Write and record a publication of everything the log holds now; None when nothing is to be published."""
        place = self._place
        try:
            async with database.snapshot(self._engine) as session:
                size = await self._logbook.absorb(session)
                found = await place.survey.look(session)
                ready = self._ready(found)
                if not (found.is_any or ready or (exports_now and found.before and behind(found.before))):
                    return None
                head = Head(self._logbook.origin, size, self._logbook.root(size).hex())
                at = Moment(clock.now(), head, None if exports_now else ready)
                made = await place.press.print(session, found, at)
                await _must_agree(session, found, made)
                await publications.add(session, made)
        except BaseException:
            place.survey.forget()
            raise
        for contest in ready:
            place.exporter.forget(contest)
        return made.manifest

    def _ready(self, found: Findings) -> dict[str, str]:
        """Return the area records of the exports that lie ready and fit, by contest; the others are let go."""
        made = self._place.exporter.finished()
        ready = found.fitting(made)
        for contest in made.keys() - ready.keys():
            self._place.exporter.forget(contest)
        return ready

    async def _show(self, name: str | None) -> None:
        """Give the publication its place in the log, have that cosigned, and let everybody see both."""
        async with database.snapshot(self._engine) as session:
            await self._logbook.absorb(session)
            keys = {"keys/log.txt": await self._logbook.keys_text(session)}
        await self._logbook.checkpoint()
        await finished(self._place.front.show, name, keys | dict(self._place.keys))


async def _must_agree(session: AsyncSession, found: Findings, made: Publication) -> None:
    """Raise SumsDiffer if the database keeps another sum of a contest than is about to be published."""
    for contest in (each.edition.frame.contest for each in found.changes):
        kept = await sums.root(session, contest.id, contest.area)
        if kept and kept != made.roots[contest.id]:
            raise SumsDiffer(contest=contest.id, made=made.roots[contest.id], kept=kept)


async def _ring(topics: AsyncIterator[str], bell: asyncio.Event) -> None:
    async for topic in topics:
        if topic == jobs.CHANGED:
            bell.set()
