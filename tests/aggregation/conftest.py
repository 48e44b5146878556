"""A small city with its publisher, and where it publishes."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation.publisher import Publisher
from tests.lost import published
from tests.publishing import city


@pytest.fixture
async def publisher(engine: AsyncEngine, tmp_path: Path) -> Publisher:
    return await city(engine, tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "published"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
async def place(engine: AsyncEngine, data: Path) -> Publisher:
    """The publisher of a city that has published twice."""
    return await published(engine, data)
