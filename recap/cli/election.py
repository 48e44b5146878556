"""`recap election`: check, load and list elections."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.settings import settings
from recap.domain.election import Contest, Election

app = typer.Typer(no_args_is_help=True, help="Check an election's files, load them, list what is loaded.")

Directory = Annotated[
    Path, typer.Argument(help="A folder with election.yaml, areas.csv and stations.csv, or the name of a shipped one.")
]

_MOST_FAULTS = 50
"""One wrong line can be at fault for a thousand others; nobody reads further than this."""


@app.command()
def check(directory: Directory) -> None:
    """Say everything that is wrong with an election's files; load nothing."""
    election = _read(directory)
    Console().print(f"{_sum_up(election)}\nThe files are in order.", highlight=False)


@app.command()
def load(directory: Directory) -> None:
    """Load an election, all or nothing; loading the same files again changes nothing."""
    from recap.app import elections
    from recap.cli import stack

    election = _read(directory)
    loaded = stack.in_database(settings(), lambda session: elections.load(session, election))
    done = {
        elections.Change.ADDED: "Loaded.",
        elections.Change.REPLACED: "Loaded; it replaces the earlier definition, for which no photo had come.",
        elections.Change.NONE: "Already loaded; nothing changed.",
    }[loaded.change]
    Console().print(f"{_sum_up(election)}\n{done}", highlight=False)


@app.command("list")
def list_elections() -> None:
    """List the loaded elections and their contests."""
    from recap.app import elections
    from recap.cli import stack

    async def everything(session: AsyncSession) -> tuple[list[elections.Summary], list[Contest]]:
        return await elections.summaries(session), await elections.contests(session)

    found, contests = stack.in_database(settings(), everything)
    table = Table("Election", "Day", "Name", "Contests")
    for column in ("Stations", "Voters"):
        table.add_column(column, justify="right")
    for one in found:
        held = [f"{c.id} ({len(c.choices)} choices)" for c in contests if c.id.startswith(f"{one.id}.")]
        table.add_row(one.id, f"{one.day}", one.name, "\n".join(held), f"{one.stations:,}", f"{one.voters:,}")
    Console().print(table if found else "No election is loaded; load one with `recap election load DIR`.")


@app.command()
def examples(
    folder: Annotated[Path | None, typer.Argument(help="Where; by default beside the program.")] = None,
) -> None:
    """Make areas.csv and stations.csv of the shipped elections again, always the same."""
    from recap.app import examples as shipped

    for path in shipped.write(folder or shipped.FOLDER):
        Console().print(str(path), highlight=False, soft_wrap=True)


def _read(directory: Path) -> Election:
    """Return the election of a folder, or say everything that is wrong with it and leave."""
    from recap.app import definition, examples, layouts

    shipped = examples.FOLDER / directory.name
    folder = shipped if not directory.exists() and len(directory.parts) == 1 and shipped.is_dir() else directory
    found = definition.examine(folder, layouts.names())
    if isinstance(found, Election):
        for contest in found.contests:
            layouts.load(contest.layout, len(contest.choices))
        return found
    screen = Console(stderr=True)
    for fault in found[:_MOST_FAULTS]:
        screen.print(str(fault), style="red", highlight=False, markup=False, soft_wrap=True)
    more = f" (the first {_MOST_FAULTS} are shown)" if len(found) > _MOST_FAULTS else ""
    screen.print(f"{len(found)} faults{more}. Nothing was loaded; correct the lines and load again.")
    raise typer.Exit(2)


def _sum_up(election: Election) -> str:
    voters = sum(station.voters for station in election.stations)
    contests = "\n".join(f"  {c.id}: {c.title}, {len(c.choices)} choices, {c.layout}" for c in election.contests)
    counted = f"{len(election.areas):,} areas, {len(election.stations):,} stations, {voters:,} voters"
    return f"{election.name}, {election.day}: {counted}\n{contests}"
