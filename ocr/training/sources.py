"""The labelled boxes on disk: real ones with corrected labels, and ink of other hands to write into empty boxes."""

import csv
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.training.split import Part, members

CORRECTIONS = Path(__file__).with_name("corrected_labels.csv")
REAL_BOXES = "c_hasil_2024.npz"
_INK_FILES = ("mnist_train", "optdigits_orig_tra", "pendigits_tra_rendered", "semeion")
_INK_EACH = 8000
_FREE_OF_INK = 0.2


@dataclass(frozen=True, slots=True)
class Boxes:
    """Grey crops with the index of each one's class."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]

    def take(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> "Boxes":
        """Return some of the boxes."""
        return Boxes(self.images[which], self.labels[which])


def join(parts: list[Boxes]) -> Boxes:
    """Return several sets as one."""
    return Boxes(np.concatenate([p.images for p in parts]), np.concatenate([p.labels for p in parts]))


def corrections() -> dict[int, int]:
    """Return the wrong labels in the file of real boxes: row number to right class, -1 to leave the box out."""
    if not CORRECTIONS.exists():
        return {}
    with CORRECTIONS.open(newline="") as lines:
        return {int(row["row"]): int(row["right"]) for row in csv.DictReader(lines)}


def real(folder: Path) -> dict[Part, Boxes]:
    """Return the real boxes of 2024 by part, label errors corrected."""
    with np.load(folder / REAL_BOXES) as file:
        images, labels, groups = file["images"], file["labels"].astype(np.int64), file["groups"]
    for row, right in corrections().items():
        labels[row] = right
    legible = labels >= 0
    return {wanted: Boxes(images, labels).take(members(groups, wanted) & legible) for wanted in Part}


def ink(folder: Path, rng: np.random.Generator) -> Boxes:
    """Return white-on-black digits of the sources whose licences allow training, cut to their ink, 64 x 64."""
    images: list[NDArray[np.uint8]] = []
    labels: list[NDArray[np.int64]] = []
    for name in _INK_FILES:
        with np.load(folder / "other_sources" / f"{name}.npz") as file:
            few = rng.permutation(len(file["X"]))[:_INK_EACH]
            images.extend(_tight(x) for x in file["X"][few])
            labels.append(file["y"][few].astype(np.int64))
    return Boxes(np.stack(images), np.concatenate(labels))


def _tight(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    # Sources differ in how large the digit stands in its picture; only its shape is wanted.
    rows, columns = np.nonzero(image > image.max() // 3)
    cut = image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = 56 / max(cut.shape)
    size = max(3, round(cut.shape[1] * scale)), max(3, round(cut.shape[0] * scale))
    grown = cv2.resize(cut, size, interpolation=cv2.INTER_CUBIC)
    canvas = np.zeros((64, 64), np.uint8)
    top, left = (64 - size[1]) // 2, (64 - size[0]) // 2
    canvas[top : top + size[1], left : left + size[0]] = grown
    return canvas


def lifted(boxes: Boxes) -> Boxes:
    """Return the ink of real boxes, white on black like the other sources, where it stands free of the border."""
    inks = [_lift(image) for image in boxes.images]
    free = np.array([ink is not None for ink in inks], np.bool_)
    return Boxes(np.stack([_tight(ink) for ink in inks if ink is not None]), boxes.labels[free])


def _lift(box: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    inner = cv2.GaussianBlur(box, (0, 0), 0.6).astype(np.float32)[8:40, 8:40]
    paper = np.percentile(inner, 75)
    ink = np.clip((paper - inner) / max(paper - inner.min(), 12) * 1.5 - 0.4, 0, 1)
    edge = np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]])
    return None if edge.max() > _FREE_OF_INK else (ink * 255).astype(np.uint8)
