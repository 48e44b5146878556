"""`recap serve` as an operator runs it: everything starts with no configuration, and stops in order."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from recap.app.settings import Settings, child_environment

pytestmark = pytest.mark.timeout(180)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    chosen = Settings(data_dir=folder, port=free_port())
    command = [sys.executable, "-m", "recap.cli.main", "serve"]
    started = subprocess.Popen(command, env=child_environment(chosen), stdout=subprocess.PIPE, text=True)  # noqa: S603
    address = f"http://{chosen.host}:{chosen.port}"
    try:
        _wait(address, started)
        yield started, address
    finally:
        started.kill()
        started.communicate()


def _wait(address: str, started: subprocess.Popen[str]) -> None:
    deadline = monotonic() + 90
    while monotonic() < deadline and started.poll() is None:
        try:
            if httpx.get(f"{address}/health/ready").is_success:
                return
        except httpx.TransportError:
            sleep(0.2)
    pytest.fail("the server did not start")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_serving_stops_cleanly_and_starts_again_on_the_same_data(tmp_path: Path, stop: signal.Signals) -> None:
    with serving(tmp_path) as (started, address):
        assert "Rekap" in httpx.get(address).text
        started.send_signal(stop)
        assert started.wait(30) == 0

    assert not (tmp_path / "postgres" / "postmaster.pid").exists()
    with serving(tmp_path) as (started, _):
        started.send_signal(stop)
        assert started.wait(30) == 0


def test_serving_hears_an_interrupt_that_its_shell_had_ignored(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as for what a script starts with &
    try:
        with serving(tmp_path) as (started, _):
            started.send_signal(signal.SIGINT)
            assert started.wait(30) == 0
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_part_that_dies_ends_the_whole_with_its_log_named(tmp_path: Path) -> None:
    with serving(tmp_path) as (started, _):
        parts = subprocess.run(  # noqa: S603
            ["/usr/bin/pgrep", "-P", str(started.pid)], capture_output=True, text=True, check=True
        )
        subprocess.run(["/bin/kill", "-9", parts.stdout.split()[-1]], check=True)  # noqa: S603

        assert started.wait(60) != 0

    assert not (tmp_path / "postgres" / "postmaster.pid").exists()
