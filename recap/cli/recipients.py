"""`recap copy recipients`: show or load the list of those who are given a copy of every TPS's form."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from recap.app.settings import settings
from recap.domain.election import ContestId
from recap.domain.recipient import Recipient

Listed = Annotated[
    Path | None, typer.Argument(help="A CSV file with the columns kind, name, choice.", exists=True, dir_okay=False)
]


def recipients(contest: str, file: Listed = None) -> None:
    """Load the recipients of a contest's copies from a file, or show who they are."""
    from recap.cli import stack

    content = file.read_bytes() if file else None
    with stack.database_url(settings()) as url:
        found = asyncio.run(_done(url, ContestId(contest), content, file.name if file else ""))
    table = Table("No.", "Kind", "Name", "Choice")
    for recipient in found:
        choice = "" if recipient.choice is None else str(recipient.choice)
        table.add_row(str(recipient.number), recipient.kind, recipient.name, choice)
    Console().print(table)


async def _done(url: str, contest: ContestId, content: bytes | None, name: str) -> list[Recipient]:
    from recap.app import database, elections
    from recap.app import recipients as stored

    engine = database.connect(url)
    try:
        async with database.transaction(engine) as session:
            if content is not None:
                held = await elections.contest(session, contest)
                await stored.replace(session, contest, stored.read(content, name, held))
            return await stored.of_contest(session, contest)
    finally:
        await engine.dispose()
