"""Pieces of work on all processors: a nation has 7,000 kecamatan, and each can be checked alone."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

from recap.verify.source import Source

T = TypeVar("T")
Job = Callable[[Source], T]
"""A piece of work that can be handed to another process: a `functools.partial` of a module's function."""
_AHEAD = 4
"""Pieces waiting for each process: enough to keep it busy, few enough to hold in memory."""


def run(source: Source, jobs: Iterable[Job[T]], processes: int) -> Iterator[T]:
    """Yield what the jobs return, in their order; with one process they run here."""
    if processes == 1:
        for job in jobs:
            yield job(source)
        return
    waiting: deque[Future[T]] = deque()
    with ProcessPoolExecutor(processes) as pool:
        for job in jobs:
            waiting.append(pool.submit(job, source))
            if len(waiting) >= _AHEAD * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
