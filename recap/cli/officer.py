"""`recap officer`: appoint the people who may sign in."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from recap.app.officers import NewOfficer, Officer
from recap.app.settings import settings
from recap.domain.election import AreaCode, ContestId
from recap.domain.rights import Role

app = typer.Typer(no_args_is_help=True, help="Appoint the officers who may sign in.")

Password = Annotated[
    str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True, help="At least 8 characters.")
]


@app.command()
def add(
    username: Annotated[str, typer.Argument(help="The name the officer signs in with.")],
    role: Annotated[Role, typer.Option(help="kpps: one station; ppk: one kecamatan; kpu: the city.")],
    area: Annotated[str, typer.Option(help="The area's code: 13 digits for kpps, 6 for ppk, 4 for kpu.")],
    password: Password,
    contest: Annotated[str | None, typer.Option(help="One contest only, such as semarang-2024.pkwkk.")] = None,
) -> None:
    """Appoint an officer for one area."""
    held = ContestId(contest) if contest else None
    officer = _add(NewOfficer(username, username, role, AreaCode(area), password, held))
    Console().print(f"{officer.username} may sign in as {officer.role} of {officer.area}.", highlight=False)


@app.callback()
def officers() -> None:
    """Appoint the officers who may sign in."""


def _add(new: NewOfficer) -> Officer:
    from recap.app import database, migrations, officers
    from recap.cli import stack

    async def record(url: str) -> Officer:
        engine = database.connect(url)
        try:
            async with database.transaction(engine) as session:
                return await officers.add(session, new)
        finally:
            await engine.dispose()

    with stack.database_url(settings()) as url:
        migrations.upgrade(url)
        return asyncio.run(record(url))
