"""How many of thousands of forged folders does the verifier find? Every kind of mutation, by kind, and each one missed.

`python -m benchmarks.mutations [--seeds 20] [--first 0] [--processes 2] [--data DIR]`: one mutation of every kind for
each seed. Without --data a busy night is played in a database of its own and published by the real publisher first.
"""

import argparse
import asyncio
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from recap.app import database, embedded, migrations
from tests.verify import runner, stage
from tests.verify.kinds import KINDS


def play(data: Path) -> None:
    """Play the night in this folder."""

    async def act(url: str) -> None:
        engine = database.connect(url)
        await stage.play(engine, data)
        await engine.dispose()

    with embedded.running(data / "server") as url:
        migrations.upgrade(url)
        asyncio.run(act(url))


def measure(data: Path, seeds: Sequence[int], processes: int) -> int:
    """Make the mutations, print what came of them, and return how many were missed."""
    begun, whole = perf_counter(), runner.Tally()
    with ProcessPoolExecutor(processes) as pool:
        for tally in pool.map(partial(runner.run, data), [[seed] for seed in seeds]):
            whole.add(tally)
            print(f"{whole.found.total():,} found of {whole.made.total():,} made", end="\r", flush=True)
    seconds = perf_counter() - begun
    for name in sorted(KINDS):
        print(f"{name:50} {whole.found[name]:6,} of {whole.made[name]:6,}")
    made, found = whole.made.total(), whole.found.total()
    print(f"\n{found:,} found of {made:,} made ({len(KINDS)} kinds), {made / seconds:.1f} folders a second")
    for missed in whole.missed:
        print(f"MISSED {missed}")
    return made - found


def main() -> int:
    """Read the command line; the exit status tells whether a mutation was missed."""
    parser = argparse.ArgumentParser()
    for name, default in (("seeds", 20), ("first", 0), ("processes", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--data", type=Path)
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + asked.seeds)
    with TemporaryDirectory(prefix="recap-mutations-") as temporary:
        data = asked.data or Path(temporary)
        if asked.data is None:
            data.chmod(0o755)  # PostgreSQL runs as another user
            play(data)
        return int(measure(data, seeds, asked.processes) > 0)


if __name__ == "__main__":
    raise SystemExit(main())
