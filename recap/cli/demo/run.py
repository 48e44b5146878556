"""The demonstration's story: load, draw and photograph, send, read, confirm, settle, publish."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from time import perf_counter

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.ext.asyncio import AsyncEngine

from ocr.pool import readers
from recap.app import database, definition, elections, examples, layouts, readings, stations
from recap.app.settings import Settings
from recap.cli.demo import papers, people, published, tiers
from recap.cli.demo.offices import Post, take_office
from recap.cli.demo.papers import Paper, Shot
from recap.cli.demo.people import Night
from recap.cli.demo.published import Published
from recap.cli.demo.tiers import Staff, Tiers
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
    secrets: Mapping[str, str]
    above: Tiers


async def run(settings: Settings, wishes: Wishes, console: Console) -> Count:
    """Count the area once and return what happened; the published folder holds the outcome."""
    election = definition.read(_EXAMPLE, layouts.names())
    contest = election.contests[0]
    filled = papers.fill(election, wishes.area, papers.published_votes(wishes.area), wishes.seed)
    written = filled[: wishes.stations or None]
    shots = papers.first_shots(election, contest, written, wishes.folder / "photos", wishes.seed)
    trial = papers.practice(election, wishes.area, wishes.seed)
    extra = papers.good_shots(election, contest, trial, wishes.folder / "practice", wishes.seed)
    night = Night()
    engine = database.connect(settings.database_url or "")
    try:
        with _progress(console) as progress, readers() as pool:
            secrets = await _prepare(settings, engine, election, wishes.area, [*written, trial])
            _draw(pool, [*shots, *extra], progress)
            tools = _Tools(night, pool, progress, wishes.seed, secrets, election)
            reading_s, above = await _through_the_night(settings, engine, written, shots, tools)
        machine = await _machine(engine, night)
    finally:
        await engine.dispose()
    due = (len(written), above.certificates)
    outcome = await published.complete(settings.data_dir / "published", contest.id, *due)
    return Count(wishes, election, contest, written, shots, night, reading_s, trial, machine, outcome, secrets, above)


async def _through_the_night(
    settings: Settings, engine: AsyncEngine, written: list[Paper], shots: list[Shot], tools: "_Tools"
) -> tuple[float, Tiers]:
    """Let everybody work, over HTTP, from the TPS to the signed kecamatan; return how long sending and reading took."""
    contest, area = shots[0].contest, written[0].station.code[: Tier.DISTRICT.value]
    address = f"http://{settings.host}:{settings.port}"
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=httpx.Limits()) as client:
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))  # devices carry tokens alone
        seconds = await _at_the_stations(client, written, shots, tools)
        names = {post.username: post.name for post in tiers.posts(tools.election, contest, area)}
        staff = Staff(client, contest, tools.secrets, names)
        desks = (await staff.sign_in(people.ppk_account(area)), await staff.sign_in(tiers.second(area)))
        done = tools.progress.add_task("PPK menyelesaikan selisih · settling", total=len(written))

        async def finished() -> bool:
            counted = await _accepted(engine, contest, area)
            tools.progress.update(done, completed=counted)
            return counted >= len(written)

        await people.settle_all(desks, written, tools.night, finished)
        done_above = await _above(settings, staff, written, tools)
    return seconds, done_above


async def _above(settings: Settings, staff: Staff, written: list[Paper], tools: "_Tools") -> Tiers:
    """Let the recipients take their copies, a witness object, and the tiers hold their plenaries and sign."""
    done, area = Tiers(), written[0].station.code[: Tier.DISTRICT.value]
    copies = tools.progress.add_task("Salinan digital diterima · copies", total=len(written))
    await tiers.acknowledge(staff, settings, written, done, lambda: tools.progress.advance(copies))
    await tiers.object_once(staff, area, written, done)
    areas = tiers.complete(tools.election, written)
    signed = tools.progress.add_task("Pleno dan penandatanganan · plenaries, signing", total=len(areas))
    await tiers.sign_all(staff, areas, done, lambda: tools.progress.advance(signed))
    return done


@dataclass(frozen=True, slots=True)
class _Tools:
    night: Night
    pool: Executor
    progress: Progress
    seed: int
    secrets: Mapping[str, str]
    election: Election


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


async def _prepare(
    settings: Settings, engine: AsyncEngine, election: Election, area: str, written: list[Paper]
) -> dict[str, str]:
    """Load the election and appoint its officers: one KPPS per station, the PPK, the KPU; return their secrets."""
    codes = [paper.station.code for paper in written]
    districts = sorted({area, *(code[: Tier.DISTRICT.value] for code in codes)})
    posts: list[Post] = [Post(people.account(code), Role.KPPS, code) for code in codes]
    posts += [post for district in districts for post in tiers.posts(election, election.contests[0], district)]
    posts += [Post(people.KPU_ACCOUNT, Role.KPU, area[: Tier.CITY.value])]
    async with database.transaction(engine) as session:
        await elections.load(session, election)
        return await take_office(session, settings.data_dir, election.id, posts, people.PASSWORD)


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
def _progress(console: Console) -> Iterator[Progress]:
    columns = (TextColumn("{task.description:<50}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        yield progress
