"""What each person's device does over the real HTTP API: KPPS phones and the PPK's desk."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import httpx

_PATIENCE_S = 900.0


class Cell(TypedDict):
    """One cell as the confirmation page receives it; `value` is null where the person keys blind."""

    code: str
    sure: bool
    value: int | None


class PhotoState(TypedDict):
    """What the API says of one photo."""

    photo: str
    state: str
    page: int | None
    reason: str | None
    advice: str | None
    cells: list[Cell]


class Case(TypedDict):
    """One open discrepancy of the PPK's queue."""

    id: int
    station: str
    key: str
    cells: list[str]
    values: list[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class Device:
    """A signed-in device of one officer."""

    client: httpx.AsyncClient
    token: str
    contest: str
    station: str = ""

    async def send(self, photo: Path) -> str:
        """Send one photo for this device's station; return its digest from the receipt."""
        content = await asyncio.to_thread(photo.read_bytes)
        answer = await self.client.post(
            "/api/photos", params=self._where(), content=content, headers=self._headers("image/jpeg")
        )
        return str(_checked(answer).json()["photo"])

    async def wait_until_read(self, photo: str) -> PhotoState:
        """Return the photo's state once the machine has read or refused it; TimeoutError if it never does.

        The server tells by server-sent events, so that a waiting phone asks nothing; a stream that ends is reopened.
        """
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                await self._hear_of(photo)
                answer = await self.client.get(f"/api/photos/{photo}", params=self._where(), headers=self._headers())
                state: PhotoState = _checked(answer).json()
                if state["state"] != "received":
                    return state

    async def _hear_of(self, photo: str) -> None:
        """Return when the server says that the photo is no longer waiting, or ends the stream."""
        url, place, said = f"/api/photos/{photo}/events", self._where(), self._headers()
        async with self.client.stream("GET", url, params=place, headers=said, timeout=None) as events:
            if events.is_error:
                await events.aread()
            async for line in _checked(events).aiter_lines():
                if line.startswith("data:") and json.loads(line.removeprefix("data:"))["state"] != "received":
                    return

    async def confirm(self, photo: str, values: Mapping[str, int]) -> None:
        """Vouch for every number of the page."""
        url = f"/api/photos/{photo}/confirmation"
        body = {"values": dict(values)}
        _checked(await self.client.post(url, params=self._where(), json=body, headers=self._headers()))

    async def queue(self, area: str) -> list[Case]:
        """Return the open discrepancies of an area."""
        where = {"contest": self.contest, "area": area}
        answer = await self.client.get("/api/discrepancies", params=where, headers=self._headers())
        cases: list[Case] = _checked(answer).json()
        return cases

    async def settle(self, case: int, reason: str, note: str, values: Mapping[str, int]) -> bool:
        """Settle one discrepancy; return False if it was no longer open."""
        body = {"reason": reason, "note": note, "values": dict(values)}
        answer = await self.client.post(f"/api/discrepancies/{case}/settlement", json=body, headers=self._headers())
        if answer.status_code == httpx.codes.CONFLICT:
            return False
        _checked(answer)
        return True

    def _where(self) -> dict[str, str]:
        return {"contest": self.contest, "station": self.station}

    def _headers(self, content_type: str | None = None) -> dict[str, str]:
        named = {"Content-Type": content_type} if content_type else {}
        return {"Authorization": f"Bearer {self.token}", **named}


async def sign_in(client: httpx.AsyncClient, name: str, password: str, contest: str, station: str = "") -> Device:
    """Return a device signed in as this officer."""
    answer = await client.post("/api/session", json={"name": name, "password": password})
    return Device(client, str(_checked(answer).json()["token"]), contest, station)


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        message = f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}"
        raise RuntimeError(message)
    return answer
