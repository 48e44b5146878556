"""How people act in the demonstration: they look at the paper, correct the machine, mistype now and then, and settle.

The people see the paper, never the truth of the machine: what they enter comes from the written numbers alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field

import httpx
import numpy as np

from recap.cli.demo.devices import Case, Device, PhotoState, sign_in
from recap.cli.demo.papers import Paper, Shot, again, by_station, take
from recap.domain.election import Tier
from recap.domain.reason import Reason
from recap.domain.settlement import READERS_DIFFER

PASSWORD = "semarang-2024"  # noqa: S105 - printed for the visitor of the demonstration
_SLIPS_PER_CELL = 0.002
"""Single keying errs in 0.37 of 1,000 fields (Paulsen et al., PLoS ONE 2012); late at night we take five times that."""

KPU_ACCOUNT = "kpu-3374"
_DEVICES_AT_ONCE = 8
_PATIENCE_S = 300.0
_Tick = Callable[[], None]


@dataclass(slots=True)
class Night:
    """What happened: the last state of every page's photo, the refused ones, and what people did."""

    sent: dict[tuple[str, int], str] = field(default_factory=dict)
    pages: dict[tuple[str, int], PhotoState] = field(default_factory=dict)
    refused: list[PhotoState] = field(default_factory=list)
    corrected: int = 0
    mistyped: int = 0
    settled: dict[str, int] = field(default_factory=dict)
    seconded: int = 0


def account(station: str) -> str:
    """Return the log-in name of a station's KPPS."""
    return f"kpps-{station}"


def ppk_account(area: str) -> str:
    """Return the log-in name of a kecamatan's PPK."""
    return f"ppk-{area}"


async def send_all(client: httpx.AsyncClient, shots: list[Shot], night: Night, tick: _Tick) -> dict[str, Device]:
    """Send every photo, each from its own station's device; return the devices by station."""
    devices: dict[str, Device] = {}
    gate = asyncio.Semaphore(_DEVICES_AT_ONCE)

    async def one(station: str, taken: list[Shot]) -> None:
        async with gate:
            device = await sign_in(client, (account(station), PASSWORD, None), shots[0].contest.id, station)
            devices[station] = device
            for shot in taken:
                night.sent[station, shot.page] = await device.send(shot.path)
                tick()

    await asyncio.gather(*(one(station, taken) for station, taken in _by_station(shots).items()))
    return devices


async def see_through(
    devices: Mapping[str, Device], shots: list[Shot], pool: Executor, night: Night, tick: _Tick
) -> None:
    """Wait for every photo to be read; take a refused one again, another way each time, until it is read."""
    loop = asyncio.get_running_loop()

    async def one(station: str, taken: list[Shot]) -> None:
        device = devices[station]
        for shot in taken:
            state, latest = await device.wait_until_read(night.sent[station, shot.page]), shot
            while state["state"] == "refused":
                night.refused.append(state)
                latest = again(latest)
                path = await loop.run_in_executor(pool, take, latest)
                state = await device.wait_until_read(await device.send(path))
            night.pages[station, shot.page] = state
            tick()

    await asyncio.gather(*(one(station, taken) for station, taken in _by_station(shots).items()))


async def confirm_all(devices: Mapping[str, Device], papers: list[Paper], night: Night, seed: int, tick: _Tick) -> None:
    """Confirm every page: keep what the machine read right, correct what it misread, key blind where it was unsure."""
    rng = np.random.default_rng(seed)
    written = by_station(papers)
    for (station, _), state in sorted(night.pages.items()):
        values: dict[str, int] = {}
        for cell in state["cells"]:
            value = written[station][cell["code"]]
            night.corrected += cell["sure"] and cell["value"] != value
            if rng.random() < _SLIPS_PER_CELL:
                value, night.mistyped = _mistype(value, rng), night.mistyped + 1
            values[cell["code"]] = value
        await devices[station].confirm(state["photo"], values)
        tick()


async def settle_all(
    desks: tuple[Device, Device], papers: list[Paper], night: Night, finished: Callable[[], Awaitable[bool]]
) -> None:
    """Work the queue until every station is accepted: look at the photo, settle with the reason that is true.

    A large change takes effect when the second officer, who looks at the same photo, agrees.
    """
    first, second = desks
    area = papers[0].station.code[: Tier.DISTRICT.value]
    written = by_station(papers)
    async with asyncio.timeout(_PATIENCE_S):
        while not await finished():
            for case in await first.queue(area):
                if case["proposed"]:
                    await second.agree(case["id"])
                    night.seconded += 1
                elif reason := await _settle(first, case, written[case["station"]]):
                    night.settled[reason] = night.settled.get(reason, 0) + 1
            await asyncio.sleep(0.5)


async def _settle(desk: Device, case: Case, paper: Mapping[str, int]) -> Reason | None:
    """Settle one case, keyed blind where it has to be; return the reason, None if it was no longer open."""
    if case["blind"]:
        case = await desk.key(case["id"], {code: paper[code] for code in case["blind"]})
    reason, values = ruling(case, paper)
    return reason if await desk.settle(case["id"], reason, _NOTES[reason], values) else None


def ruling(case: Case, paper: Mapping[str, int]) -> tuple[Reason, dict[str, int]]:
    """Return how an officer who looks at the paper settles a discrepancy."""
    for kept in (Reason.HINT_CHECKED, Reason.DUPLICATE_EXPLAINED, Reason.PHOTO_WRONG):
        if kept in case["reasons"]:
            return kept, {}
    seen = dict(case["values"])
    if case["key"].startswith(READERS_DIFFER):
        code = case["cells"][0]
        reason = Reason.MISKEYED if seen.get("machine") == paper[code] else Reason.MISREAD
        return reason, {code: paper[code]}
    wrong = {code: paper[code] for code in case["cells"] if code in seen and seen[code] != paper[code]}
    return (Reason.MISREAD, wrong) if wrong else (Reason.PAPER_DOES_NOT_ADD_UP, {})


_NOTES = {
    Reason.MISREAD: "Foto diperiksa; angka pada formulir jelas.",
    Reason.MISKEYED: "Foto diperiksa; KPPS salah ketik.",
    Reason.HINT_CHECKED: "Dibandingkan dengan foto dan C.Hasil plano; angkanya memang demikian.",
    Reason.DUPLICATE_EXPLAINED: "Kedua lembar diperiksa: tulisan dan TPS-nya berbeda, hanya mirip.",
    Reason.PHOTO_WRONG: "Foto ini bukan lembar yang dimaksud; halaman yang benar sudah ada.",
    Reason.PAPER_DOES_NOT_ADD_UP: "Angka tertulis demikian pada C.Hasil; dibacakan di pleno.",
}


def _by_station(shots: list[Shot]) -> dict[str, list[Shot]]:
    found: dict[str, list[Shot]] = {}
    for shot in shots:
        found.setdefault(shot.identity.station, []).append(shot)
    return found


def _mistype(value: int, rng: np.random.Generator) -> int:
    """Return the number with one digit wrong."""
    place: int = 10 ** int(rng.integers(len(str(value))))
    digit = value // place % 10
    other = (digit + int(rng.integers(1, 10))) % 10
    return value + (other - digit) * place
