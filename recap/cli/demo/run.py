"""The demonstration's story: load, draw and photograph, send, read, confirm, settle, publish."""

import multiprocessing
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from os import cpu_count
from pathlib import Path
from time import perf_counter

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from recap.app import database, definition, elections, examples, layouts, officers, readings, stations
from recap.app.settings import Settings
from recap.cli.demo import papers, people, published
from recap.cli.demo.devices import sign_in
from recap.cli.demo.papers import Paper, Shot
from recap.cli.demo.people import Night
from recap.cli.demo.published import Published
from recap.domain.election import AreaCode, Contest, Election, Tier
from recap.domain.photo import PhotoDigest
from recap.domain.reading import PageReading
from recap.domain.rights import Role
from recap.domain.settlement import State

_EXAMPLE = examples.FOLDER / "semarang-2024"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the visitor asked for on the command line."""

    area: str
    stations: int
    seed: int
    folder: Path


@dataclass(frozen=True, slots=True)
class Count:
    """The counted kecamatan: what was on paper, what people did, and how long the reading took."""

    wishes: Wishes
    election: Election
    contest: Contest
    papers: list[Paper]
    shots: list[Shot]
    night: Night
    reading_s: float
    practice: Paper
    machine: Mapping[tuple[str, int], PageReading]
    published: Published


async def run(settings: Settings, wishes: Wishes, console: Console) -> Count:
    """Count the area once and return what happened; the published folder holds the outcome."""
    election = definition.read(_EXAMPLE, layouts.names())
    contest = election.contests[0]
    filled = papers.fill(election, wishes.area, published_votes(wishes.area), wishes.seed)
    written = filled[: wishes.stations or None]
    shots = papers.first_shots(election, contest, written, wishes.folder / "photos", wishes.seed)
    trial = papers.practice(election, wishes.area, wishes.seed)
    extra = papers.good_shots(election, contest, trial, wishes.folder / "practice", wishes.seed)
    night = Night()
    engine = database.connect(settings.database_url or "")
    try:
        with _progress(console) as progress, _processes() as pool:
            await _prepare(engine, election, wishes.area, [*written, trial])
            _draw(pool, [*shots, *extra], progress)
            tools = _Tools(night, pool, progress, wishes.seed)
            reading_s = await _through_the_night(settings, engine, written, shots, tools)
        machine = await _machine(engine, night)
    finally:
        await engine.dispose()
    outcome = await published.complete(settings.data_dir / "published", contest.id, len(written))
    return Count(wishes, election, contest, written, shots, night, reading_s, trial, machine, outcome)


async def _through_the_night(
    settings: Settings, engine: AsyncEngine, written: list[Paper], shots: list[Shot], tools: "_Tools"
) -> float:
    """Let the stations send and confirm and the PPK settle, over HTTP; return how long sending and reading took."""
    contest, area = shots[0].contest, written[0].station.code[: Tier.DISTRICT.value]
    address = f"http://{settings.host}:{settings.port}"
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=httpx.Limits()) as client:
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))  # devices carry tokens alone
        seconds = await _at_the_stations(client, written, shots, tools)
        desk = await sign_in(client, people.ppk_account(area), people.PASSWORD, contest.id)
        done = tools.progress.add_task("PPK menyelesaikan selisih · settling", total=len(written))

        async def finished() -> bool:
            counted = await _accepted(engine, contest, area)
            tools.progress.update(done, completed=counted)
            return counted >= len(written)

        await people.settle_all(desk, area, written, tools.night, finished)
    return seconds


@dataclass(frozen=True, slots=True)
class _Tools:
    night: Night
    pool: Executor
    progress: Progress
    seed: int


async def _at_the_stations(client: httpx.AsyncClient, written: list[Paper], shots: list[Shot], tools: _Tools) -> float:
    """Send, wait for the reading, retake and confirm; return the seconds from the first photo to the last reading."""
    started = perf_counter()
    sent = tools.progress.add_task("Mengirim foto lewat HTTP · sending", total=len(shots))
    devices = await people.send_all(client, shots, tools.night, lambda: tools.progress.advance(sent))
    seen = tools.progress.add_task("Membaca formulir · reading", total=len(shots))
    await people.see_through(devices, shots, tools.pool, tools.night, lambda: tools.progress.advance(seen))
    seconds = perf_counter() - started
    said = tools.progress.add_task("Konfirmasi KPPS · confirming", total=len(shots))
    await people.confirm_all(devices, written, tools.night, tools.seed, lambda: tools.progress.advance(said))
    return seconds


def published_votes(area: str) -> tuple[int, ...]:
    """Return the votes per choice that the real count of 2024 published for a kecamatan; KeyError if none."""
    return examples.published()[AreaCode(area)].votes


async def _prepare(engine: AsyncEngine, election: Election, area: str, written: list[Paper]) -> None:
    """Load the election and appoint its officers: one KPPS per station, the PPK, the KPU of the city."""
    async with database.transaction(engine) as session:
        await elections.load(session, election)
        for paper in written:
            code = paper.station.code
            await _appoint(session, people.account(code), Role.KPPS, code)
        for district in sorted({area, *(paper.station.code[: Tier.DISTRICT.value] for paper in written)}):
            await _appoint(session, people.ppk_account(district), Role.PPK, district)
        await _appoint(session, people.KPU_ACCOUNT, Role.KPU, area[: Tier.CITY.value])


async def _appoint(session: AsyncSession, name: str, role: Role, area: str) -> None:
    await officers.add(session, officers.NewOfficer(name, name, role, AreaCode(area), people.PASSWORD))


async def _accepted(engine: AsyncEngine, contest: Contest, area: str) -> int:
    async with database.transaction(engine) as session:
        progress = await stations.progress(session, contest.id, AreaCode(area))
    return progress.by_state.get(State.ACCEPTED, 0)


async def _machine(engine: AsyncEngine, night: Night) -> dict[tuple[str, int], PageReading]:
    """Return what the machine read on the last photo of every page."""
    found = {}
    async with database.transaction(engine) as session:
        for place, state in night.pages.items():
            reading = await readings.machine(session, PhotoDigest(state["photo"]))
            if reading is not None:
                found[place] = reading
    return found


def _draw(pool: Executor, shots: list[Shot], progress: Progress) -> None:
    drawn = progress.add_task("Menggambar dan memotret · drawing, photographing", total=len(shots))
    for shot in shots:
        shot.path.parent.mkdir(parents=True, exist_ok=True)
    for done in as_completed([pool.submit(papers.take, shot) for shot in shots]):
        done.result()
        progress.advance(drawn)


@contextmanager
def _processes() -> Iterator[Executor]:
    """Yield one process per core; spawned, because a fork would copy the event loop and the database sockets."""
    with ProcessPoolExecutor(cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


@contextmanager
def _progress(console: Console) -> Iterator[Progress]:
    columns = (TextColumn("{task.description:<50}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        yield progress
