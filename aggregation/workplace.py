"""What a folder is published with, under the settings of this machine."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation.enclosures import Enclosures
from aggregation.exporting import Exporter
from aggregation.folder import Folder
from aggregation.front import Front
from aggregation.log.logbook import logbook
from aggregation.log.witnesses import witnesses
from aggregation.press import Press
from aggregation.publisher import Publisher, Workplace
from aggregation.survey import Survey
from recap.app import database, receipts
from recap.app.blobs import Blobs
from recap.app.keys import TierKeys
from recap.app.logfiles import LogFiles
from recap.app.receipts import Signer
from recap.app.settings import Settings
from recap.domain.refusals import DatabaseNotStarted

Kind = Callable[[Path, Path], Folder]


async def run(settings: Settings) -> None:
    """Publish what changes, until cancelled or told to stop; several of these take turns."""
    url = settings.database_url
    if url is None:
        raise DatabaseNotStarted(folder=str(settings.data_dir), reason="no database is named")
    engine = database.connect(url)
    working = asyncio.ensure_future(publisher(settings, engine).run(url))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
    try:
        with suppress(asyncio.CancelledError):
            await working
    finally:
        working.cancel()
        await engine.dispose()


def publisher(settings: Settings, engine: AsyncEngine, kind: Kind = Folder) -> Publisher:
    """Return the publisher of the folder these settings name."""
    return Publisher(engine, logbook(settings, engine), workplace(settings, kind))


def workplace(settings: Settings, kind: Kind = Folder, name: str = "published") -> Workplace:
    """Return what a folder of this data folder is published with, by way of `<data>/staged`."""
    data = settings.data_dir
    folder, staged = (kind(data / each, data / "drafts") for each in (name, "staged"))
    exporter = Exporter(folder.root, timedelta(seconds=settings.exports_every_s))
    policy, signer = witnesses(settings).published, receipts.signer(data)
    return Workplace(
        survey=Survey(folder),
        press=Press(folder, staged, signer, Enclosures(Blobs.in_folder(data / "blobs"), TierKeys(data)), exporter),
        front=Front(folder, staged, LogFiles.of(data)),
        exporter=exporter,
        keys={} if policy is None else _signed("keys/policy", policy, signer),
    )


def _signed(name: str, content: bytes, signer: Signer) -> dict[str, bytes]:
    return {f"{name}.txt": content, f"{name}.sig": signer.sign_bytes(content).encode()}
