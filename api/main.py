"""The web application: its doors, its answers, its start and stop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from api import contests, data, discrepancies, errors, events, health, photos, pictures, session, static
from api.access import declared
from api.bell import Bell
from api.deps import House
from api.pages import office, public, queue, station
from api.published import Published
from api.security import SafeHeaders
from recap.app import database, receipts
from recap.app.blobs import Blobs
from recap.app.settings import Settings
from recap.app.settings import settings as of_process

_SMALL_BODY = 256 * 1024
"""No form or JSON of ours comes near this; photos are counted as they arrive (`bodies.py`)."""

ROUTERS = (
    session.router,
    contests.router,
    pictures.router,
    events.router,
    photos.router,
    discrepancies.router,
    health.router,
    data.router,
    static.router,
    office.router,
    station.router,
    queue.router,
    public.router,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; RouteUndeclared if a route does not say who may call it."""
    declared(ROUTERS)
    app = FastAPI(
        title="Recap",
        summary="From a photographed form to a published total. Not the official result.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_living(settings or of_process()),
    )
    for router in ROUTERS:
        app.include_router(router, max_body_size=None if router is photos.router else _SMALL_BODY)
    errors.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=6)
    app.add_middleware(SafeHeaders)
    return app


class DatabaseUnnamed(RuntimeError):
    """The application was made without the address of a database."""

    def __init__(self) -> None:
        """Say which setting is missing."""
        super().__init__("settings.database_url is empty: start an embedded server first, or set RECAP_DATABASE_URL.")


def _living(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return what happens between start and stop: opening, following the bell, closing."""
    if settings.database_url is None:
        raise DatabaseUnnamed
    url = settings.database_url

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        engine, bell = database.connect(url), Bell()
        app.state.house = House(
            settings=settings,
            engine=engine,
            blobs=Blobs.in_folder(settings.data_dir / "blobs"),
            published=Published(settings.data_dir / "published"),
            bell=bell,
            signer=receipts.signer(settings.data_dir),
        )
        listening = asyncio.create_task(bell.follow(url))
        yield
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await engine.dispose()

    return living
