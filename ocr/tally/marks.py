"""What is in each cell of a tally grid: nothing, one to five strokes, the line that strikes it out, or dirt."""

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

CLASSES = "012345/?"
"""Strokes 0-5, a line drawn through what stays empty, something else."""

MODEL = Path(__file__).parents[1] / "models" / "tally.onnx"
_BATCH = 64


def read_marks(cells: NDArray[np.uint8], model: Path = MODEL) -> NDArray[np.float32]:
    """Return calibrated probabilities [N, 8] in the order of CLASSES for grey cells [N, 32, 32]."""
    session = _session(model)
    answers = np.empty((len(cells), len(CLASSES)), np.float32)
    for start in range(0, len(cells), _BATCH):
        batch = cells[start : start + _BATCH, None].astype(np.float32)
        answers[start : start + _BATCH] = session.run(None, {"cells": batch})[0]
    return answers


@cache
def _session(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
