"""`recap serve` runs everything on this machine; `recap api` and `recap worker` run one part each."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Annotated

import typer
from rich.console import Console

from recap.app import logs
from recap.app.settings import Settings, settings

worker_app = typer.Typer(no_args_is_help=True, help="Run one worker; start more of them to use more machines.")


def serve(port: Annotated[int | None, typer.Option(help="Port of the web pages.")] = None) -> None:
    """Run the database, the web pages and the workers until Ctrl-C."""
    from recap.cli import stack

    chosen = settings().model_copy(update={"port": port} if port else {})
    with suppress(KeyboardInterrupt), stack.running(chosen) as running:
        Console().print(f"http://{chosen.host}:{chosen.port}   (Ctrl-C stops)")
        running.wait()


def api() -> None:
    """Run the web process alone."""
    import uvicorn

    from api.main import create_app

    chosen = settings()
    uvicorn.run(
        create_app(chosen), host=chosen.host, port=chosen.port, log_level="warning", timeout_graceful_shutdown=3
    )


@worker_app.command("read")
def read_photos() -> None:
    """Read photos as they arrive."""
    from ocr import worker

    _until_stopped(worker.run, settings())


@worker_app.command("settle")
def settle_stations() -> None:
    """Settle stations and add up."""
    from aggregation import worker

    _until_stopped(worker.run, settings())


@worker_app.command("publish")
def publish() -> None:
    """Log every act and publish what changes."""
    from aggregation import workplace

    _until_stopped(workplace.run, settings())


def _until_stopped(run: Callable[[Settings], Coroutine[object, object, None]], chosen: Settings) -> None:
    logs.set_up()
    with suppress(KeyboardInterrupt):
        asyncio.run(run(chosen))
