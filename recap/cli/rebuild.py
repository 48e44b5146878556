"""`recap rebuild`: make a lost database and a lost published folder again from the log."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from recap.app.settings import Settings, settings
from recap.app.texts import say
from recap.domain.message import Message

if TYPE_CHECKING:
    from aggregation.rebuild import Rebuilt, Tell

_STAGES = {
    "inspect": Message("Proving that the log is whole"),
    "folder": Message("Making the folder again"),
    "rows": Message("Doing every act again"),
}
_MENDED = Message("{count} files of the log were lost or damaged and are whole again: {paths}")
_NOTHING = Message("Database and folder are as the log says; nothing was changed.")
_ROWS = Message("{restored} of {entries} acts restored.")
_FOLDER = Message("{folder}: {publications} publications made again, each with the manifest that was logged.")
_WAITING = Message(
    "{count} acts were on the disk and not in the log yet; they get their place when publishing goes on."
)
_JOBS = Message("{count} jobs wait for the workers: start them with `recap serve`.")
_ACCOUNTS = Message(
    "Passwords are in no log: nobody can sign in. Give every officer a new code with `recap officer reissue NAME`."
)
_CHECK = Message("Check the folder as a stranger would: `recap verify {folder}`.")


def rebuild() -> None:
    """Restore database and published folder from the log, the photo store and the keys of the data folder.

    Into an empty database, or an older copy of the lost one. Stop everything else first. Started again, it goes on.
    """
    from recap.app import migrations
    from recap.cli import stack

    chosen = settings()
    with stack.database_url(chosen) as url:
        migrations.upgrade(url)
        with _progress(chosen) as tell:
            done = asyncio.run(_rebuild(chosen.model_copy(update={"database_url": url}), url, tell))
    for message in _told(done):
        Console().print(say(message, chosen.language), highlight=False, markup=False, soft_wrap=True)


async def _rebuild(chosen: Settings, url: str, tell: "Tell") -> "Rebuilt":
    from aggregation import rebuild as rebuilding
    from recap.app import database

    engine = database.connect(url)
    try:
        return await rebuilding.rebuild(chosen, engine, tell)
    finally:
        await engine.dispose()


@contextmanager
def _progress(chosen: Settings) -> Iterator["Tell"]:
    """Show a bar for every stage as it comes."""
    shape = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*shape, console=Console(stderr=True)) as bars:
        known: dict[str, TaskID] = {}

        def tell(stage: str, done: int, size: int) -> None:
            if stage not in known:
                known[stage] = bars.add_task(say(_STAGES[stage], chosen.language), total=size)
            bars.update(known[stage], completed=done)

        yield tell


def _told(done: "Rebuilt") -> Iterator[Message]:
    if done.mended:
        yield Message(_MENDED.text, {"count": len(done.mended), "paths": ", ".join(done.mended[:5])})
    if not done.restored + done.publications + done.waiting:
        yield _NOTHING
        return
    yield Message(_ROWS.text, {"restored": done.restored, "entries": done.entries})
    if done.folder and done.publications:
        yield Message(_FOLDER.text, {"folder": str(done.folder), "publications": done.publications})
    if done.waiting:
        yield Message(_WAITING.text, {"count": done.waiting})
    if done.jobs:
        yield Message(_JOBS.text, {"count": done.jobs})
    if done.restored:
        yield _ACCOUNTS
    if done.folder:
        yield Message(_CHECK.text, {"folder": str(done.folder)})
