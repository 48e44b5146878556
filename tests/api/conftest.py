"""The application on a fresh database, with an election loaded and an officer of each role."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from api.main import create_app
from recap.app.database import transaction
from recap.app.settings import Settings
from recap.domain.rights import Role
from tests import night, people

PASSWORD = people.PASSWORD
STATION, OTHER_STATION = night.STATIONS[0], night.STATIONS[1]
PEOPLE = {
    "kpps-1": (Role.KPPS, STATION),
    "kpps-2": (Role.KPPS, OTHER_STATION),
    "ppk-1": (Role.PPK, "337401"),
    "ppk-2": (Role.PPK, "337402"),
    "kpu": (Role.KPU, "3374"),
    "kpps-chair-1": (Role.KPPS_CHAIR, STATION),
    "pps-1": (Role.PPS, STATION[:10]),
    "ppk-chair-1": (Role.PPK_CHAIR, "337401"),
    "kpu-chair": (Role.KPU_CHAIR, "3374"),
    "province": (Role.PROVINCE, "33"),
    "province-chair": (Role.PROVINCE_CHAIR, "33"),
    "witness-1": (Role.WITNESS, STATION),
    "witness-ppk": (Role.WITNESS, "337401"),
    "supervisor-1": (Role.SUPERVISOR, STATION),
    "supervisor-ppk": (Role.SUPERVISOR, "337401"),
    "auditor": (Role.AUDITOR, "3374"),
}
AT = {"contest": night.CONTEST, "station": STATION}


@dataclass(frozen=True, slots=True)
class Door:
    """The running application, and how to become somebody."""

    client: httpx.AsyncClient
    app: FastAPI
    engine: AsyncEngine
    data_dir: Path

    async def sign_in(self, name: str) -> dict[str, str]:
        """Return the headers a signed-in device sends."""
        said = {"name": name, "password": PASSWORD, "totp": people.code()}
        answer = await self.client.post("/api/session", json=said)
        self.client.cookies.clear()
        return {"Authorization": f"Bearer {answer.json()['token']}"}


async def begin(session: AsyncSession) -> None:
    """Load the election and appoint everybody of PEOPLE, from officer 10 on; witnesses stand for choice 1."""
    await night.begin(session)
    await session.execute(text("ALTER TABLE officer ALTER COLUMN id RESTART WITH 10"))
    for name, (role, area) in PEOPLE.items():
        stands = role is Role.WITNESS
        await people.add(
            session, name, role, area, contest=night.CONTEST if stands else None, choice=1 if stands else None
        )
    await people.codes_stay_usable(session)


@pytest.fixture
async def door(engine: AsyncEngine, database_url: str, tmp_path: Path) -> AsyncIterator[Door]:
    async with transaction(engine) as session:
        await begin(session)
    app = create_app(Settings(database_url=database_url, data_dir=tmp_path, max_photo_bytes=200_000, blind_share=0))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://recap") as client,
    ):
        yield Door(client, app, engine, tmp_path)
