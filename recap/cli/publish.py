"""`recap publish`: write the published folder once, or bring it to where the public reads it."""

import asyncio

import typer
from rich.console import Console

from recap.app.settings import Settings, settings
from recap.cli import mirror

app = typer.Typer(no_args_is_help=True, help="Publish the results as a folder of files.")
app.command("push")(mirror.push)


@app.command("once")
def once() -> None:
    """Publish what changed since the last time."""
    from recap.cli import stack

    chosen = settings()
    with stack.database_url(chosen) as url:
        name = asyncio.run(_publish(chosen.model_copy(update={"database_url": url}), url))
    folder = chosen.data_dir / "published"
    Console().print(f"{folder}: manifest {name}" if name else f"{folder}: nothing changed", highlight=False)


async def _publish(chosen: Settings, url: str) -> str | None:
    from aggregation.workplace import publisher
    from recap.app import database

    engine = database.connect(url)
    try:
        return await publisher(chosen, engine).publish(exports_now=True)
    finally:
        await engine.dispose()
