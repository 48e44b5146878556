"""Measures how many acts a second get their place in the log for good: files, signature and marks, all on the disk.

Run: `.venv/bin/python -m benchmarks.log_appends` (100,000 acts; `--acts N` for fewer). The database is a fresh one of
its own that waits for the disk at every commit. The need: 823,236 stations x 10 acts in the 6 hours of a night.
"""

import argparse
import asyncio
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation.log.disk import Disk
from aggregation.log.logbook import Logbook
from aggregation.log.witnesses import Witnesses
from recap.app import acts, database, embedded, migrations
from recap.app.logfiles import LogFiles
from recap.app.notekeys import NoteKeys
from recap.domain.tlog.policy import NONE

ACTS = 100_000
NEED = 381
"""Acts a second (ANCHORS.md 4: 823,236 stations, ten acts each, in six hours)."""
_TRICKLE = 40
"""Acts that come within a second of a busy night, between two publications."""
_ROUNDS = 25
_BATCH, _FEW = 4096, 1000

# A photo, its upload, what the machine read on it (with its cells), the accepted numbers: as the trigger writes them.
_FILL = """
WITH cells AS (SELECT jsonb_object_agg('CELL' || lpad(c::text, 2, '0'), c * 7) AS numbers,
                      jsonb_object_agg('CELL' || lpad(c::text, 2, '0'), 0.9871 - c / 1000.0) AS odds
               FROM generate_series(1, 34) c)
INSERT INTO act (kind, change, row)
SELECT (ARRAY['photo', 'upload', 'reading', 'result'])[1 + n % 4], 'insert',
  jsonb_build_object('id', n, 'sha256', h, 'photo', h, 'contest', 'kecil-2024.pkwkk', 'officer', 1 + n % 1000,
    'election', 'kecil-2024', 'station', '337401' || lpad((n % 10000000)::text, 7, '0'), 'count', 1, 'page', 1 + n % 3,
    'observed', false, 'received_at', now()) ||
  CASE n % 4 WHEN 2 THEN jsonb_build_object('reader', 'machine', 'counted', true, 'decision', 'accept', 'reason', '',
      'layout', 'C.HASIL-KWK', 'values', numbers, 'sure', '[]'::jsonb, 'detail', jsonb_build_object('odds', odds))
    WHEN 3 THEN jsonb_build_object('revision', 1, 'values', numbers, 'read', numbers, 'keyed', numbers,
      'written', numbers, 'corrected', '{}'::jsonb, 'by_officer', false, 'photos', '{}'::jsonb)
    ELSE '{}'::jsonb END
FROM cells, generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) n,
  LATERAL (SELECT encode(sha256(n::text::bytea), 'hex') AS h) AS digest
"""


async def fill(engine: AsyncEngine, first: int, count: int) -> None:
    """Have this many acts wait for their place."""
    async with database.transaction(engine) as session:
        await session.execute(text(_FILL), {"first": first, "last": first + count - 1})


async def absorbed(engine: AsyncEngine, log: Logbook) -> float:
    """Give every waiting act its place; return the seconds until everything is committed."""
    begun = perf_counter()
    async with log.writing(), database.snapshot(engine) as session:
        await log.absorb(session)
    return perf_counter() - begun


def plain(folder: Path, batches: Sequence[bytes]) -> float:
    """Append to one file and wait for the disk after every batch; return the seconds."""
    begun = perf_counter()
    with (folder / "plain").open("ab", buffering=0) as file:
        for batch in batches:
            file.write(batch)
            os.fsync(file.fileno())
    return perf_counter() - begun


async def measure(url: str, folder: Path, count: int) -> None:
    """Fill, absorb, print."""
    engine = database.connect(url)
    log = Logbook(engine, LogFiles.of(folder), NoteKeys(folder, "log.example/bench"), Witnesses(NONE, 1.0), Disk())
    await fill(engine, 1, 1000)
    await absorbed(engine, log)
    before = log.size
    await fill(engine, 10_000, count)
    seconds = await absorbed(engine, log)
    written = list(zip(log.files.lines(before), log.files.contents(before, log.size), strict=True))
    async with database.transaction(engine) as session:
        marked, waiting = await acts.logged(session), await acts.count(session)
    print(
        f"{len(written)} acts: {seconds:.2f} s, {count / seconds:.0f} a second, {count / seconds / NEED:.1f} x the need"
    )
    print(f"  {marked} entries marked in the database, {waiting} waiting")
    trickle = []
    for at in range(_ROUNDS):
        await fill(engine, 10_000_000 + at * _TRICKLE, _TRICKLE)
        trickle.append(await absorbed(engine, log))
    print(f"{_TRICKLE} acts that come alone: {median(trickle) * 1000:.0f} ms until they are in for good")
    await engine.dispose()
    compare(folder, [line + b"\n" + entry for line, entry in written])


def compare(folder: Path, written: Sequence[bytes]) -> None:
    """Print how fast the same bytes go into a plain file that nobody can check."""
    size = sum(map(len, written)) / len(written)
    batches = [b"".join(written[at : at + _BATCH]) for at in range(0, len(written), _BATCH)]
    rate = len(written) / plain(folder, batches)
    print(f"plain file, {size:.0f} bytes an act, one fsync per {_BATCH}: {rate:.0f} a second")
    print(f"plain file, one fsync per act: {_FEW / plain(folder, written[:_FEW]):.0f} a second")


def main() -> None:
    """Start a database, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=ACTS)
    count = parser.parse_args().acts
    # Not in memory: the folder of temporary files would be, on some machines.
    with tempfile.TemporaryDirectory(dir="/var/tmp") as place:
        folder = Path(place)
        folder.chmod(0o755)
        with embedded.running(folder) as url:
            migrations.upgrade(url)
            asyncio.run(measure(url, folder, count))


if __name__ == "__main__":
    main()
