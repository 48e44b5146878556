"""Read photos in processes of their own: every core reads, and a picture that kills its reader kills nothing else."""

import ctypes
import resource
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from os import cpu_count

import cv2
from threadpoolctl import threadpool_limits

from ocr.decode import Limits, decode_colour, encode
from ocr.draw import annotated, page_picture, public_picture
from ocr.identify import Layouts
from ocr.likeness import likeness
from ocr.read import Expected, Seen, read
from recap.domain.errors import Unreadable
from recap.domain.reading import PageReading

_MEMORY_BYTES = 6 * 1024**3
"""Address space of a reader; reading 40 million pixels needs under 1 GB, libraries map the rest without using it."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Of glibc's `mallopt(3)`."""
_KEPT_BYTES = 128 * 1024**2
"""A picture of 40 million pixels in colour, as it is decoded; a reader keeps no more than its largest photo needed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reading with the pictures people will look at; None where there is nothing to show.

    `likeness` is the perceptual hash of a sheet that was read, empty otherwise.
    """

    reading: PageReading
    page: bytes | None
    public: bytes | None
    likeness: str = ""


def readers(processes: int | None = None) -> Executor:
    """Return a pool of reading processes, one a core unless told otherwise."""
    return ProcessPoolExecutor(processes or cpu_count() or 1, get_context("forkserver"), initializer=_prepare)


def read_with_pictures(photo: bytes, layouts: Layouts, expected: Expected | None, limits: Limits) -> Outcome:
    """Read a photo, and make its flattened page and its public copy."""
    seen = read(photo, layouts, expected, limits)
    try:
        colour = decode_colour(photo, limits)
    except Unreadable:
        return Outcome(seen.reading, None, None)
    page = None
    if seen.sheet is not None:
        page = encode(page_picture(colour, seen.sheet.picture.shape, seen.sheet))
    alike = likeness(seen.sheet) if seen.sheet is not None and seen.placed is not None else ""
    return Outcome(seen.reading, page, public_picture(colour), alike)


def read_with_drawing(
    photo: bytes, layouts: Layouts, limits: Limits, *, drawn: bool
) -> tuple[PageReading, bytes | None]:
    """Read a photo, and if wished draw what was read on it."""
    seen: Seen = read(photo, layouts, None, limits)
    if not drawn:
        return seen.reading, None
    try:
        return seen.reading, encode(annotated(decode_colour(photo, limits), seen))
    except Unreadable:
        return seen.reading, None


def keep_memory() -> None:
    """Let this process use the memory of one picture for the next one, where the C library is glibc.

    It would give every picture's pages back and have them cleared again, which costs a fifth of the time of a reading.
    """
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_MMAP_THRESHOLD, _KEPT_BYTES)
        library.mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)


def _prepare(limit: Callable[[int, tuple[int, int]], None] = resource.setrlimit) -> None:
    # Processes share the cores; threads inside each would only fight over them, and those of NumPy's linear algebra
    # wait in a busy loop: of two cores, each reading would hold both.
    cv2.setNumThreads(1)
    threadpool_limits(1)
    keep_memory()
    limit(resource.RLIMIT_AS, (_MEMORY_BYTES, resource.RLIM_INFINITY))
