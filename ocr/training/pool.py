"""All boxes the network learns from: real, specimen, and ink of other hands written into blank boxes."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.signs import CLASSES
from ocr.specimen.chance import happens
from ocr.specimen.crops import LABELS, training_boxes
from ocr.training import paper, strokes
from ocr.training.put import copied, finish, inked
from ocr.training.sources import Boxes, ink, join, lifted

Rng = np.random.Generator
Made = tuple[paper.Grey, int]

_CROSS, _DASH, _EMPTY, _STRUCK, _DIRT = (CLASSES.index(sign) for sign in "X-_?#")
_REAL_TWICE = 2
_LIFTED_TIMES = 2
_SEEN = 0.035
_PALE = np.float32(0.25)
_THINNEST = 0.35  # of the ink, else it was thinned to nothing
_NARROW = (1, 4)  # digits whose ink stays clear of the printed border, so that it can be rubbed out


def build(folder: Path, real: Boxes, size: int, seed: int) -> Boxes:
    """Return the training boxes: the real ones twice, and about `size` made ones."""
    rng = np.random.default_rng(seed)
    specimens = training_boxes(size * 2 // 5, seed)
    order = np.array([CLASSES.index(sign) for sign in LABELS])
    foreign = join([ink(folder, rng)] + [lifted(real)] * _LIFTED_TIMES)
    composed = compose(foreign, real, size * 3 // 5, rng)
    return join([real] * _REAL_TWICE + [Boxes(specimens.images, order[specimens.labels]), composed])


def compose(foreign: Boxes, real: Boxes, count: int, rng: Rng) -> Boxes:
    """Return so many boxes made of the ink of `foreign`, white on black 64 x 64, and of the paper of real boxes."""
    made = [_one(foreign, real, rng) for _ in range(count)]
    return Boxes(np.stack([image for image, _ in made]), np.array([label for _, label in made], np.int64))


def _one(foreign: Boxes, real: Boxes, rng: Rng) -> tuple[NDArray[np.uint8], int]:
    make = list(_SHARES)[int(rng.choice(len(_SHARES), p=list(_SHARES.values())))]
    image, label = make(foreign, real, rng)
    if happens(rng, 0.08):
        image = paper.smeared(image, rng)
    # A copy makes printed guides as black as ink: what an empty box then shows may be an 8.
    if label not in (_EMPTY, _DASH) and happens(rng, 0.12):
        image = copied(image, rng)
    return finish(image, rng), label


def _written(foreign: Boxes, real: Boxes, rng: Rng) -> Made:
    which = rng.integers(len(foreign.images))
    low = 0.25 if happens(rng, 0.3) else 0.45
    box = inked(_blank(real, rng), _thinned(foreign.images[which], rng), rng, (low, 0.9))
    return box, int(foreign.labels[which])


def _empty(_: Boxes, real: Boxes, rng: Rng) -> Made:
    return _blank(real, rng), _EMPTY


def _dashed(_: Boxes, real: Boxes, rng: Rng) -> Made:
    return inked(_blank(real, rng), strokes.dash(rng), rng, (0.3, 0.75)), _DASH


def _crossed(_: Boxes, real: Boxes, rng: Rng) -> Made:
    return inked(_blank(real, rng), strokes.cross(rng), rng, (0.18, 1.0)), _CROSS


def _blank(real: Boxes, rng: Rng) -> paper.Grey:
    blank = None
    if happens(rng, 0.6):
        blank = paper.rubbed_out(real.images[rng.choice(np.nonzero(np.isin(real.labels, _NARROW))[0])], rng)
    if blank is None:
        blank = paper.printed(rng)
    if happens(rng, 0.08):
        blank = inked(blank, strokes.speck(rng), rng, (0.5, 0.9))
    if happens(rng, 0.04):
        # What is written over a pale smear is still read.
        blank = inked(blank, strokes.dirt(rng) * _PALE, rng, (0.5, 1.0))
    return paper.crease(blank, rng) if happens(rng, 0.15) else blank


def _overwritten(foreign: Boxes, real: Boxes, rng: Rng) -> Made:
    """Return a wrong digit with the right one written over it in a bolder line, which is the one that counts."""
    wrong = rng.integers(len(foreign.images))
    right = rng.choice(np.nonzero(foreign.labels != foreign.labels[wrong])[0])
    both = strokes.over(*(_thinned(foreign.images[which], rng) for which in (wrong, right)), rng)
    return inked(_blank(real, rng), both, rng, (0.5, 0.85)), int(foreign.labels[right])


def _struck_real(_: Boxes, real: Boxes, rng: Rng) -> Made:
    box = real.images[rng.choice(np.nonzero(real.labels < _CROSS)[0])].astype(np.float32)
    return _struck(box, rng), _STRUCK


def _struck_foreign(foreign: Boxes, real: Boxes, rng: Rng) -> Made:
    digit = _thinned(foreign.images[rng.integers(len(foreign.images))], rng)
    return _struck(inked(_blank(real, rng), digit, rng, (0.6, 0.9), rng.normal(0, 1.5, 2)), rng), _STRUCK


def _struck(box: paper.Grey, rng: Rng) -> paper.Grey:
    # A strike nobody can see would teach that a clean digit is a struck one.
    while True:
        after = inked(box, strokes.strike(rng), rng, (0.65, 1.0), rng.normal(0, 1.5, 2))
        if (box - after).mean() > _SEEN * np.percentile(box, 80):
            return after


def _scribbled(_: Boxes, real: Boxes, rng: Rng) -> Made:
    return inked(_blank(real, rng), strokes.scribble(rng), rng, (0.5, 1.0)), _STRUCK


def _dirty(_: Boxes, real: Boxes, rng: Rng) -> Made:
    return inked(_blank(real, rng), strokes.dirt(rng), rng, (0.5, 1.0)), _DIRT


_SHARES = {
    _written: 0.50,
    _overwritten: 0.07,
    _empty: 0.17,
    _dashed: 0.08,
    _crossed: 0.08,
    _struck_real: 0.035,
    _struck_foreign: 0.02,
    _scribbled: 0.015,
    _dirty: 0.03,
}


def _thinned(image: NDArray[np.uint8], rng: Rng) -> strokes.Mask:
    # The collections were written with broad pens or enlarged; pens on forms are finer.
    if happens(rng, 0.2):
        return strokes.ridge(image, rng)
    change = int(rng.integers(-3, 2))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(change) * 2 + 1,) * 2)
    other = cv2.erode(image, kernel) if change < 0 else cv2.dilate(image, kernel)
    if other.mean() < _THINNEST * image.mean():
        other = image
    return other.astype(np.float32) / 255
