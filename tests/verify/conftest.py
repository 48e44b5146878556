"""One busy night for all tests of the verifier: played once, published by the real publisher, never changed."""

from pathlib import Path

import pytest
from sqlalchemy import NullPool, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from recap.app import database
from tests.verify import stage


@pytest.fixture(scope="session")
async def data(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a house; the published folder lies in it."""
    name, place = f"{template}_night", tmp_path_factory.mktemp("night")
    outside = create_async_engine(server_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with outside.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine = database.connect(make_url(server_url).set(database=name).render_as_string(hide_password=False))
    await stage.play(engine, place)
    await engine.dispose()
    async with outside.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await outside.dispose()
    return place
