import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import NullPool, text
from sqlalchemy.ext.asyncio import create_async_engine

from recap.app import embedded
from recap.domain.refusals import DatabaseNotStarted

REPOSITORY = Path(__file__).parents[3]
NOBODY = 65534
AS_ROOT = os.geteuid() == 0
HOLDS_IT = """
import sys
from pathlib import Path
from recap.app import embedded
with embedded.running(Path(sys.argv[1]), {"fsync": "off"}) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="recap-embedded-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def ask(url: str, *statements: str) -> object:
    async def run() -> object:
        engine = create_async_engine(url, poolclass=NullPool)
        async with engine.begin() as connection:
            answers = [await connection.execute(text(statement)) for statement in statements]
            answer: object = answers[-1].scalar() if answers[-1].returns_rows else None
        await engine.dispose()
        return answer

    return asyncio.run(run())


def runs(folder: Path) -> bool:
    return (folder / "postgres" / "postmaster.pid").exists()


def hold(folder: Path, *before: str) -> subprocess.Popen[str]:
    """Start another process that uses the server until it is told to stop."""
    process = subprocess.Popen(  # noqa: S603 - this very interpreter
        [*before, sys.executable, "-c", HOLDS_IT, str(folder)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("postgresql+asyncpg://")
    return process


def end(process: subprocess.Popen[str], number: signal.Signals) -> int:
    process.send_signal(number)
    process.communicate(timeout=30)
    return process.returncode


def test_what_was_committed_survives_a_restart(folder: Path) -> None:
    with embedded.running(folder) as url:
        ask(url, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)")
    stopped = not runs(folder)

    with embedded.running(folder) as url:
        kept = ask(url, "SELECT n FROM kept")

    assert stopped
    assert kept == 7


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_stops_with_its_program(folder: Path, number: signal.Signals) -> None:
    process = hold(folder)

    end(process, number)

    assert not runs(folder)
    assert "database system is shut down" in (folder / "postgres" / "server.log").read_text()


def test_the_last_of_two_processes_stops_the_server(folder: Path) -> None:
    process = hold(folder)
    with embedded.running(folder) as url:
        end(process, signal.SIGTERM)
        answer = ask(url, "SELECT 1")

    assert answer == 1
    assert not runs(folder)


def test_a_server_left_behind_by_a_killed_process_is_taken_over(folder: Path) -> None:
    end(hold(folder), signal.SIGKILL)
    left = runs(folder)

    with embedded.running(folder) as url:
        answer = ask(url, "SELECT 1")

    assert left
    assert answer == 1
    assert not runs(folder)


def test_a_pid_that_now_belongs_to_another_program_does_not_block_the_start(folder: Path) -> None:
    with embedded.running(folder):
        pid_file = (folder / "postgres" / "postmaster.pid").read_text().splitlines()
    left = folder / "postgres" / "postmaster.pid"
    left.write_text("\n".join([str(os.getpid()), *pid_file[1:]]))

    with embedded.running(folder) as url:
        assert ask(url, "SELECT 1") == 1


def test_a_half_made_data_folder_is_made_again(folder: Path) -> None:
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new" / "PG_VERSION").write_text("18")
    (folder / "postgres").mkdir()

    with embedded.running(folder) as url:
        assert ask(url, "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_is_no_obstacle(folder: Path) -> None:
    with embedded.running(folder / ("long" * 25)) as url:
        assert ask(url, "SELECT 1") == 1


def test_the_address_is_known_without_starting_the_server(folder: Path) -> None:
    with embedded.running(folder) as url:
        assert embedded.address(folder) == url


@pytest.mark.skipif(not AS_ROOT, reason="needs root")
def test_root_hands_the_data_to_an_unprivileged_user(folder: Path) -> None:
    with embedded.running(folder):
        server = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        owner = Path(f"/proc/{server}").stat().st_uid

    assert owner == (folder / "postgres").stat().st_uid == NOBODY
    assert (folder / "postgres").stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(not AS_ROOT or shutil.which("setpriv") is None, reason="needs root and setpriv")
def test_root_may_keep_the_data_in_a_folder_closed_to_others(folder: Path) -> None:
    folder.chmod(0o700)

    with embedded.running(folder / "data") as url:
        assert ask(url, "SELECT 1") == 1

    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(not AS_ROOT or shutil.which("setpriv") is None, reason="needs root and setpriv")
def test_an_ordinary_user_runs_the_server_as_himself(folder: Path) -> None:
    as_nobody = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    imported = subprocess.run(  # noqa: S603 - this very interpreter
        [*as_nobody, sys.executable, "-c", "import recap.app.embedded"],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )
    if imported.returncode != 0:
        pytest.skip("this interpreter or repository is closed to other users")
    shutil.chown(folder, NOBODY, NOBODY)

    process = hold(folder, *as_nobody)
    end(process, signal.SIGTERM)

    assert (folder / "postgres").stat().st_uid == NOBODY
    assert not runs(folder)


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_refused_with_the_reason(folder: Path) -> None:
    folder.chmod(0o500)

    with pytest.raises(DatabaseNotStarted, match="Permission denied"), embedded.running(folder / "data"):
        pass


def test_a_damaged_data_folder_is_refused_with_the_servers_own_words(folder: Path) -> None:
    with embedded.running(folder):
        pass
    (folder / "postgres" / "global" / "pg_control").unlink()

    with pytest.raises(DatabaseNotStarted, match="pg_control"), embedded.running(folder):
        pass


def test_processes_that_start_at_once_share_one_server(folder: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        processes = list(pool.map(lambda _: hold(folder), range(3)))
    for process in processes:
        end(process, signal.SIGTERM)

    assert not runs(folder)
    assert (folder / "postgres" / "server.log").read_text().count("starting PostgreSQL") == 1
