"""`recap copy recipients`: show or load the list of those who are given a copy of every TPS's form."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.settings import settings
from recap.domain.election import ContestId
from recap.domain.recipient import Recipient

Listed = Annotated[
    Path | None, typer.Argument(help="A CSV file with the columns kind, name, choice.", exists=True, dir_okay=False)
]


def recipients(contest: str, file: Listed = None) -> None:
    """Load the recipients of a contest's copies from a file, or show who they are."""
    from recap.app import elections
    from recap.app import recipients as stored
    from recap.cli import stack

    content, name = (file.read_bytes(), file.name) if file else (None, "")

    async def work(session: AsyncSession) -> list[Recipient]:
        held = await elections.contest(session, ContestId(contest))
        if content is not None:
            await stored.replace(session, held.id, stored.read(content, name, held))
        return await stored.of_contest(session, held.id)

    found = stack.in_database(settings(), work)
    table = Table("No.", "Kind", "Name", "Choice")
    for recipient in found:
        choice = "" if recipient.choice is None else str(recipient.choice)
        table.add_row(str(recipient.number), recipient.kind, recipient.name, choice)
    Console().print(table)
