"""What the reader's constants were set by: `python -m benchmarks.measures [--stations N] [--seed S] [--photos FOLDER]`.

Reads fresh specimens as `benchmarks.specimens` makes them, or the photos in a folder, and prints the figures that
comments of `ocr/decide.py` and `ocr/moire.py` and `docs/decoding.md` name: how clear photos are and how like a screen,
what the joint decoding of a page leaves out, how long it takes, and how much is kept of a number.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np

from benchmarks.shots import first_shots
from ocr.decide import SCREEN
from ocr.joint import decode_jointly
from ocr.kept import belief_of
from ocr.moire import screen_likeness
from ocr.pool import readers
from ocr.read import Seen, read
from recap.app import layouts
from recap.cli.demo import papers
from recap.domain.reading import PageReading
from recap.domain.rules import rules_for

_CHOICES = {"C.HASIL-KWK": 2, "C.HASIL-PPWP-2024": 3, "C1-PPWP-2019": 2, "C1-KWK-PLANO-2017": 3}
_ENOUGH = 1e-4
"""Missing more, the joint decoding has tried harder, and could not do better."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A photo of a page: its class, the contrast of its borders, how like a screen it is, and its decoding.

    `missed` is the most that was not looked at over all that was, `decode_ms` of a core, `bytes` are kept of a number.
    """

    page: int
    quality: str
    contrast: float
    screen: float
    missed: float
    decode_ms: float
    bytes: float


def main() -> None:
    """Measure, and print the figures; with `--json` the last line is one object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measures", description=__doc__)
    parser.add_argument("--stations", type=int, default=25)
    parser.add_argument("--seed", type=int, default=505)
    parser.add_argument("--photos", type=Path, help="measure the photos in this folder and below it instead")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    wishes = parser.parse_args()
    with TemporaryDirectory() as folder, readers() as pool:
        photos = _photos(wishes.photos) if wishes.photos else first_shots(wishes.stations, wishes.seed, Path(folder))
        found = [each for each in pool.map(_measured, photos) if each is not None]
    result = figures(found)
    for name, value in result.items():
        print(f"{name:30} {value}")
    if wishes.json:
        print(json.dumps(result))


def figures(found: Sequence[Measured]) -> dict[str, object]:
    """Return the figures of photos, of which there is at least one."""
    screens = sorted(each.screen for each in found)
    # The first page has next to all the rules; the others are done in no time.
    first = [each for each in found if each.page == 1] or found
    return {
        "pages": len(found),
        "classes": dict(Counter(each.quality for each in found)),
        "least_contrast": round(min(each.contrast for each in found), 3),
        "like_a_screen_highest": [round(each, 1) for each in screens[-5:]],
        "like_a_screen": sum(each > SCREEN for each in screens),
        "first_pages": len(first),
        "missed_median": float(f"{median(each.missed for each in first):.2g}"),
        "missed_more_than_enough": sum(each.missed > _ENOUGH for each in first),
        "decode_ms_median": round(median(each.decode_ms for each in first), 1),
        "bytes_a_number_median": round(median(each.bytes for each in found)),
    }


def _photos(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"})


def _measured(of: papers.Shot | Path) -> Measured | None:
    """Return what is measured of a photo, None where no number was read on it."""
    path = of if isinstance(of, Path) else papers.take(of)
    forms = [layouts.load(name, count) for name, count in _CHOICES.items()]
    seen = read(path.read_bytes(), forms)
    if isinstance(of, papers.Shot):
        path.unlink()
    return _of(seen) if seen.reading.cells else None


def _of(seen: Seen) -> Measured | None:
    if seen.sheet is None or seen.placed is None:
        return None
    began = process_time()
    missed = _missed(seen.reading)
    spent = process_time() - began
    contrast = float(np.median([each.contrast for each in seen.placed.values()]))
    kept = [len(json.dumps(asdict(cell.chances))) for cell in seen.reading.cells.values() if cell.chances]
    photo = (seen.reading.page or 0, seen.reading.quality, contrast, screen_likeness(seen.sheet))
    return Measured(*photo, missed, spent * 1000, float(np.mean(kept)))


def _missed(reading: PageReading) -> float:
    beliefs = {code: belief_of(cell.chances) for code, cell in reading.cells.items() if cell.chances}
    decoded = decode_jointly(beliefs, rules_for(_CHOICES[reading.layout or ""]))
    return max((each.missed for each in decoded.values()), default=0.0)


if __name__ == "__main__":
    main()
