"""The boxes of a number are found where paper bends between them, and the best chain is the best of all."""

from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from ocr.borders import Borders
from ocr.elastic import best_chain
from ocr.flatten import WORK_PX_PER_MM, darkness
from ocr.paper.raster import page_image
from ocr.shade import Shade
from recap.app import layouts

BEND, STIFF = 1, 0.1


def worth(maps: list[NDArray[np.float32]], chain: tuple[tuple[int, int], ...]) -> float:
    """Return what a chain of places shows less what its bends cost, nothing where it bends too far."""
    steps = [(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in pairwise(chain)]
    if any(max(step) > BEND for step in steps):
        return -np.inf
    shown = sum(float(each[y, x]) for each, (x, y) in zip(maps, chain, strict=True))
    return shown - STIFF * sum(dx**2 + dy**2 for dx, dy in steps)


def test_the_best_chain_is_the_best_of_all_chains() -> None:
    rng = np.random.default_rng(5)
    places = list(product(range(4), range(3)))
    for _ in range(5):
        maps = [rng.random((3, 4)).astype(np.float32) for _ in range(3)]

        found = tuple(best_chain(maps, BEND, STIFF))
        assert np.isclose(worth(maps, found), max(worth(maps, chain) for chain in product(places, repeat=3)))


def test_boxes_that_moved_apart_are_found_each_at_its_own_place() -> None:
    layout = layouts.load("C.HASIL-KWK", 2)
    field = layout.page(3).fields[0]
    dark = darkness(page_image(layout, 3, {}, None, WORK_PX_PER_MM))
    first, middle, last = field.boxes
    cuts = [round((a.x_mm + a.w_mm + b.x_mm) / 2 * WORK_PX_PER_MM) for a, b in pairwise(field.boxes)]
    moved = dark.copy()
    moved[5:, cuts[0] : cuts[1]] = dark[:-5, cuts[0] : cuts[1]]
    moved[10:, cuts[1] :] = dark[:-10, cuts[1] :]

    borders = Borders(Shade(moved))
    shifts, contrast = borders.bent((first, middle, last), np.zeros(2), 8.0)
    assert np.abs(shifts - np.array([(0, 0), (0, 5), (0, 10)]) / WORK_PX_PER_MM).max() < 0.5
    assert contrast > 1.3 * borders.search(field.boxes, np.zeros(2), 8.0)[1]
