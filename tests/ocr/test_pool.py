import resource
from collections.abc import Iterator
from concurrent.futures import Executor

import cv2
import numpy as np
import pytest
from threadpoolctl import threadpool_info

from ocr.pool import readers

MANY = 100
"""Page faults: taking 36 MB anew costs 614 here, and 9,000 where pages are small."""
PICTURE = (4000, 3000, 3)


@pytest.fixture
def pool() -> Iterator[Executor]:
    with readers(1) as pool:
        yield pool


def pages_cleared_for_a_second_picture() -> int:
    before = 0
    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        np.full(PICTURE, 7, np.uint8)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_a_reader_keeps_the_memory_of_one_picture_for_the_next(pool: Executor) -> None:
    assert pool.submit(pages_cleared_for_a_second_picture).result() < MANY


def threads() -> set[int]:
    return {cv2.getNumThreads(), *(int(library["num_threads"]) for library in threadpool_info())}


def test_a_reader_keeps_to_one_thread(pool: Executor) -> None:
    assert pool.submit(threads).result() == {1}
