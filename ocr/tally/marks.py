"""What is in each cell of a tally grid: nothing, one to five strokes, the line that strikes it out, or dirt."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.networks import ask_in_batches

CLASSES = "012345/?"
"""Strokes 0-5, a line drawn through what stays empty, something else."""

MODEL = Path(__file__).parents[1] / "models" / "tally.onnx"


def read_marks(cells: NDArray[np.uint8], model: Path = MODEL) -> NDArray[np.float32]:
    """Return calibrated probabilities [N, 8] in the order of CLASSES for grey cells [N, 32, 32]."""
    return ask_in_batches(model, cells, len(CLASSES))
