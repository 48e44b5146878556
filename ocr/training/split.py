"""Which real boxes teach, which choose the temperature, and which are kept unseen: by polling station, never by box."""

import zlib
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

TEST_PERCENT = 25
VALIDATION_PERCENT = 15


class Part(StrEnum):
    """What a box may be used for."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


def part(group: str) -> Part:
    """Return the part of a box from its group, written `source:station code`."""
    station = group.partition(":")[2]
    if not station:
        return Part.TRAIN  # the writer is unknown, so the box may come from any station
    place = zlib.crc32(station.encode()) % 100
    if place < TEST_PERCENT:
        return Part.TEST
    return Part.VALIDATION if place < TEST_PERCENT + VALIDATION_PERCENT else Part.TRAIN


def members(groups: NDArray[np.str_], wanted: Part) -> NDArray[np.bool_]:
    """Return which boxes belong to a part."""
    return np.array([part(str(group)) is wanted for group in groups], np.bool_)
