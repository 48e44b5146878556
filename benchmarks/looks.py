"""Read a labelled photo as the worker does, and again with each share of the evidence; keep what may be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.labels import Truth
from benchmarks.tried import do_all, told
from ocr.cells import ALL, Encoding
from ocr.cut import cut
from ocr.decode import Limits
from ocr.digits import SIDE
from ocr.read import Seen, read
from recap.cli.read import known_forms
from recap.domain.photo import digest
from recap.domain.reading import CellReading, Decision, PageReading

SHARES: Mapping[str, frozenset[Encoding]] = {
    "digits": frozenset({Encoding.BOXES}),
    "+ bubbles": frozenset({Encoding.BOXES, Encoding.BUBBLES}),
    "+ words": frozenset({Encoding.BOXES, Encoding.BUBBLES, Encoding.WORDS}),
    "+ tally": ALL - {Encoding.SUMS},
    "+ arithmetic": ALL,
}
"""Digits alone make no number sure: a box may hold ink never shown to the network, which `fuse` takes to happen in 1
of 1,000, so that certainty ends at 6.9, below every bar."""

_CRASHED = PageReading(digest(b""), None, None, None, None, Decision.REFUSE, "crashed", None)


@dataclass(frozen=True, slots=True)
class Look:
    """A reading, the pictures of its boxes whose sign is known, and the readings with less evidence by share.

    `crash` tells how the reader ended where it gave no reading; such a photo counts as refused for `crashed`.
    """

    reading: PageReading
    crops: NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, SIDE, SIDE), np.uint8))
    signs: str = ""
    shares: Mapping[str, Mapping[str, CellReading]] = field(default_factory=dict)
    crash: str = ""


def look_at(
    truths: Sequence[Truth], others: Sequence[Path], processes: int | None, *, in_shares: bool
) -> tuple[list[Look], list[Look]]:
    """Return what the reader makes of each labelled photo and of each other one, whatever becomes of one of them."""
    works = [partial(_look, truth, in_shares=in_shares) for truth in truths]
    found = do_all([*works, *(partial(_glance, photo) for photo in others)], processes)
    looks = [look if isinstance(look, Look) else Look(_CRASHED, crash=told(look)) for look in found]
    return looks[: len(truths)], looks[len(truths) :]


def _look(truth: Truth, *, in_shares: bool) -> Look:
    photo, forms = truth.path.read_bytes(), known_forms(None, None)
    seen = read(photo, forms, None, Limits())
    fewer = {name: using for name, using in SHARES.items() if using != ALL and in_shares}
    shares = {name: read(photo, forms, None, Limits(), using=using).reading.cells for name, using in fewer.items()}
    return Look(seen.reading, *_boxes(seen, truth), shares)


def _glance(photo: Path) -> Look:
    return Look(read(photo.read_bytes(), known_forms(None, None), None, Limits()).reading)


def _boxes(seen: Seen, truth: Truth) -> tuple[NDArray[np.uint8], str]:
    """Return the crops of the boxes whose sign is known, and those signs."""
    read_as = (seen.reading.layout, seen.reading.page)
    found = bool(seen.reading.cells) and read_as == (truth.layout, truth.page)
    if seen.sheet is None or seen.placed is None or not found:
        return np.empty((0, SIDE, SIDE), np.uint8), ""
    crops = cut(seen.sheet, seen.placed)
    signs = "".join(truth.boxes.get(number.code, "?" * len(number.boxes)) for number in seen.sheet.page.fields)
    known = [row for row, sign in enumerate(signs) if sign != "?"]
    return crops[known], "".join(signs[row] for row in known)
