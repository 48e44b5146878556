"""What an endpoint may ask for: a database session, the photo store, the published folder, the caller's language."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from api.bell import Bell
from api.published import Published
from recap.app import texts
from recap.app.blindness import Blinds
from recap.app.blobs import Blobs
from recap.app.database import transaction
from recap.app.keylist import KeyBook
from recap.app.keys import TierKeys
from recap.app.links import Links
from recap.app.logfiles import LogFiles
from recap.app.receipts import Signer
from recap.app.settings import Settings
from recap.app.texts import Language

LANGUAGE_COOKIE = "lang"


@dataclass(frozen=True, slots=True)
class House:
    """Everything that is opened once for the whole application."""

    settings: Settings
    engine: AsyncEngine
    blobs: Blobs
    published: Published
    bell: Bell
    signer: Signer
    blinds: Blinds
    links: Links
    keybook: KeyBook
    keys: TierKeys

    @property
    def log(self) -> LogFiles:
        """Return the files of the public log."""
        return LogFiles.of(self.settings.data_dir)


def house(request: Request) -> House:
    """Return what the application opened at its start."""
    opened: House = request.app.state.house
    return opened


AtHome = Annotated[House, Depends(house)]


async def _session(at_home: AtHome) -> AsyncIterator[AsyncSession]:
    async with transaction(at_home.engine) as session:
        yield session


def language_of(request: Request) -> Language:
    """Return the language to answer in: asked for, remembered, the browser's, or the one set for the house."""
    chosen = texts.choose(
        request.query_params.get("lang"),
        request.cookies.get(LANGUAGE_COOKIE),
        request.headers.get("accept-language"),
    )
    return chosen or house(request).settings.language


# Scope "function": the transaction is committed before the answer leaves, so that an answer is never a lie.
Session = Annotated[AsyncSession, Depends(_session, scope="function")]
Tongue = Annotated[Language, Depends(language_of)]
