"""How well nearly equal photos are found: `python -m benchmarks.likeness [--sheets N] [--seed S]`.

Fills sheets of one kelurahan, photographs each twice, copies one of the photos as a messenger does (smaller, darker,
a little cropped, compressed), and compares the hashes of all. Prints the distances of the ink and of the photo hash for
the same sheet photographed again, for copies, and for different sheets of one page, with the misses and false alarms at
the thresholds in use.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np

from benchmarks.sheets import blank, photo_of
from ocr.likeness import INK_BITS, INK_NEAR, INK_OF_COPY, PHOTO_OF_COPY, likeness
from ocr.paper.identity import Identity
from ocr.read import read
from ocr.specimen.fill import Facts, Habits, fill
from ocr.specimen.numbers import plausible
from recap.app import layouts
from recap.domain.election import ContestId, Station, StationCode

_PAGES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Shot:
    """The hash of one photo: of which page of which sheet, and how it was made."""

    page: int
    sheet: int
    how: str
    hash: str


def main() -> None:
    """Photograph, hash and compare, and print the figures; with `--json` the last line is one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    wishes = parser.parse_args()
    cv2.setNumThreads(1)
    shots = [shot for sheet in range(wishes.sheets) for shot in _shots(sheet, wishes.seed)]
    result = summary(shots)
    for name, value in result.items():
        print(f"{name:24} {value}")
    if wishes.json:
        print(json.dumps(result))


def summary(shots: list[Shot]) -> dict[str, object]:
    """Return the distances' distributions (lowest, median, highest) and the errors at the thresholds in use."""
    found: dict[str, list[tuple[int, int]]] = {"copy": [], "again": [], "other": []}
    for one, other in combinations(shots, 2):
        if one.page == other.page:
            kind = "other" if one.sheet != other.sheet else "copy" if "copy" in (one.how, other.how) else "again"
            if {one.how, other.how} != {"again", "copy"}:
                found[kind].append(_distances(one.hash, other.hash))
    figures: dict[str, object] = {"photos": len(shots)}
    for kind, pairs in found.items():
        for name, at in (("ink", 0), ("photo", 1)):
            known = [pair[at] for pair in pairs]
            figures[f"{kind} {name}"] = [int(f(known)) for f in (min, np.median, max)] if known else []
        near = sum(ink <= INK_NEAR or (ink <= INK_OF_COPY and photo <= PHOTO_OF_COPY) for ink, photo in pairs)
        figures[f"{kind} pairs"] = len(pairs)
        figures[f"{kind} called alike"] = near
    return figures


def _shots(sheet: int, seed: int) -> Iterator[Shot]:
    layout = layouts.load("C.HASIL-KWK", 2)
    rng = np.random.default_rng([seed, sheet])
    code = StationCode(f"3374010001{sheet + 1:03d}")
    contest = ContestId("semarang-2024.pkwkk")
    where = Identity(contest, code, "Jawa Tengah", "Kota Semarang", "Semarang Tengah", "Miroto", 1)
    men = int(rng.integers(180, 290))
    values = plausible(Station(code, sheet + 1, men, men + 8, 600), 2, rng)
    for page in _PAGES:
        first = sheet_photo(page, where, values, (seed, sheet, 0))
        photos = {"first": first, "again": sheet_photo(page, where, values, (seed, sheet, 1)), "copy": forwarded(first)}
        for how, photo in photos.items():
            seen = read(photo, (layout,))
            if seen.sheet is not None and seen.placed is not None:
                yield Shot(page, sheet, how, likeness(seen.sheet))


def sheet_photo(
    page_number: int, where: Identity, values: Mapping[str, int], seeds: tuple[int, int, int], *, marked: bool = True
) -> bytes:
    """Return a photo of a sheet that is written alike for the same first two seeds.

    The sheet names its station in print and by its QR code, unless it is not `marked`.
    """
    layout = layouts.load("C.HASIL-KWK", 2)
    page = layout.page(page_number)
    hand, camera = np.random.default_rng([*seeds[:2], page_number]), np.random.default_rng([*seeds, page_number, 7])
    sheet = blank(layout, page_number, where, marked=marked)
    fill(sheet, Facts(page, where, values, Habits()), hand)
    return photo_of(sheet, page, camera)


def forwarded(photo: bytes) -> bytes:
    """Return a photo as a messenger passes it on: cropped a little, smaller, darker, compressed."""
    picture = np.asarray(cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR), np.uint8)
    height, width = picture.shape[:2]
    part = picture[height // 100 : height - height // 100, width // 100 : width - width // 100]
    small = cv2.resize(part, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", cv2.convertScaleAbs(small, alpha=0.85), [cv2.IMWRITE_JPEG_QUALITY, 65])[1].tobytes()


def _distances(one: str, other: str) -> tuple[int, int]:
    apart = [a != b for a, b in zip(one, other, strict=True)]
    return sum(apart[:INK_BITS]), sum(apart[INK_BITS:])


if __name__ == "__main__":
    main()
