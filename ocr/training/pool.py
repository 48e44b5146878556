"""All boxes the network learns from: real, specimen, and ink of other hands written into blank boxes."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.digits import CLASSES, SIDE
from ocr.specimen.chance import happens
from ocr.specimen.crops import LABELS, training_boxes
from ocr.training import paper, strokes
from ocr.training.sources import Boxes, ink, join, lifted

Rng = np.random.Generator
Made = tuple[paper.Grey, int]

_CROSS, _DASH, _EMPTY, _SPOILT = (CLASSES.index(sign) for sign in "X-_?")
_REAL_TWICE = 2
_LIFTED_TIMES = 3
_SEEN = 0.035
_THINNEST = 0.35  # of the ink, else it was thinned to nothing
_NARROW = (1, 4)  # digits whose ink stays clear of the printed border, so that it can be rubbed out


def build(folder: Path, real: Boxes, size: int, seed: int) -> Boxes:
    """Return the training boxes: the real ones twice, and about `size` made ones."""
    rng = np.random.default_rng(seed)
    specimens = training_boxes(size * 2 // 5, seed)
    order = np.array([CLASSES.index(sign) for sign in LABELS])
    foreign = join([ink(folder, rng)] + [lifted(real)] * _LIFTED_TIMES)
    made = [_one(foreign, real, rng) for _ in range(size * 3 // 5)]
    composed = Boxes(np.stack([image for image, _ in made]), np.array([label for _, label in made], np.int64))
    return join([real] * _REAL_TWICE + [Boxes(specimens.images, order[specimens.labels]), composed])


def _one(foreign: Boxes, real: Boxes, rng: Rng) -> tuple[NDArray[np.uint8], int]:
    make = rng.choice(_KINDS, p=_SHARES)
    image, label = make(foreign, real, rng)
    if happens(rng, 0.08):
        image = paper.smeared(image, rng)
    return _finish(image, rng), label


def _written(foreign: Boxes, real: Boxes, rng: Rng) -> Made:
    which = rng.integers(len(foreign.images))
    low = 0.25 if happens(rng, 0.3) else 0.45
    box = _inked(_blank(real, rng), _thinned(foreign.images[which], rng), rng, (low, 0.9))
    return box, int(foreign.labels[which])


def _empty(_: Boxes, real: Boxes, rng: Rng) -> Made:
    return _blank(real, rng), _EMPTY


def _dashed(_: Boxes, real: Boxes, rng: Rng) -> Made:
    return _inked(_blank(real, rng), strokes.dash(rng), rng, (0.3, 0.75)), _DASH


def _crossed(_: Boxes, real: Boxes, rng: Rng) -> Made:
    return _inked(_blank(real, rng), strokes.cross(rng), rng, (0.18, 1.0)), _CROSS


def _blank(real: Boxes, rng: Rng) -> paper.Grey:
    blank = None
    if happens(rng, 0.6):
        blank = paper.rubbed_out(real.images[rng.choice(np.nonzero(np.isin(real.labels, _NARROW))[0])], rng)
    if blank is None:
        blank = paper.printed(rng)
    if happens(rng, 0.08):
        blank = _inked(blank, strokes.speck(rng), rng, (0.5, 0.9))
    return paper.crease(blank, rng) if happens(rng, 0.15) else blank


def _struck_real(_: Boxes, real: Boxes, rng: Rng) -> Made:
    box = real.images[rng.choice(np.nonzero(real.labels < _CROSS)[0])].astype(np.float32)
    return _struck(box, rng), _SPOILT


def _struck_foreign(foreign: Boxes, real: Boxes, rng: Rng) -> Made:
    digit = _thinned(foreign.images[rng.integers(len(foreign.images))], rng)
    return _struck(_inked(_blank(real, rng), digit, rng, (0.6, 0.9), rng.normal(0, 1.5, 2)), rng), _SPOILT


def _struck(box: paper.Grey, rng: Rng) -> paper.Grey:
    # A strike nobody can see would teach that a clean digit is a struck one.
    while True:
        after = _inked(box, strokes.strike(rng), rng, (0.65, 1.0), rng.normal(0, 1.5, 2))
        if (box - after).mean() > _SEEN * np.percentile(box, 80):
            return after


def _dirty(_: Boxes, real: Boxes, rng: Rng) -> Made:
    mask = strokes.dirt(rng) if happens(rng, 0.5) else strokes.scribble(rng)
    return _inked(_blank(real, rng), mask, rng, (0.5, 1.0)), _SPOILT


_KINDS = (_written, _empty, _dashed, _crossed, _struck_real, _struck_foreign, _dirty)
_SHARES = (0.54, 0.18, 0.08, 0.07, 0.055, 0.035, 0.04)


def _thinned(image: NDArray[np.uint8], rng: Rng) -> strokes.Mask:
    # The collections were written with broad pens or enlarged; pens on forms are finer.
    change = int(rng.integers(-3, 2))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(change) * 2 + 1,) * 2)
    other = cv2.erode(image, kernel) if change < 0 else cv2.dilate(image, kernel)
    if other.mean() < _THINNEST * image.mean():
        other = image
    return other.astype(np.float32) / 255


def _inked(
    box: paper.Grey,
    mask: strokes.Mask,
    rng: Rng,
    heights: tuple[float, float],
    place: NDArray[np.float64] | None = None,
) -> paper.Grey:
    height = rng.uniform(*heights) * 41
    scale = height / mask.shape[0]
    # A small digit may stand anywhere in its box.
    room = (41 - height) / 2
    shift = np.clip(rng.normal(0, 1.2 + room / 4, 2), -room - 2, room + 2) if place is None else place
    turn, squeeze = rng.normal(0, 0.07), rng.uniform(0.7, 1.2)
    linear = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ np.diag([squeeze, 1])
    offset = SIDE / 2 + shift - linear @ np.array([mask.shape[1] / 2, mask.shape[0] / 2])
    placed = cv2.warpAffine(
        cv2.GaussianBlur(mask, (0, 0), 0.45 / scale), np.column_stack([linear, offset]), (SIDE, SIDE)
    )
    light = np.percentile(box, 80)
    colour = light * rng.uniform(0.05, 0.72)
    strength = placed * rng.uniform(0.75, 1.0)
    return np.minimum(box, box * (1 - strength) + colour * strength).astype(np.float32)


def _finish(box: paper.Grey, rng: Rng) -> NDArray[np.uint8]:
    grey = np.clip(box, 0, 255).astype(np.uint8)
    if happens(rng, 0.5):
        return grey
    side = int(rng.integers(22, 60))  # as small as the photo had it
    small = cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA)
    _, file = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 95))])
    seen = np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE))
    return np.asarray(cv2.resize(seen, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC))
