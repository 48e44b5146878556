"""Read a labelled photo as the worker does, and again with each share of the evidence; keep what may be compared."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.labels import Truth
from ocr.cells import ALL, Encoding
from ocr.cut import cut
from ocr.decode import Limits
from ocr.digits import SIDE
from ocr.identify import Layouts
from ocr.read import Seen, read
from recap.domain.reading import CellReading, PageReading

SHARES: Mapping[str, frozenset[Encoding]] = {
    "digits": frozenset({Encoding.BOXES}),
    "+ bubbles": frozenset({Encoding.BOXES, Encoding.BUBBLES}),
    "+ words": frozenset({Encoding.BOXES, Encoding.BUBBLES, Encoding.WORDS}),
    "+ tally": ALL - {Encoding.SUMS},
    "+ arithmetic": ALL,
}


@dataclass(frozen=True, slots=True)
class Look:
    """A reading, the pictures of its boxes whose sign is known, and the readings with less evidence."""

    reading: PageReading
    crops: NDArray[np.uint8]
    signs: str
    shares: Mapping[str, Mapping[str, CellReading]]


def look(truth: Truth, forms: Layouts, *, in_shares: bool) -> Look:
    """Return what the reader makes of a labelled photo."""
    photo = truth.path.read_bytes()
    seen = read(photo, forms, None, Limits())
    shares = {
        name: read(photo, forms, None, Limits(), using=using).reading.cells if in_shares else {}
        for name, using in SHARES.items()
    }
    crops, signs = _boxes(seen, truth)
    return Look(seen.reading, crops, signs, {**shares, "+ arithmetic": seen.reading.cells} if in_shares else {})


def _boxes(seen: Seen, truth: Truth) -> tuple[NDArray[np.uint8], str]:
    """Return the crops of the boxes whose sign is known, and those signs."""
    if seen.sheet is None or seen.placed is None or not seen.reading.cells:
        return np.empty((0, SIDE, SIDE), np.uint8), ""
    crops = cut(seen.sheet, seen.placed)
    owners = [(number.code, place) for number in seen.sheet.page.fields for place in range(len(number.boxes))]
    known = [
        (row, truth.boxes[code][place])
        for row, (code, place) in enumerate(owners)
        if place < len(truth.boxes.get(code, ""))
    ]
    return crops[[row for row, _ in known]], "".join(sign for _, sign in known)
