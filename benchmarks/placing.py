"""How exactly boxes are cut out of bent paper: `python -m benchmarks.placing [--sheets N] [--seed S] [--json]`.

Draws, fills and photographs N pages a quality (good, usual, bad) of C.HASIL-KWK and C.HASIL-PPWP-2024, reads them by
boxes and bubbles, and measures in mm how far each box was cut from where it is: its centre, and its worst corner. The
limit is 1 mm. Boxes of sure numbers and of accepted pages are counted apart. Another seed is another, unseen set.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from benchmarks.scores import between, part
from ocr.cells import Encoding
from ocr.paper.identity import Identity
from ocr.plane import corners_of, project
from ocr.pool import readers
from ocr.read import Seen, read
from ocr.specimen import make as specimen
from ocr.specimen.camera import displayed_size
from ocr.specimen.conditions import BAD, GOOD, USUAL, Conditions
from ocr.specimen.numbers import plausible
from recap.app import layouts
from recap.domain.election import ContestId, Station, StationCode
from recap.domain.reading import Decision

_LIMIT_MM = 1.0
_CLASSES: Mapping[str, Conditions] = {"good": GOOD, "usual": USUAL, "bad": BAD}
_FORMS, _CHOICES = ("C.HASIL-KWK", "C.HASIL-PPWP-2024"), 3
_USING = frozenset({Encoding.BOXES, Encoding.BUBBLES, Encoding.SUMS})
_SHARES = ("boxes", "trusted", "sure", "accepted")
_STATION = Station(StationCode("3374011001001"), 1, 210, 220, cap=600)
_PLACES = ("JAWA TENGAH", "KOTA SEMARANG", "SEMARANG TENGAH", "MIROTO")


@dataclass(frozen=True, slots=True)
class Cut:
    """One box: how far its centre and its worst corner are off, and which shares it belongs to."""

    centre_mm: float
    corner_mm: float
    shares: frozenset[str]


@dataclass(frozen=True, slots=True)
class Page:
    """The boxes of one photo; none where the photo is refused, which `reason` then says."""

    quality: str
    reason: str
    cuts: tuple[Cut, ...]


def main() -> None:
    """Photograph, read and print; with `--json` the last line is one object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.placing", description=__doc__)
    parser.add_argument("--sheets", type=int, default=40, help="pages a quality")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--width", type=int, default=3000, help="of the photo in pixels")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--processes", type=int, help="one a core unless told otherwise")
    wishes = parser.parse_args()
    tasks = [(quality, at) for quality in _CLASSES for at in range(wishes.sheets)]
    with readers(wishes.processes) as pool:
        pages = list(pool.map(partial(look, seed=wishes.seed, width_px=wishes.width), *zip(*tasks, strict=True)))
    result = {quality: figures([page for page in pages if page.quality == quality]) for quality in _CLASSES}
    for quality, values in result.items():
        for name, value in values.items():
            print(f"{quality:6} {name:32} {value}")
    if wishes.json:
        print(json.dumps(result))


def look(quality: str, at: int, seed: int, width_px: int) -> Page:
    """Return how exactly the boxes of one specimen are cut."""
    rng = np.random.default_rng((seed, at, list(_CLASSES).index(quality)))
    form = layouts.load(_FORMS[at % len(_FORMS)], _CHOICES)
    page = form.pages[int(rng.integers(len(form.pages)))]
    identity = Identity(ContestId("specimen.placing"), _STATION.code, *_PLACES, _STATION.number)
    written = plausible(_STATION, _CHOICES, rng)
    values = {code: written[code] for code in page.codes}
    conditions = replace(_CLASSES[quality], width_px=width_px, height_px=width_px * 4 // 3)
    order = specimen.Order(form, page.number, identity, values, int(rng.integers(1 << 40)), conditions)
    made = specimen.make(order)
    seen = read(made.photo, (form,), using=_USING)
    return Page(quality, seen.reading.reason, tuple(_cuts(made, seen)) if seen.reading.cells else ())


def _cuts(made: specimen.Specimen, seen: Seen) -> list[Cut]:
    if seen.sheet is None or seen.placed is None:
        return []
    # Large photos are halved in decoding.
    scale = seen.sheet.picture.shape[1] / displayed_size(made.truth.shot)[0]
    cuts = []
    for field in seen.sheet.page.fields:
        place, cell = seen.placed[field.code], seen.reading.cells[field.code]
        accepted = seen.reading.decision is Decision.ACCEPT
        shares = frozenset(
            name for name, holds in zip(_SHARES, (True, place.trusted, cell.sure, accepted), strict=True) if holds
        )
        for box, shift, corners in zip(field.boxes, place.shifts, made.truth.polygons[field.code], strict=True):
            true = np.array(corners) * scale
            off = project(seen.sheet.plane, corners_of(box) + shift) - true
            # The box itself is the ruler: paper bends and leans away from the camera.
            mm = np.array([box.w_mm, box.h_mm]) / [np.hypot(*(true[1] - true[0])), np.hypot(*(true[3] - true[0]))]
            centre, worst = np.hypot(*off.mean(axis=0)), np.hypot(*off.T).max()
            cuts.append(Cut(float(centre * mm.mean()), float(worst * mm.mean()), shares))
    return cuts


def figures(pages: Sequence[Page]) -> Mapping[str, object]:
    """Return how many boxes are cut within the limit, with exact 95 % intervals, share by share."""
    result: dict[str, object] = {"pages": len(pages), "refused": sum(not page.cuts for page in pages)}
    for share in _SHARES:
        cuts = [cut for page in pages for cut in page.cuts if share in cut.shares]
        centres, corners = (sum(off < _LIMIT_MM for off in offs) for offs in _offs(cuts))
        result |= {share: len(cuts), f"{share}_centre": part(centres, len(cuts))}
        result |= {f"{share}_centre_95": between(centres, len(cuts)), f"{share}_corner": part(corners, len(cuts))}
        result |= {f"{share}_corner_95": between(corners, len(cuts))}
        result |= {f"{share}_worst_mm": round(max((cut.centre_mm for cut in cuts), default=0.0), 2)}
    return result


def _offs(cuts: Sequence[Cut]) -> tuple[list[float], list[float]]:
    return [cut.centre_mm for cut in cuts], [cut.corner_mm for cut in cuts]


if __name__ == "__main__":
    main()
