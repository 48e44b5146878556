"""Readings of the vote pages of one form, made up: clear cells but for those that a test changes."""

from collections.abc import Mapping
from math import log

import numpy as np

from ocr.fuse import Belief
from ocr.kept import keep
from recap.domain.photo import PhotoDigest
from recap.domain.reading import CellReading, Decision, PageReading

WRITTEN = {
    2: {"PAS1": 210, "PAS2": 155},
    3: {"SAH": 365, "TSAH": 27, "TOT": 392, "PHP4-R": 392, "PSS4-R": 392},
}


def belief(value: int, own: float, **others: float) -> Belief:
    numbers = np.full(1000, 1e-9)
    numbers[value] = own
    for name, chance in others.items():
        numbers[int(name[1:])] = chance
    return Belief(numbers / numbers.sum(), 0.0)


def page(number: int, changed: Mapping[str, Belief] | None = None) -> PageReading:
    beliefs = {code: belief(value, 1.0) for code, value in WRITTEN[number].items()} | dict(changed or {})
    cells = {
        code: CellReading(
            b.best,
            b.best,
            round(b.score, 4),
            3.0,
            sure=b.score > 0.9999,
            certainty=round(log(b.score / (1 - b.score)), 2),
            chances=keep(b),
        )
        for code, b in beliefs.items()
    }
    unsure = not all(cell.sure for cell in cells.values())
    decision, reason = (Decision.REVIEW, "unsure") if unsure else (Decision.ACCEPT, "clear")
    return PageReading(
        PhotoDigest(f"{number}" * 64), "C.HASIL-KWK", number, "walikota", "33", decision, reason, None, cells
    )
