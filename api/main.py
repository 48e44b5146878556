"""The web application: its doors, its answers, its start and stop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from fastapi import FastAPI

from api import (
    certificates,
    contests,
    copies,
    data,
    discrepancies,
    errors,
    events,
    health,
    orders,
    photos,
    pictures,
    plenaries,
    proofs,
    reopenings,
    session,
    static,
)
from api import objections as objection_doors
from api import receipts as receipt_doors
from api.access import declared
from api.bell import Bell
from api.deps import House
from api.pages import (
    activation,
    appointments,
    handing,
    history,
    objections,
    observer,
    office,
    opendata,
    personal,
    plenary,
    posted,
    proving,
    public,
    quality,
    queue,
    reopening,
    signing,
    station,
    verify,
)
from api.pages import certificates as certificate_pages
from api.pages import orders as order_pages
from api.published import Published
from api.security import SafeHeaders
from api.zipping import Zipped
from recap.app import blindness, database, links, receipts
from recap.app.blobs import Blobs
from recap.app.keylist import KeyBook
from recap.app.keys import TierKeys
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
    objection_doors.router,
    plenaries.router,
    orders.router,
    health.router,
    data.router,
    static.router,
    office.router,
    activation.router,
    appointments.router,
    station.router,
    observer.router,
    history.router,
    queue.router,
    quality.router,
    plenary.router,
    objections.router,
    copies.router,
    handing.router,
    personal.router,
    posted.router,
    verify.router,
    order_pages.router,
    certificates.router,
    proofs.router,
    receipt_doors.router,
    reopenings.router,
    signing.router,
    reopening.router,
    certificate_pages.router,
    opendata.router,
    proving.router,
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
    app.add_middleware(Zipped, minimum_size=1024, compresslevel=6)
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
            blinds=blindness.blinds(settings.data_dir, settings.blind_share),
            links=links.links(settings.data_dir),
            keybook=KeyBook(TierKeys(settings.data_dir)),
            keys=TierKeys(settings.data_dir),
        )
        listening = asyncio.create_task(bell.follow(url))
        yield
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await engine.dispose()

    return living
