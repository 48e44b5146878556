"""How long does it take to make a lost kecamatan again from its log? Rows, places in the log, and every publication.

`.venv/bin/python -m benchmarks.rebuild [EVERY]`: a kecamatan of 100 stations is published after every 10 stations (or
EVERY), then the database is lost, and then the folder too. Prints how long it takes.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from shutil import rmtree
from time import perf_counter

from sqlalchemy import make_url

from aggregation import worker
from aggregation.rebuild import Stage, rebuild
from aggregation.workplace import publisher
from recap.app import database, embedded, migrations, rebuild_place
from recap.app.settings import Settings
from tests import kecamatan
from tests.filled import PAGES
from tests.night import CONTEST


async def publish(url: str, data: Path, every: int) -> None:
    """Have the forms arrive, and publish after so many stations each."""
    engine = database.connect(url)
    place = publisher(Settings(data_dir=data), engine)
    async with database.transaction(engine) as session:
        await kecamatan.begin(session)
    for start in range(0, len(kecamatan.STATIONS), every):
        async with database.transaction(engine) as session:
            for station in kecamatan.STATIONS[start : start + every]:
                for page in PAGES:
                    await kecamatan._page(session, station, page)  # noqa: SLF001  a page as the tests have it
                await worker.settle(session, CONTEST, station)
        await place.publish()
    await place.publish(exports_now=True)
    await engine.dispose()


async def again(url: str, data: Path) -> None:
    """Rebuild everything, and print how long the stages took."""
    engine, marks = database.connect(url), {}

    def tell(stage: Stage, done: int, size: int) -> None:
        marks[stage] = (perf_counter(), done, size)

    begun = perf_counter()
    done = await rebuild(Settings(data_dir=data), engine, tell)
    seconds = perf_counter() - begun
    proven = marks[Stage.INSPECT][0] - begun
    print(f"proven whole: {done.entries} entries in {proven:.2f} s ({done.entries / proven:.0f}/s)")
    print(f"rebuilt: {done.restored} acts and {done.publications} publications in {seconds:.1f} s")
    await engine.dispose()


async def rows_only(url: str, data: Path) -> None:
    """Rebuild the rows alone, while the folder stands, and print how long it took."""
    engine, begun = database.connect(url), perf_counter()
    done = await rebuild(Settings(data_dir=data), engine, lambda _stage, _done, _size: None)
    print(f"rows alone: {done.restored} acts in {perf_counter() - begun:.1f} s")
    await engine.dispose()


def main() -> None:
    """Publish, lose, rebuild."""
    every = int(sys.argv[1]) if sys.argv[1:] else 10
    with tempfile.TemporaryDirectory(prefix="rb") as folder, embedded.running(Path(folder)) as url:
        data = Path(folder) / "data"
        migrations.upgrade(url)
        asyncio.run(publish(url, data, every))
        for name, lose in (("one", False), ("two", True)):
            asyncio.run(rebuild_place._command(url, f"CREATE DATABASE {name}"))  # noqa: SLF001  as it makes its own
            beside = make_url(url).set(database=name).render_as_string(hide_password=False)
            migrations.upgrade(beside)
            if lose:
                rmtree(data / "published")
            asyncio.run(again(beside, data) if lose else rows_only(beside, data))


if __name__ == "__main__":
    main()
