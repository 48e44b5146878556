"""Measures how long a city waits from an accepted result to the visible file, while results come without a pause.

Run: `.venv/bin/python -m benchmarks.publication_latency` (2,358 stations, 40 results a second for 30 s, each with
three photos of 150 kB; `--rate N`, `--seconds N`). Database, log and publishing are the real ones, the publisher a
process of its own on this machine. Settling is left out, so that the rate is what it says: the rows it writes for an
accepted form are written directly. A result counts from the moment that stands in its row.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from statistics import quantiles
from time import monotonic, sleep

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation.workplace import publisher
from recap.app import (
    clock,
    database,
    elections,
    embedded,
    jobs,
    migrations,
    outcomes,
    photos,
    pictures,
    readings,
    results,
    stations,
)
from recap.app.blobs import Blobs
from recap.app.readings import NewReading
from recap.app.settings import Settings, child_environment
from recap.app.stations import Counted
from recap.domain.election import Area, AreaCode, Choice, Contest, ContestId, Election, Station, StationCode
from recap.domain.photo import digest
from recap.domain.reading import CellReading, Decision, PageReading, Reader
from recap.domain.rights import Role
from tests import people
from tests.filled import FACTS, PAGES

NEED_S = 5.0
"""Seconds from an accepted result to the visible file, in 99 of 100 cases (issue 5, figures)."""
CONTEST = ContestId("kota-2024.pkwkk")
_DISTRICTS, _VILLAGES, _STATIONS = 16, 177, 2358
"""Semarang in 2024 (DOMAIN.md 5)."""
_PHOTO_BYTES = 150_000
_LOOK_S = 0.01
_QUIET_S = 8.0
_PATIENCE_S = 120


def codes() -> list[StationCode]:
    """Return the codes of the stations, spread over kecamatan and kelurahan."""
    villages = [f"3374{n % _DISTRICTS + 1:02d}{1001 + n // _DISTRICTS:04d}" for n in range(_VILLAGES)]
    return sorted(StationCode(f"{villages[n % _VILLAGES]}{n // _VILLAGES + 1:03d}") for n in range(_STATIONS))


def city() -> Election:
    """Return a city of that size with one contest."""
    every = codes()
    areas = sorted({"33", *(code[:width] for code in every for width in (4, 6, 10))})
    return Election(
        id="kota-2024",
        name="Kota",
        day=date(2024, 11, 27),
        areas=tuple(Area(AreaCode(code), code) for code in areas),
        stations=tuple(Station(c, int(c[-3:]), FACTS.voters_male, FACTS.voters_female, FACTS.cap) for c in every),
        contests=(
            Contest(CONTEST, "PKWKK", "Walikota", AreaCode("3374"), "C.HASIL-KWK", (Choice(1, "A"), Choice(2, "B"))),
        ),
    )


async def photographed(session: AsyncSession, blobs: Blobs, station: StationCode) -> None:
    """Have all pages of a station's form arrive, be read and be confirmed; only the settling is left."""
    for page, values in PAGES.items():
        photo = digest(f"{station} {page}".encode())
        await photos.keep(session, photo, _PHOTO_BYTES, "image/jpeg")
        sent = await photos.send(session, photo, CONTEST, station, 1)
        cells = {code: CellReading(value, value, 0.99, 9.0, sure=True) for code, value in values.items()}
        said = PageReading(photo, "C.HASIL-KWK", page, CONTEST, station, Decision.ACCEPT, "", None, cells)
        await readings.add_machine(session, sent, said)
        await readings.add_person(session, NewReading(photo, CONTEST, station, page, Reader.KPPS, 1, values))
        await blobs.put(pictures.key(photo), _picture(photo))


