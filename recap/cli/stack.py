"""Everything that runs on one machine: the database, the web process, the workers; started and stopped together."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from time import monotonic, sleep
from types import FrameType
from typing import IO, TypeVar

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import database, embedded, migrations
from recap.app.settings import Settings, child_environment

T = TypeVar("T")

_PARTS = (("worker", "settle"), ("worker", "publish"), ("worker", "read"), ("api",))
_START_LIMIT_S = 60.0
_STOP_LIMIT_S = 15.0


@contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """Yield the address of the configured server, or of an embedded one that runs as long as the block."""
    with ExitStack() as stack:
        yield settings.database_url or stack.enter_context(embedded.running(settings.data_dir))


def in_database(settings: Settings, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """Do this work in one transaction of the database, brought up to date first."""
    with database_url(settings) as url:
        migrations.upgrade(url)
        return asyncio.run(_in_transaction(url, work))


@dataclass(frozen=True, slots=True)
class Stack:
    """The running parts, and the settings that name their database."""

    settings: Settings
    parts: tuple[subprocess.Popen[bytes], ...]

    def wait(self) -> None:
        """Block until Ctrl-C or SIGTERM; ChildProcessError if a part ends by itself."""
        with suppress(KeyboardInterrupt):
            while True:
                _all_alive(self.settings, self.parts)
                sleep(1)


@contextmanager
def running(settings: Settings) -> Iterator[Stack]:
    """Run all parts until the block ends, by return, Ctrl-C or SIGTERM.

    Raises ChildProcessError if a part ends by itself while starting.
    """
    with _terminable(), ExitStack() as stack:
        url = stack.enter_context(database_url(settings))
        complete = settings.model_copy(update={"database_url": url})
        migrations.upgrade(url)
        logs = settings.data_dir / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        children = []
        for part in _PARTS:
            log = stack.enter_context((logs / f"{'-'.join(part)}.log").open("ab"))
            child = start(part, complete, log)
            children.append(child)
            stack.callback(stop, child)
        whole = Stack(complete, tuple(children))
        _wait_until_ready(whole)
        yield whole


def start(words: Sequence[str], settings: Settings, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Return a process of this program with its own command and these settings; what it says goes into the log."""
    return subprocess.Popen(  # noqa: S603 - our own program, no shell
        [sys.executable, "-m", "recap.cli.main", *words],
        env=child_environment(settings),
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches us alone, and we stop the parts in order
    )


def stop(child: subprocess.Popen[bytes]) -> None:
    """Let a process end, by force if it takes too long."""
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(_STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


async def _in_transaction(url: str, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    engine = database.connect(url)
    try:
        async with database.transaction(engine) as session:
            return await work(session)
    finally:
        await engine.dispose()


def _all_alive(settings: Settings, parts: tuple[subprocess.Popen[bytes], ...]) -> None:
    for name, part in zip(_PARTS, parts, strict=True):
        if part.poll() is not None:
            message = f"'recap {' '.join(name)}' has ended; see {settings.data_dir / 'logs'}"
            raise ChildProcessError(message)


def _wait_until_ready(whole: Stack) -> None:
    settings = whole.settings
    deadline = monotonic() + _START_LIMIT_S
    while monotonic() < deadline:
        _all_alive(settings, whole.parts)
        try:
            if httpx.get(f"http://{settings.host}:{settings.port}/health/ready", timeout=2).is_success:
                return
        except httpx.TransportError:
            sleep(0.2)
    message = f"the web process did not answer on port {settings.port}; see {settings.data_dir / 'logs'}"
    raise ChildProcessError(message)


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM and SIGINT end the block as Ctrl-C does, so that the database is always shut down cleanly.

    A shell script that starts this in the background has SIGINT ignored; it is heard here all the same.
    """

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
