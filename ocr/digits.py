"""What is written in a digit box: probabilities over the signs a person may put there."""

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

CLASSES = "0123456789X-_?"
"""The sign of each column of the answer: ten digits, crossed out as "no digit", dash, empty box, struck out or dirt."""

SIDE = 48
"""Boxes are cut this many pixels high and wide, the printed border 3.2 px inside the crop's edge."""

MODEL = Path(__file__).parent / "models" / "digits.onnx"
_BATCH = 64  # larger batches fall out of the processor's cache and are no faster


def recognise(boxes: NDArray[np.uint8], model: Path = MODEL) -> NDArray[np.float32]:
    """Return calibrated probabilities [N,14] in the order of CLASSES for grey boxes [N,48,48]."""
    session = _session(model)
    answers = np.empty((len(boxes), len(CLASSES)), np.float32)
    for start in range(0, len(boxes), _BATCH):
        batch = boxes[start : start + _BATCH, None].astype(np.float32)
        answers[start : start + _BATCH] = session.run(None, {"boxes": batch})[0]
    return answers


@cache
def _session(model: Path) -> onnxruntime.InferenceSession:
    # One thread: pages are read side by side by several processes, and one page's boxes take milliseconds.
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
