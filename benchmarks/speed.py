"""How many 12 MP photos one core reads in a second: `python -m benchmarks.speed [--photos N] [--seed S] [--json]`.

Draws, fills and photographs forms as `benchmarks.specimens` does, keeps the photos of 11 megapixels and more, and reads
each by itself, with what its sender says of it, in one reading process of the worker's pool. Beside every reading, in
the same process, the same JPEG is only decoded: at full size in colour, and at half size in grey. Seconds are those of
the processor, of programs begun for a reading too, so that other work on the machine counts little; of three rounds the
quickest counts. Few photos are hard, and take five times as long: of fewer than a hundred the mean says little.
Limits to compare with: 25 pages/s, twice the time of decoding, and 400 MiB.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import mean, median
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from benchmarks.shots import first_shots, told
from ocr.decode import Limits
from ocr.header import header
from ocr.pool import readers
from ocr.read import Expected, read
from recap.app import layouts
from recap.cli.demo import papers
from recap.domain.form import FormLayout

_ROUNDS = 3
_LARGE = 11_000_000
_STATIONS = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """What reading one photo takes: processor seconds, also of decoding alone, wall milliseconds by stage, memory."""

    read_s: float
    colour_s: float
    half_s: float
    ms: dict[str, float]
    peak_mib: float


def main() -> None:
    """Make the photos, read them, and print the figures; with `--json` the last line is one object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--photos", type=int, default=100)
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    wishes = parser.parse_args()
    with TemporaryDirectory() as folder:
        wanted = islice(first_shots(_STATIONS, wishes.seed, Path(folder)), 2 * wishes.photos)
        with readers() as makers:
            photos = [each for each in makers.map(_made, list(wanted)) if header(each[0]).pixels >= _LARGE]
    with readers(1) as reader:
        # Each round anew over all photos: what one leaves in the processor's cache is no help to the next.
        rounds = [list(reader.map(_taken, photos[: wishes.photos])) for _ in range(_ROUNDS)]
    result = _figures([min(each, key=lambda taken: taken.read_s) for each in zip(*rounds, strict=True)])
    for name, value in result.items():
        print(f"{name:30} {value}")
    if wishes.json:
        print(json.dumps(result))


def _made(shot: papers.Shot) -> tuple[bytes, Expected]:
    return papers.take(shot).read_bytes(), told(shot)


def _taken(made: tuple[bytes, Expected]) -> Taken:
    """Read and decode one photo, by turns, in a process that reads nothing else meanwhile."""
    (photo, expected), form = made, _form()
    began = _seconds()
    reading = read(photo, (form,), expected, Limits()).reading
    read_s = _seconds() - began
    colour_s, half_s = (_decoded(photo, flag) for flag in (cv2.IMREAD_COLOR, cv2.IMREAD_REDUCED_GRAYSCALE_2))
    return Taken(read_s, colour_s, half_s, dict(reading.ms), getrusage(RUSAGE_SELF).ru_maxrss / 1024)


def _form() -> FormLayout:
    return layouts.load("C.HASIL-KWK", 2)


def _decoded(photo: bytes, flag: int) -> float:
    began = _seconds()
    cv2.imdecode(np.frombuffer(photo, np.uint8), flag)
    return _seconds() - began


def _seconds() -> float:
    """Return the processor time of this process and of what it began, in seconds."""
    return sum(used.ru_utime + used.ru_stime for used in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def _figures(taken: Sequence[Taken]) -> dict[str, object]:
    stages: dict[str, list[float]] = defaultdict(list)
    for each in taken:
        for stage, ms in each.ms.items():
            stages[stage].append(ms)
    seconds = [each.read_s for each in taken]
    return {
        "photos": len(taken),
        "pages_per_core_s": round(1 / mean(seconds), 1),
        "ms_mean": round(1000 * mean(seconds), 1),
        "ms_median": round(1000 * median(seconds), 1),
        "times_decoding_in_colour": round(sum(seconds) / sum(each.colour_s for each in taken), 2),
        "times_decoding_half_in_grey": round(sum(seconds) / sum(each.half_s for each in taken), 2),
        "ms_by_stage": {stage: round(sum(ms) / len(taken), 1) for stage, ms in stages.items()},
        "peak_mib": round(max(each.peak_mib for each in taken)),
    }


if __name__ == "__main__":
    main()
