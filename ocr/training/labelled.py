"""Files of labelled boxes, whatever their size and colour, as the reader's boxes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.digits import CLASSES, SIDE
from ocr.training.sources import REAL_BOXES, corrections
from ocr.training.split import Part, members

_INK_HEIGHT = 30 / 48  # how high a digit stands in a box of a form
_WITH_CHANNELS = 4  # dimensions
_WHITE_ON_BLACK = 90  # the median of a picture of paper is brighter than this


@dataclass(frozen=True, slots=True)
class LabelledBoxes:
    """Boxes of one file with the classes they should be read as."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]


def load(path: Path, wanted: str | None = None, *, corrected: bool = False) -> LabelledBoxes:
    """Return the boxes of a file, or those of one part of its stations, with the labels as given or as corrected."""
    with np.load(path) as file:
        images = file["images"] if "images" in file else file["X"]
        labels = _labels({name: file[name] for name in file.files if name in {"labels", "y", "char"}})
        keep = np.ones(len(labels), np.bool_)
        if wanted:
            keep = members(file["groups"], Part(wanted))
    if corrected and path.name == REAL_BOXES:
        for row, right in corrections().items():
            labels[row] = right
        keep &= labels >= 0
    return LabelledBoxes(as_boxes(images[keep]), labels[keep])


def as_boxes(pictures: NDArray[Any]) -> NDArray[np.uint8]:
    """Return pictures as grey 48 x 48 boxes, dark ink on light paper."""
    grey = pictures.mean(axis=3) if pictures.ndim == _WITH_CHANNELS else pictures
    images = grey.astype(np.uint8) if grey.max() > 1 else (grey * 255).astype(np.uint8)
    if np.median(images) < _WHITE_ON_BLACK:
        return np.stack([_on_paper(image) for image in images])
    if images.shape[1:] == (SIDE, SIDE):
        return images
    small = [cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for image in images]
    return np.stack(small).astype(np.uint8)


def _labels(columns: dict[str, NDArray[np.generic]]) -> NDArray[np.int64]:
    # Where the sign itself is given it tells an empty box from a cross; the number 10 means both in some files.
    if "char" in columns:
        return np.array([CLASSES.index(str(sign)) for sign in columns["char"]], np.int64)
    return np.asarray(columns["labels"] if "labels" in columns else columns["y"]).astype(np.int64)


def _on_paper(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows, columns = np.nonzero(image > image.max() // 3)
    cut = image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = _INK_HEIGHT * SIDE / max(cut.shape)
    size = max(2, round(cut.shape[1] * scale)), max(2, round(cut.shape[0] * scale))
    ink = cv2.resize(cut, size, interpolation=cv2.INTER_AREA)
    box = np.full((SIDE, SIDE), 215, np.uint8)
    top, left = (SIDE - size[1]) // 2, (SIDE - size[0]) // 2
    box[top : top + size[1], left : left + size[0]] = 215 - (ink.astype(np.float32) * (170 / 255)).astype(np.uint8)
    return box
