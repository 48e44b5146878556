"""`recap demo`: the whole way from filled paper to published totals, on real photo files, through the real API."""

import asyncio
import shutil
import socket
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console

from recap.app import examples
from recap.app.settings import settings
from recap.domain.election import AreaCode

_MARKER = ".recap-demo"


def demo(
    *,
    area: Annotated[str, typer.Option(help="Kecamatan to count (6 digits).")] = "337416",
    stations: Annotated[int, typer.Option(help="Count only the first N stations (0: all).")] = 0,
    seed: Annotated[int, typer.Option(help="Another seed fills and photographs other forms.")] = 2024,
    folder: Annotated[Path, typer.Option(help="Where the demonstration keeps its data; emptied first.")] = Path(
        "data/demo"
    ),
    serve: Annotated[bool, typer.Option(help="Serve the pages after the summary.")] = True,
) -> None:
    """Count one kecamatan of Semarang 2024 from photographed forms to published totals."""
    from recap.cli import stack
    from recap.cli.demo.report import logins, summary
    from recap.cli.demo.run import Wishes, run
    from recap.cli.demo.verified import checked
    from recap.cli.demo.witnesses import watching

    if AreaCode(area) not in examples.published():
        known = ", ".join(examples.published())
        message = f"{area} is no kecamatan of Semarang 2024. Choose one of {known}."
        raise typer.BadParameter(message)
    console = Console()
    started = perf_counter()
    _empty(folder)
    chosen = settings().model_copy(
        update={"data_dir": folder.resolve(), "database_url": None, "port": _free_port(settings().port)}
    )
    console.print("[bold]Recap[/]: Pemilihan Wali Kota Semarang 2024, dari foto formulir ke rekap kota")
    with watching(chosen) as watched, stack.running(watched) as running:
        count = asyncio.run(run(running.settings, Wishes(area, stations, seed, folder.resolve()), console))
        right = summary(console, count, perf_counter() - started)
        right = checked(console, running.settings) and right
        if serve:
            logins(console, running.settings, count)
            running.wait()
    if not right:
        raise typer.Exit(1)


def _empty(folder: Path) -> None:
    """Empty the folder of an earlier demonstration; refuse to delete anything else."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARKER).exists():
            message = f"{folder} holds something else. Choose another --folder, or empty it yourself."
            raise typer.BadParameter(message)
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARKER).touch()


def _free_port(wanted: int) -> int:
    """Return the wanted port if nobody listens on it, else a free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    message = "no free port"
    raise OSError(message)
