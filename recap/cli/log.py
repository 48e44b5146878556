"""`recap log`: how far the public log has grown, whether it is whole, and the keys that sign it."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import typer
from rich.console import Console

from recap.app.clock import WIB
from recap.app.settings import settings
from recap.app.texts import say
from recap.domain.message import Fact, Message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncEngine

    from aggregation.log.logbook import Logbook

app = typer.Typer(no_args_is_help=True, help="The public log: how far it has grown, whether it is whole, its keys.")

T = TypeVar("T")


@app.command("status")
def status() -> None:
    """Say how many entries the log has, how many acts wait, and what was made public last."""
    _run(_status)


@app.command("check")
def check() -> None:
    """Compare every entry with the journal, the tiles and the database; exit status 2 where they differ."""
    _tell(Message("{size} entries: log, journal and database tell the same story.", {"size": _run(_check)}))


@app.command("keys")
def keys() -> None:
    """Print the keys that sign the log, each later one with the endorsement of the one before."""
    typer.echo(_run(_keys).decode(), nl=False)


@app.command("rotate")
def rotate() -> None:
    """Make a new key: it signs the log from now on, and the one before vouches for it."""
    typer.echo(_run(_rotate))
    _tell(
        Message(
            "This key signs the log from now on. Give it to the witnesses and to everybody who verifies; the old key's "
            "signature stands beside it until the next change."
        )
    )


async def _status(engine: "AsyncEngine", log: "Logbook") -> None:
    from recap.app import acts, database
    from recap.domain.tlog import checkpoint, note

    state = log.files.state()
    async with database.transaction(engine) as session:
        waiting = await acts.count(session)
    size = state.size if state else 0
    facts: dict[str, Fact] = {"origin": log.origin, "size": size, "waiting": waiting}
    _tell(Message("{origin}: {size} entries, {waiting} acts wait for their place", facts))
    content = log.files.checkpoint()
    if content is None:
        _tell(Message("Nothing has been made public yet."))
        return
    signed = note.parse(content)
    at = datetime.fromtimestamp((log.files.folder / "checkpoint").stat().st_mtime, WIB)
    facts = {"size": checkpoint.parse(signed.text).size, "time": f"{at:%Y-%m-%d %H:%M:%S} WIB"}
    _tell(Message("Made public: {size} entries, at {time}, signed by:", facts))
    for line in signed.signatures:
        typer.echo(f"  {line.name} {line.key_id.hex()}")


async def _check(engine: "AsyncEngine", log: "Logbook") -> int:
    from aggregation.log.audit import audit
    from recap.app import database

    async with log.writing(), database.snapshot(engine) as session:
        return await audit(session, log.files)


async def _keys(engine: "AsyncEngine", log: "Logbook") -> bytes:
    from recap.app import database

    async with database.transaction(engine) as session:
        return await log.keys_text(session)


async def _rotate(engine: "AsyncEngine", log: "Logbook") -> str:
    from recap.app import database
    from recap.app.notekeys import NoteKeys

    new = NoteKeys(settings().data_dir, log.origin).add()
    async with log.writing(), database.snapshot(engine) as session:
        await log.absorb(session)
    return new.verifier.text


def _run(work: "Callable[[AsyncEngine, Logbook], Awaitable[T]]") -> T:
    """Do something with the log and its database."""
    from aggregation.log.logbook import logbook
    from recap.app import database
    from recap.cli import stack

    chosen = settings()

    async def with_engine(url: str) -> T:
        engine = database.connect(url)
        try:
            return await work(engine, logbook(chosen, engine))
        finally:
            await engine.dispose()

    with stack.database_url(chosen) as url:
        return asyncio.run(with_engine(url))


def _tell(message: Message) -> None:
    Console().print(say(message, settings().language), highlight=False, markup=False, soft_wrap=True)
