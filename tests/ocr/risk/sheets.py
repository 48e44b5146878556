"""Labelled sheets made up for the tests."""

import numpy as np

from ocr.risk.labelled import Sheet


def sheet(*cells: tuple[float, bool], form: str = "1", page: int = 1, quality: str = "good") -> Sheet:
    named = {f"PAS{n}": cell for n, cell in enumerate(cells, 1)}
    return Sheet(form, "C.HASIL-KWK", page, quality, accepted=True, may_pass=True, cells=named)


def honest(count: int, seed: int = 1, *, least: float = 1.0, most: float = 16.0) -> list[Sheet]:
    """Pages of four numbers that are wrong as often as their certainty says."""
    rng = np.random.default_rng(seed)
    made = []
    for n in range(count):
        certainties = rng.uniform(least, most, 4)
        right = rng.random(4) >= 1 / (1 + np.exp(certainties))
        cells = [(float(c), bool(good)) for c, good in zip(certainties, right, strict=True)]
        made.append(sheet(*cells, form=str(n), quality=("good", "usual")[n % 2]))
    return made
