"""What the commands that train have in common: their options, work on every core, and a stopwatch."""

import argparse
import multiprocessing
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeVar

_TIMED = 30
Made = TypeVar("Made")


def options(module: str, says: str | None, file: str, epochs: int) -> argparse.ArgumentParser:
    """Return the options of a command that writes this file of `ocr/models`."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=says)
    parser.add_argument("--out", type=Path, default=Path("ocr/models"), help=f"where {file} and its card go")
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--seed", type=int, default=1)
    return parser


def measured(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Return the options of a command that also measures on photos."""
    parser.add_argument("--photos", type=Path, help="folder of labelled forms, to be measured on")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--measure", action="store_true", help="measure the network there is, train nothing")
    return parser


def spread(processes: int, make: Callable[..., Made], parts: Iterable[tuple[object, ...]]) -> list[Made]:
    """Return what is made of every part, in their order, by so many processes."""
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        return [job.result() for job in [pool.submit(make, *part) for part in parts]]


def milliseconds(work: Callable[[], object]) -> float:
    """Return the processor time in ms of some work, which is done once beforehand."""
    work()
    begun = time.process_time()
    for _ in range(_TIMED):
        work()
    return (time.process_time() - begun) / _TIMED * 1000
