"""Files of labelled boxes, whatever their size, colour and spelling of the signs, as the reader's boxes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isqrt
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.digits import SIDE
from ocr.signs import CLASSES
from ocr.training.sources import REAL_BOXES, corrections
from ocr.training.split import Part, members

_PICTURES = ("images", "X")
_LABELS = ("char", "labels", "y")
"""Where the sign itself is given it tells an empty box from a cross; the number 10 means both in some files."""
_SIGNS = {"10": "X", "x": "X", "": "_", "–": "-", "—": "-", "−": "-"}  # noqa: RUF001  dashes that people type
_NO_CLASS = -1
_INK_HEIGHT = 30 / 48  # how high a digit stands in a box of a form
_FLAT, _GREY, _COLOURED = 2, 3, 4  # dimensions of a file's pictures
_COLOURS = 3
_BRIGHTEST, _LARGEST_SHORT_SCALE = 255, 16
_BLACK = 12
"""A background below this grey is no photographed paper: the digits stand by themselves, without any box."""
_ENOUGH = 2000
"""Pictures of a file that tell whether all are inverted."""
_HALF = 0.5
_PAPER, _INK = 215, 170


@dataclass(frozen=True, slots=True)
class LabelledBoxes:
    """Boxes of one file with the classes they should be read as, and how many of its rows none of them fits."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    left_out: Mapping[str, int] = field(default_factory=dict)


def load(path: Path, wanted: str | None = None, *, corrected: bool = False) -> LabelledBoxes:
    """Return the boxes of a file, or those of one part of its stations, with the labels as given or as corrected.

    Rows whose label is no sign of a box, or that have no picture, are left out and counted. KeyError or ValueError
    where the file has no such columns.
    """
    with np.load(path) as file:
        images, labels = _column(file, _PICTURES), _column(file, _LABELS)
        groups = file["groups"] if wanted else np.empty(0, np.str_)
    rows = min(len(images), len(labels))
    images, classes = images[:rows], _classes(labels[:rows])
    keep = members(groups[:rows], Part(wanted)) if wanted else np.ones(rows, np.bool_)
    strange = keep & (classes == _NO_CLASS)
    if corrected and path.name == REAL_BOXES:
        for row, right in corrections().items():
            classes[row] = right
    keep &= classes >= 0
    counted = {"label is no sign of a box": int(strange.sum()), "no picture or no label": abs(len(labels) - rows)}
    return LabelledBoxes(as_boxes(images[keep]), classes[keep], {why: n for why, n in counted.items() if n})


def as_boxes(pictures: NDArray[Any]) -> NDArray[np.uint8]:
    """Return pictures as grey 48 x 48 boxes, dark ink on light paper."""
    images = _as_bytes(_as_grey(pictures)) if len(pictures) else np.empty((0, SIDE, SIDE), np.uint8)
    if not len(images):
        return images
    if _is_inverted(images):
        if np.median(images) < _BLACK:
            return np.stack([_on_paper(image) for image in images])
        images = _BRIGHTEST - images
    if images.shape[1:] == (SIDE, SIDE):
        return images
    small = [cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for image in images]
    return np.stack(small).astype(np.uint8)


def _column(file: Mapping[str, NDArray[Any]], names: tuple[str, ...]) -> NDArray[Any]:
    found = next((name for name in names if name in file), None)
    if found is None:
        raise KeyError(" or ".join(names))
    return np.atleast_1d(file[found])


def _classes(labels: NDArray[Any]) -> NDArray[np.int64]:
    """Return the class of each label, -1 for what is none: a number, a sign, or a row that holds just one of them."""
    flat = labels.reshape(len(labels), -1)[:, 0] if labels.size else labels.ravel()
    return np.array([_class(label) for label in flat.tolist()], np.int64)


def _class(label: object) -> int:
    """Return the class that a number or a sign stands for."""
    if isinstance(label, float) and label.is_integer():
        label = int(label)
    text = label.decode("utf-8", "replace") if isinstance(label, bytes) else str(label)
    text = _SIGNS.get(text.strip(), text.strip())
    if len(text) == 1:
        return CLASSES.find(text)
    return int(text) if text.isdecimal() and len(text) == len("13") and int(text) < len(CLASSES) else _NO_CLASS


def _as_grey(pictures: NDArray[Any]) -> NDArray[Any]:
    """Return pictures [N,H,W] from such in colour [N,H,W,3], with their colours first [N,1,H,W], or flat [N,H*W]."""
    if pictures.ndim == _FLAT:
        side = isqrt(pictures.shape[1])
        return pictures.reshape(len(pictures), side, side)
    if pictures.ndim == _COLOURED:
        first = pictures.shape[1] <= _COLOURED < pictures.shape[3]
        colours = np.moveaxis(pictures, 1, 3) if first else pictures
        return np.asarray(
            colours[..., :_COLOURS].mean(axis=3), np.float32 if colours.dtype == np.bool_ else colours.dtype
        )
    if pictures.ndim != _GREY:
        message = f"pictures have {pictures.ndim} dimensions"
        raise ValueError(message)
    return pictures


def _as_bytes(grey: NDArray[Any]) -> NDArray[np.uint8]:
    """Return greys from 0 to 255, from such scales as 0 to 1, 0 to 16, 16 bits, or about a mean of 0."""
    if grey.dtype == np.uint8 and grey.max() > _LARGEST_SHORT_SCALE:
        return grey
    values = np.nan_to_num(grey.astype(np.float32))
    values -= min(0.0, float(values.min()))
    largest = float(values.max())
    if _LARGEST_SHORT_SCALE < largest <= _BRIGHTEST:
        return values.astype(np.uint8)
    if largest > _BRIGHTEST:
        # The brightest grey of 10, 12 or 16 bits is seldom used; which of them it was is still plain.
        largest = 2.0 ** np.ceil(np.log2(largest + 1)) - 1
    return (values * (_BRIGHTEST / largest)).astype(np.uint8) if largest else values.astype(np.uint8)


def _is_inverted(images: NDArray[np.uint8]) -> bool:
    """Tell whether the ink is the lighter in most pictures: paper covers more of a box than ink, however dim it is."""
    some = images[:: -(-len(images) // _ENOUGH)].reshape(-1, images[0].size)
    dark, middle, light = np.percentile(some, [1, 50, 99], axis=1)
    written = dark < light
    if not written.any():
        return bool(np.median(some) < _BLACK)
    return bool((middle < (dark + light) / 2)[written].mean() > _HALF)


def _on_paper(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a light digit by itself as ink of the usual size in the middle of a box; black alone is bare paper."""
    box = np.full((SIDE, SIDE), _PAPER, np.uint8)
    rows, columns = np.nonzero(image > image.max() // 3)
    if not len(rows):
        return box
    cut = image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = _INK_HEIGHT * SIDE / max(cut.shape)
    size = max(2, round(cut.shape[1] * scale)), max(2, round(cut.shape[0] * scale))
    ink = cv2.resize(cut, size, interpolation=cv2.INTER_AREA)
    top, left = (SIDE - size[1]) // 2, (SIDE - size[0]) // 2
    box[top : top + size[1], left : left + size[0]] = _PAPER - (ink.astype(np.float32) * (_INK / 255)).astype(np.uint8)
    return box
