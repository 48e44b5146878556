"""What each person's device does over the real HTTP API: KPPS phones and the PPK's desk."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

import httpx

_PATIENCE_S = 900.0


Answer = dict[str, Any]
"""What the API answers, as it comes."""


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
    """One open case of the PPK's queue: cells to key blind, reasons that fit, an answer that waits for a second one."""

    id: int
    station: str
    key: str
    cells: list[str]
    values: list[tuple[str, int | None]]
    blind: list[str]
    reasons: list[str]
    proposed: Answer | None


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

    async def key(self, case: int, values: Mapping[str, int]) -> Case:
        """Key cells of a case from the paper before seeing what others read there; return the case as shown then."""
        answer = await self.client.post(
            f"/api/discrepancies/{case}/keying", json={"values": dict(values)}, headers=self._headers()
        )
        shown: Case = _checked(answer).json()
        return shown

    async def agree(self, case: int) -> None:
        """Agree, as the second person, to the answer another officer gave."""
        url, body = f"/api/discrepancies/{case}/approval", {"agreed": True, "note": "Sesuai foto."}
        _checked(await self.client.post(url, json=body, headers=self._headers()))

    async def settle(self, case: int, reason: str, note: str, values: Mapping[str, int]) -> bool:
        """Settle one discrepancy; return False if it was no longer open."""
        body = {"reason": reason, "note": note, "values": dict(values)}
        answer = await self.client.post(f"/api/discrepancies/{case}/settlement", json=body, headers=self._headers())
        if answer.status_code == httpx.codes.CONFLICT:
            return False
        _checked(answer)
        return True

    async def post(self, path: str, body: Mapping[str, object]) -> Answer:
        """Send a body to the API and return what it answers."""
        answer: Answer = _checked(await self.client.post(path, json=dict(body), headers=self._headers())).json()
        return answer

    def _where(self) -> dict[str, str]:
        return {"contest": self.contest, "station": self.station}

    def _headers(self, content_type: str | None = None) -> dict[str, str]:
        named = {"Content-Type": content_type} if content_type else {}
        return {"Authorization": f"Bearer {self.token}", **named}


Credentials = tuple[str, str, str | None]
"""A log-in name, its password, and what the phone shows if the role has a second factor."""


async def sign_in(client: httpx.AsyncClient, credentials: Credentials, contest: str, station: str = "") -> Device:
    """Return a device signed in as this officer."""
    said = dict(zip(("name", "password", "totp"), credentials, strict=True))
    answer = await client.post("/api/session", json=said)
    return Device(client, str(_checked(answer).json()["token"]), contest, station)


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        message = f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}"
        raise RuntimeError(message)
    return answer
