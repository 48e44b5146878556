"""The tiers at work in the demonstration: copies acknowledged, an objection answered, plenaries held and signed."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from recap.app import links
from recap.app.settings import Settings
from recap.cli.demo import people
from recap.cli.demo.devices import Device, sign_in
from recap.cli.demo.offices import Post, next_code
from recap.cli.demo.papers import Paper
from recap.domain.election import AreaCode, Contest, Election, Tier
from recap.domain.rights import Role

_COPY_PATIENCE_S = 300.0
_AT_ONCE = 8
_ABSENT = 7
"""One recipient in so many does not open the link tonight."""


@dataclass(slots=True)
class Tiers:
    """What the tiers did: copies delivered of those due, objections answered, digests of certificates by area."""

    delivered: int = 0
    due: int = 0
    objections: int = 0
    certificates: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works in the demonstration above the TPS, and how their phones make codes."""

    client: httpx.AsyncClient
    contest: Contest
    secrets: Mapping[str, str]
    names: Mapping[str, str]

    async def sign_in(self, name: str) -> Device:
        """Return the device of an officer, signed in."""
        code = await next_code(self.secrets, name)
        return await sign_in(self.client, (name, people.PASSWORD, code), self.contest.id)


def posts(election: Election, contest: Contest, area: str) -> list[Post]:
    """Return the posts above the TPS in a kecamatan: PPS, PPK, its chair, witnesses of every pair, the supervisor."""
    names = {place.code: place.name for place in election.areas}
    here = names[AreaCode(area)]
    villages = [place for place in election.areas if place.tier is Tier.VILLAGE and place.code.startswith(area)]
    pairs = [choice.number for choice in contest.choices]
    return [
        *(Post(f"pps-{one.code}", Role.PPS, one.code, name=f"PPS {one.name}") for one in villages),
        Post(people.ppk_account(area), Role.PPK, area, name=f"Anggota PPK {here}"),
        Post(second(area), Role.PPK, area, name=f"Anggota kedua PPK {here}"),
        Post(chair(area), Role.PPK_CHAIR, area, name=f"Ketua PPK {here}"),
        *(Post(witness(n, area), Role.WITNESS, area, n, contest.id, f"Saksi paslon {n} {here}") for n in pairs),
        Post(f"panwascam-{area}", Role.SUPERVISOR, area, name=f"Panwascam {here}"),
    ]


def second(area: str) -> str:
    """Return the log-in name of the PPK's second member, without whom no large change takes effect."""
    return f"ppk2-{area}"


def chair(area: str) -> str:
    """Return the log-in name of the PPK's chair."""
    return f"ketua-ppk-{area}"


def witness(number: int, area: str) -> str:
    """Return the log-in name of a pair's witness in a kecamatan."""
    return f"saksi-{number}-{area}"


async def acknowledge(
    staff: Staff, settings: Settings, papers: Sequence[Paper], done: Tiers, tick: Callable[[], None]
) -> None:
    """Let the recipients of every copy open their links and say that they have it; a few do not."""
    held, gate = links.links(settings.data_dir), asyncio.Semaphore(_AT_ONCE)

    async def one(station: str) -> None:
        async with gate:
            copy = await _copy(staff, station)
            for recipient in range(1, copy["due"] + 1):
                if (int(station) + recipient) % _ABSENT:
                    body: dict[str, object] = {
                        "recipient": recipient,
                        "count": copy["count"],
                        "revision": copy["revision"],
                    }
                    body |= {"code": held.code(staff.contest.id, station, recipient)}
                    url = f"/api/copies/{staff.contest.id}/{station}/receipts"
                    (await staff.client.post(url, json=body)).raise_for_status()
                    done.delivered += 1
            done.due += copy["due"]
            tick()

    await asyncio.gather(*(one(paper.station.code) for paper in papers))


async def object_once(staff: Staff, area: str, papers: Sequence[Paper], done: Tiers) -> None:
    """Let a witness object to one TPS, and the PPK answer from the paper."""
    station = papers[len(papers) // 2].station.code
    filer = await staff.sign_in(witness(1, area))
    said = {"area": station, "text": "Saksi mencatat jumlah suara tidak sah berbeda; mohon dibacakan ulang."}
    filed = await filer.post(f"/api/objections/{staff.contest.id}", said)
    answer = {"verdict": "noted", "text": "C.Hasil plano dibuka dan dibacakan ulang; angkanya sama dengan foto."}
    officer = await staff.sign_in(people.ppk_account(area))
    await officer.post(f"/api/objections/{staff.contest.id}/{filed['number']}/answer", answer)
    done.objections += 1


def complete(election: Election, papers: Sequence[Paper]) -> list[str]:
    """Return the kelurahan, and after them the kecamatan, all of whose forms are here: only those can be signed."""
    here = {paper.station.code for paper in papers}
    around = {code for paper in papers for code in (paper.station.village, paper.station.code[: Tier.DISTRICT.value])}
    whole = [area for area in around if here >= {s.code for s in election.stations if s.code.startswith(area)}]
    return sorted(whole, key=lambda area: (-len(area), area))


async def sign_all(staff: Staff, areas: Sequence[str], done: Tiers, tick: Callable[[], None]) -> None:
    """Hold the relay check of every kelurahan and the plenary of the kecamatan, and sign each."""
    for area in areas:
        await _hold_and_sign(staff, f"pps-{area}" if len(area) == Tier.VILLAGE.value else chair(area), area, done)
        tick()


async def _hold_and_sign(staff: Staff, name: str, area: str, done: Tiers) -> None:
    officer = await staff.sign_in(name)
    address = f"/api/plenaries/{staff.contest.id}/{area}/events"
    where = {"place": "Aula Kantor Kecamatan", "chair": staff.names[name]}
    state = await officer.post(address, {"kind": "opened", **where})
    for number in [choice.number for choice in staff.contest.choices]:
        seat = {"seat": "witness", "name": f"Saksi paslon {number}", "presence": "signed", "choice": number}
        await officer.post(address, {"kind": "attended", "attendee": seat | {"mandate": f"SM-{number}/2024"}})
    posted = True if len(area) == Tier.VILLAGE.value else None
    for child in list(state["pending"]):
        await officer.post(address, {"kind": "read", "subject": child, "posted": posted})
    await officer.post(address, {"kind": "closed"})
    code = await next_code(staff.secrets, name)
    signed = await officer.post(f"/api/certificates/{staff.contest.id}/{area}", {"code": code or ""})
    done.certificates[area] = str(signed["sha256"])


async def _copy(staff: Staff, station: str) -> dict[str, int]:
    """Return a station's copy, once the worker has made it."""
    async with asyncio.timeout(_COPY_PATIENCE_S):
        while True:
            answer = await staff.client.get(f"/api/copies/{staff.contest.id}/{station}")
            if answer.status_code != httpx.codes.NOT_FOUND:
                answer.raise_for_status()
                found = answer.json()
                return {name: int(found[name]) for name in ("count", "revision", "due")}
            await asyncio.sleep(1)
