"""Being the only one who writes, and not leaving before the writing has ended."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

_LOOK_EVERY_S = 0.05

T = TypeVar("T")


@asynccontextmanager
async def alone(folder: Path) -> AsyncIterator[None]:
    """Hold the folder's lock file; waiting for it can be cancelled."""
    descriptor = _lock_file(folder)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(_LOOK_EVERY_S)
        yield
    finally:
        os.close(descriptor)


def _lock_file(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    return os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)


async def finished(work: Callable[..., T], *given: object) -> T:
    """Return what this returns in a thread of its own; cancelled, wait for its end: it writes, and others may not."""
    task = asyncio.ensure_future(asyncio.to_thread(work, *given))
    try:
        return await asyncio.shield(task)
    finally:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([task])
