"""All boxes the network learns from: real, specimen, and ink of other hands written into blank boxes."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.digits import CLASSES, SIDE
from ocr.specimen.crops import LABELS, training_boxes
from ocr.training import paper, strokes
from ocr.training.sources import Boxes, ink, join

Rng = np.random.Generator

_CROSS, _DASH, _EMPTY, _SPOILT = (CLASSES.index(sign) for sign in "X-_?")
_REAL_TWICE = 2


def build(folder: Path, real: Boxes, size: int, seed: int) -> Boxes:
    """Return the training boxes: the real ones twice, and about `size` made ones."""
    rng = np.random.default_rng(seed)
    specimens = training_boxes(size * 2 // 5, seed)
    order = np.array([CLASSES.index(sign) for sign in LABELS])
    foreign = ink(folder, rng)
    made = [_one(foreign, real, rng) for _ in range(size * 3 // 5)]
    composed = Boxes(np.stack([image for image, _ in made]), np.array([label for _, label in made], np.int64))
    return join([real] * _REAL_TWICE + [Boxes(specimens.images, order[specimens.labels]), composed])


def _one(foreign: Boxes, real: Boxes, rng: Rng) -> tuple[NDArray[np.uint8], int]:
    kind = rng.random()
    if kind < 0.5:
        return _written(foreign, real, rng)
    if kind < 0.72:
        return _finish(_blank(real, rng), rng), _EMPTY
    if kind < 0.8:
        return _finish(_inked(_blank(real, rng), strokes.dash(rng), rng, (0.3, 0.75)), rng), _DASH
    if kind < 0.87:
        return _finish(_inked(_blank(real, rng), strokes.cross(rng), rng, (0.18, 1.0)), rng), _CROSS
    return _spoilt(foreign, real, rng), _SPOILT


def _written(foreign: Boxes, real: Boxes, rng: Rng) -> tuple[NDArray[np.uint8], int]:
    which = rng.integers(len(foreign.images))
    low = 0.25 if rng.random() < 0.3 else 0.45
    box = _inked(_blank(real, rng), _thinned(foreign.images[which], rng), rng, (low, 0.9))
    return _finish(box, rng), int(foreign.labels[which])


def _blank(real: Boxes, rng: Rng) -> paper.Grey:
    if rng.random() < 0.5:
        return paper.printed(rng)
    blank = paper.rubbed_out(real.images[rng.integers(len(real.images))], rng)
    return blank if rng.random() < 0.9 else _inked(blank, strokes.speck(rng), rng, (0.5, 0.9))


def _spoilt(foreign: Boxes, real: Boxes, rng: Rng) -> NDArray[np.uint8]:
    how = rng.random()
    if how < 0.45:  # a real digit struck out
        box = real.images[rng.choice(np.nonzero(real.labels != _CROSS)[0])].astype(np.float32)
        return _finish(_inked(box, strokes.strike(rng), rng, (0.65, 1.0)), rng)
    box = _blank(real, rng)
    if how < 0.6:
        return _finish(_inked(box, strokes.scribble(rng), rng, (0.5, 0.9)), rng)
    if how < 0.75:
        return _finish(_inked(box, strokes.dirt(rng), rng, (0.5, 1.0)), rng)
    place = rng.normal(0, 1.5, 2)
    for mask in (_thinned(foreign.images[rng.integers(len(foreign.images))], rng), strokes.strike(rng)):
        box = _inked(box, mask, rng, (0.6, 0.9), place)
    return _finish(box, rng)


def _thinned(image: NDArray[np.uint8], rng: Rng) -> strokes.Mask:
    # The collections were written with broad pens or enlarged; pens on forms are finer.
    change = int(rng.integers(-3, 2))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(change) * 2 + 1,) * 2)
    other = cv2.erode(image, kernel) if change < 0 else cv2.dilate(image, kernel)
    if np.count_nonzero(other > 128) < 0.35 * np.count_nonzero(image > 128):
        other = image
    return other.astype(np.float32) / 255


def _inked(
    box: paper.Grey, mask: strokes.Mask, rng: Rng, heights: tuple[float, float], place: NDArray[np.float64] | None = None
) -> paper.Grey:
    height = rng.uniform(*heights) * 41
    scale = height / mask.shape[0]
    # A small digit may stand anywhere in its box.
    room = (41 - height) / 2
    shift = np.clip(rng.normal(0, 1.2 + room / 4, 2), -room - 2, room + 2) if place is None else place
    turn, squeeze = rng.normal(0, 0.07), rng.uniform(0.7, 1.2)
    linear = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ np.diag([squeeze, 1])
    offset = SIDE / 2 + shift - linear @ np.array([mask.shape[1] / 2, mask.shape[0] / 2])
    placed = cv2.warpAffine(cv2.GaussianBlur(mask, (0, 0), 0.45 / scale), np.column_stack([linear, offset]), (SIDE, SIDE))
    light = np.percentile(box, 80)
    colour = light * rng.uniform(0.05, 0.72)
    strength = placed * rng.uniform(0.75, 1.0)
    return np.minimum(box, box * (1 - strength) + colour * strength).astype(np.float32)


def _finish(box: paper.Grey, rng: Rng) -> NDArray[np.uint8]:
    grey = np.clip(box, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        return grey
    side = int(rng.integers(22, 60))  # as small as the photo had it
    small = cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA)
    _, file = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 95))])
    seen = np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE))
    return np.asarray(cv2.resize(seen, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC))
