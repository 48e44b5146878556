"""One real PostgreSQL for the whole run, a migrated template copied for every test."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from recap.app import database, embedded, migrations
from recap.app.settings import settings

REPOSITORY = Path(__file__).parents[1]
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "400"}
"""Nothing in a test database needs to outlive a power cut."""


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def server_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server all workers of one run share; the last one to leave stops it."""
    given = settings().database_url
    if given is not None:
        yield given
        return
    worker = getattr(request.config, "workerinput", {})
    # Not pytest's own folder: that one is closed to the account the server runs as, and its path is long.
    folder = Path(tempfile.gettempdir()) / f"recap-tests-{worker.get('testrunuid', os.getpid())}"
    with embedded.running(folder, CARELESS) as url:
        yield url
    if not (folder / "postgres" / "postmaster.pid").exists():
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(server_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The name of an empty, migrated database, one for each worker process."""
    worker = getattr(request.config, "workerinput", {})
    name = f"recap_template_{worker.get('workerid', 'main')}_{os.getpid()}"
    _command(server_url, f"CREATE DATABASE {name}")
    migrations.upgrade(_named(server_url, name))
    yield name
    _command(server_url, f"DROP DATABASE {name}")


@pytest.fixture
def database_url(server_url: str, template: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database with the whole schema and no rows."""
    name = f"recap_test_{os.getpid()}_{id(request.node)}"
    _command(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(server_url, name)
    _command(server_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_url(server_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database without any table."""
    name = f"recap_empty_{os.getpid()}_{id(request.node)}"
    _command(server_url, f"CREATE DATABASE {name}")
    yield _named(server_url, name)
    _command(server_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def second_url(server_url: str, template: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of another fresh database with the whole schema and no rows."""
    name = f"recap_second_{os.getpid()}_{id(request.node)}"
    _command(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(server_url, name)
    _command(server_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def second(second_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on that other database."""
    opened = database.connect(second_url)
    yield opened
    await opened.dispose()


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a fresh database."""
    opened = database.connect(database_url)
    yield opened
    await opened.dispose()


@pytest.fixture
async def session(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """A session on a fresh database; what it does is committed only at the test's end, use `engine` to see commits."""
    async with database.transaction(engine) as opened:
        yield opened


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real forms and digits, which is not part of the repository."""
    folder = (REPOSITORY / settings().shared).resolve() / "data"
    if not folder.is_dir():
        pytest.skip(f"no real data in {folder}")
    return folder


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _command(url: str, statement: str) -> None:
    async def run() -> None:
        engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        async with engine.connect() as connection:
            await connection.execute(text(statement))
        await engine.dispose()

    asyncio.run(run())
