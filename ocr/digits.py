"""What is written in a digit box: probabilities over the signs a person may put there."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.networks import ask_in_batches
from ocr.signs import CLASSES

SIDE = 48
"""Boxes are cut this many pixels high and wide, the printed border 3.2 px inside the crop's edge."""

MODEL = Path(__file__).parent / "models" / "digits.onnx"


def recognise(boxes: NDArray[np.uint8], model: Path = MODEL) -> NDArray[np.float32]:
    """Return calibrated probabilities [N,15] in the order of CLASSES for grey boxes [N,48,48]."""
    return ask_in_batches(model, boxes, len(CLASSES))
