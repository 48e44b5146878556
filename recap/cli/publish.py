"""`recap publish`: write the published folder once, or check one from its own files alone."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from recap.app.settings import Settings, settings

app = typer.Typer(no_args_is_help=True, help="Publish the results as a folder of files, or check such a folder.")
_SHOWN = 50


@app.command("once")
def once() -> None:
    """Publish what changed since the last time."""
    from recap.cli import stack

    chosen = settings()
    with stack.database_url(chosen) as url:
        name = asyncio.run(_publish(chosen.model_copy(update={"database_url": url}), url))
    folder = chosen.data_dir / "published"
    Console().print(f"{folder}: manifest {name}" if name else f"{folder}: nothing changed", highlight=False)


@app.command("check")
def check(folder: Annotated[Path, typer.Argument(help="A published folder.", exists=True, file_okay=False)]) -> None:
    """Recompute every total of a published folder from its stations; exit status 1 if anything differs."""
    from aggregation import recompute

    found = recompute.check(folder)
    console = Console()
    for difference in found.differences[:_SHOWN]:
        values = f"published {difference.published}, recomputed {difference.recomputed}"
        console.print(f"{difference.path}: {difference.what}: {values}", style="red", highlight=False)
    more = len(found.differences) - _SHOWN
    if more > 0:
        console.print(f"... and {more} more", style="red")
    console.print(f"{found.seen} stations recomputed, {len(found.differences)} differences", highlight=False)
    if found.differences:
        raise typer.Exit(1)


async def _publish(chosen: Settings, url: str) -> str | None:
    from aggregation import worker
    from recap.app import database

    engine = database.connect(url)
    try:
        return await worker.publisher(chosen, engine).publish()
    finally:
        await engine.dispose()
