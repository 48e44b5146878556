"""Everything that runs on one machine: the database, the web process, the workers; started and stopped together."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from time import monotonic, sleep
from types import FrameType

import httpx

from recap.app import embedded, migrations
from recap.app.settings import Settings, child_environment

_PARTS = (("worker", "settle"), ("worker", "publish"), ("worker", "read"), ("api",))
_START_LIMIT_S = 60.0
_STOP_LIMIT_S = 15.0


@contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """Yield the address of the configured server, or of an embedded one that runs as long as the block."""
    with ExitStack() as stack:
        yield settings.database_url or stack.enter_context(embedded.running(settings.data_dir))


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
            child = subprocess.Popen(  # noqa: S603 - our own program, no shell
                [sys.executable, "-m", "recap.cli.main", *part],
                env=child_environment(complete),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C reaches us alone, and we stop the parts in order
            )
            children.append(child)
            stack.callback(_stop, child)
        whole = Stack(complete, tuple(children))
        _wait_until_ready(whole)
        yield whole


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


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(_STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that the database is always shut down cleanly."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