def _picture(photo: str) -> bytes:
    seed = photo.encode()
    return b"".join(sha256(seed + n.to_bytes(4, "big")).digest() for n in range(_PHOTO_BYTES // 32))


async def accept(engine: AsyncEngine, some: Sequence[StationCode], rate: float) -> None:
    """Have one form after the other accepted, so many a second; their photos become public with them."""
    async with database.transaction(engine) as session:
        alike = await outcomes.of_station(session, CONTEST, some[0])
    begun = monotonic()
    for number, station in enumerate(some):
        await asyncio.sleep(max(0.0, begun + number / rate - monotonic()))
        async with database.transaction(engine) as session:
            mine = {page: digest(f"{station} {page}".encode()) for page in PAGES}
            for photo in mine.values():
                await pictures.add(session, photo, _shown(photo))
            outcome = replace(alike, photos=mine)
            await results.add(session, CONTEST, station, outcome, 1)
            await stations.record(session, CONTEST, station, outcome, Counted(1, 1))
            await jobs.announce(session, jobs.CHANGED)


@cache
def _shown(photo: str) -> str:
    return sha256(_picture(photo)).hexdigest()


class Watch:
    """Somebody who looks at the manifest all the time."""

    def __init__(self, folder: Path) -> None:
        """Watch this folder."""
        self._folder = folder
        self._over = threading.Event()
        self.seen: list[tuple[datetime, bytes]] = []

    def __call__(self) -> None:
        """Keep every manifest with the moment at which it was there."""
        while not self._over.is_set():
            content = (self._folder / "manifest.json").read_bytes()
            if not self.seen or self.seen[-1][1] != content:
                self.seen.append((clock.now(), content))
            sleep(_LOOK_S)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch while the block runs."""
        thread = threading.Thread(target=self)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def visible(self) -> dict[str, datetime]:
        """Return when the result of each station was visible first."""
        found: dict[str, datetime] = {}
        for at, content in self.seen:
            for code in self._counted(json.loads(content)["contests"][CONTEST]["area"]):
                found.setdefault(code, at)
        return found

    def _counted(self, name: str) -> Iterator[str]:
        for child in json.loads((self._folder / f"objects/{name}.json").read_bytes())["children"]:
            if not child["number"]:
                yield from self._counted(child["object"])
            elif child["counted"]:
                yield child["code"]


async def prepare(settings: Settings, url: str, some: Sequence[StationCode]) -> None:
    """Load the city, have the forms arrive, and publish all of it without a single result."""
    engine = database.connect(url)
    blobs = Blobs.in_folder(settings.data_dir / "blobs")
    async with database.transaction(engine) as session:
        await elections.load(session, city())
        await people.active(session, 1, Role.KPPS, some[0], election="kota-2024")
    for station in some:
        for page in PAGES:
            _shown(digest(f"{station} {page}".encode()))
    for start in range(0, len(some), 50):
        async with database.transaction(engine) as session:
            for station in some[start : start + 50]:
                await photographed(session, blobs, station)
    await publisher(settings, engine).publish(exports_now=True)
    await engine.dispose()


async def night(settings: Settings, url: str, some: Sequence[StationCode], rate: float) -> list[float]:
    """Return the seconds each result waited until it was visible."""
    engine = database.connect(url)
    watch = Watch(settings.data_dir / "published")
    with watch.watching():
        await accept(engine, some, rate)
        await _all_visible(engine, len(some))
    accepted = await _accepted(engine)
    await engine.dispose()
    visible = watch.visible()
    spread = max(accepted.values()) - min(accepted.values())
    print(f"{len(accepted) / spread.total_seconds():.0f} results/s were accepted; {len(watch.seen) - 1} publications")
    return [(visible[station] - at).total_seconds() for station, at in accepted.items()]


async def _all_visible(engine: AsyncEngine, due: int) -> None:
    for _ in range(_PATIENCE_S):
        await asyncio.sleep(1)
        if len(await _accepted(engine)) == due:
            break
    await asyncio.sleep(_QUIET_S)


async def _accepted(engine: AsyncEngine) -> dict[str, datetime]:
    async with database.transaction(engine) as session:
        found = await session.execute(text("SELECT station, settled_at FROM result"))
        return {station: at for station, at in found}  # noqa: C416  rows are not pairs to a type checker


@contextmanager
def publishing(settings: Settings) -> Iterator[None]:
    """Run the process that publishes while the block runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "recap.cli.main", "worker", "publish"], env=child_environment(settings)
    )
    try:
        sleep(_QUIET_S)
        yield
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Prepare, have results come, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=40.0)
    parser.add_argument("--seconds", type=int, default=30)
    asked = parser.parse_args()
    some = codes()[:: max(1, int(_STATIONS / (asked.rate * asked.seconds)))][: int(asked.rate * asked.seconds)]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        data.chmod(0o755)  # the database is another user's where this one is root
        with embedded.running(data) as url:
            migrations.upgrade(url)
            settings = Settings(data_dir=data, database_url=url)
            asyncio.run(prepare(settings, url, some))
            print(f"{_STATIONS:,} stations published; {len(some):,} results follow, {asked.rate:g}/s")
            with publishing(settings):
                waited = sorted(asyncio.run(night(settings, url, some, asked.rate)))
    cuts = quantiles(waited, n=100, method="inclusive")
    print(
        f"from accepted to visible: median {cuts[49]:.2f} s, 99 of 100 within {cuts[98]:.2f} s (need {NEED_S:g} s), "
        f"slowest {waited[-1]:.2f} s; {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main()
