"""Makes a lost database and a lost published folder again from the log, its journal, the photo store and the keys.

First the log is proven whole; then every act is done again in its order, and at every publication the folder is made
again from just the rows that publication saw, and must come out with the manifest that was logged.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation import rebuild_source
from aggregation.folder import CHECKPOINT
from aggregation.log.alone import alone
from aggregation.rebuild_folder import PUBLISHED, Reprinting
from aggregation.rebuild_found import Published, Source
from aggregation.rebuild_rows import Restoring
from aggregation.rebuild_source import Inspection
from recap.app import database, logkeys, rebuild_place
from recap.app.logfiles import LogFiles
from recap.app.notekeys import NoteKeys
from recap.app.settings import Settings
from recap.domain.refusals.rebuild import KeysLost
from recap.domain.tlog.note import VerifierKey


class Stage(StrEnum):
    """What is being done."""

    INSPECT = "inspect"
    FOLDER = "folder"
    ROWS = "rows"


Tell = Callable[[Stage, int, int], None]
"""Is told the stage, how many entries of the log it is through, and how many there are."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did.

    `entries` of the log were done, `restored` of them now; `publications` were made again; `waiting` acts had not come
    into the log and will; `jobs` wait to be done; `mended` are files of the log that were written again; `folder` is
    the published folder, None when nothing was ever published.
    """

    entries: int
    restored: int
    publications: int
    waiting: int
    jobs: int
    mended: tuple[str, ...]
    folder: Path | None


async def rebuild(settings: Settings, engine: AsyncEngine, tell: Tell) -> Rebuilt:
    """Bring the database and the published folder of this data folder to the state its log ends with.

    The database may be empty or an older state of the same log, the folder missing or behind.

    NoLog, KeysLost, LogDamaged, LogBehind, LogKeyForeign, DatabaseInUse, DatabaseOther, FolderOther, FolderHalf:
    nothing was changed. LineUnusable, EntryOther, ManifestOther, ScratchRefused: it stopped on the way, and the next
    rebuild goes on from there.
    """
    files = LogFiles.of(settings.data_dir)
    rebuild_source.head_of(files, _believed(settings))
    await rebuild_place.must_be_ours(engine)
    async with alone(files.folder):
        source = await asyncio.to_thread(_proven, settings, files, tell)
        return await _Work(settings, engine, files, source, tell).done()


class _Work:
    """One rebuild from a log that is proven whole."""

    def __init__(self, settings: Settings, engine: AsyncEngine, files: LogFiles, source: Source, tell: Tell) -> None:
        self._settings = settings
        self._engine = engine
        self._files = files
        self._source = source
        self._tell = tell

    async def done(self) -> Rebuilt:
        restoring = Restoring(self._engine, self._files, self._source, self._told(Stage.ROWS))
        reprinting = Reprinting(self._settings, self._files, self._source)
        begun, pending = await restoring.begun(), reprinting.pending()
        done = begun
        if pending and (begun > pending[0].size or await restoring.ahead()):
            await self._beside(reprinting, pending)
        else:
            done = await restoring.print(begun, pending, reprinting.print)
        rows = await restoring.go(done)
        async with database.transaction(self._engine) as session:
            keys = await logkeys.listed(session)
        folder = reprinting.show(keys)
        restored = done - begun + rows.entries
        mended = self._source.mended
        return Rebuilt(self._source.head.size, restored, len(pending), rows.waiting, rows.jobs, mended, folder)

    async def _beside(self, reprinting: Reprinting, pending: Sequence[Published]) -> None:
        """Make the folder again in a database of its own: this one knows more than the publications saw."""
        url = self._engine.url.render_as_string(hide_password=False)
        async with rebuild_place.scratch(url) as engine:
            restoring = Restoring(engine, self._files, self._source, self._told(Stage.FOLDER))
            await restoring.print(await restoring.begun(), pending, reprinting.print)

    def _told(self, stage: Stage) -> Callable[[int], None]:
        return lambda done: self._tell(stage, done, self._source.head.size)


def _believed(settings: Settings) -> Iterator[VerifierKey]:
    """Yield the log's keys; KeysLost unless all keys are there, for rebuilding must not make new ones."""
    signers = NoteKeys(settings.data_dir, settings.log_origin).all()
    folder = settings.data_dir / "keys"
    if not signers or not (folder / "receipts.ed25519").exists():
        raise KeysLost(folder=str(folder))
    for signer in signers:
        yield signer.verifier


def _proven(settings: Settings, files: LogFiles, tell: Tell) -> Source:
    """Return the log that nobody writes to meanwhile, once it is clear that it is whole and the newest."""
    head = rebuild_source.head_of(files, _believed(settings))
    inspection = Inspection(files, head, settings.data_dir / PUBLISHED)
    for seen in inspection.bundles():
        tell(Stage.INSPECT, seen, head.size)
    source, shown = inspection.result(), settings.data_dir / PUBLISHED / CHECKPOINT
    rebuild_source.must_go_on(files, head, files.checkpoint(), shown.read_bytes() if shown.exists() else None)
    tiers = settings.data_dir / "keys" / "tiers"
    if source.sealed and not (tiers / "root.pem").exists():
        raise KeysLost(folder=str(tiers))
    return source
