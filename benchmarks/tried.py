"""Do work that may fail in any way: one photo that raises, or kills its process, is one result fewer, not none."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from ocr.pool import readers

T = TypeVar("T")


def tried(work: Callable[[], T], instead: T) -> tuple[T, str]:
    """Return what some work gives and no words, or what stands in for it and how the work ended."""
    try:
        return work(), ""
    except Exception as error:  # noqa: BLE001  whatever a stranger's file does, a benchmark ends with its figures
        return instead, told(error)


def do_all(works: Sequence[Callable[[], T]], processes: int | None = None) -> list[T | BaseException]:
    """Return what each work gives, or the error it ended in, done side by side in reading processes.

    Work that kills its process ends in BrokenProcessPool.
    """
    with readers(processes) as pool:
        tasks = [_begun(pool, work) for work in works]
        ends = [task.exception() or task.result() for task in tasks]
    # All work that was waiting is lost with a process, and whose fault it was does not show.
    lost = [at for at, end in enumerate(ends) if isinstance(end, BrokenProcessPool)]
    for at, end in zip(lost, _one_by_one([works[at] for at in lost]), strict=True):
        ends[at] = end
    return ends


def told(error: BaseException) -> str:
    """Return an error in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def _one_by_one(works: Sequence[Callable[[], T]]) -> list[T | BaseException]:
    ends: list[T | BaseException] = []
    while len(ends) < len(works):
        with readers(1) as pool:
            for work in works[len(ends) :]:
                task = _begun(pool, work)
                ends.append(task.exception() or task.result())
                if isinstance(ends[-1], BrokenProcessPool):
                    break
    return ends


def _begun(pool: Executor, work: Callable[[], T]) -> Future[T]:
    try:
        return pool.submit(work)
    except BrokenProcessPool as error:
        lost: Future[T] = Future()
        lost.set_exception(error)
        return lost
