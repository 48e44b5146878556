"""What the letters of a line are: at every step along the line, the probability of each capital, of a gap, of none."""

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

ALPHABET = "_ ABDEGHIJKLMNOPRSTU"
"""Class 0 is "nothing new here" (the blank of CTC, Graves et al. 2006), then the gap and the number words' letters."""

STEP_PX = 4
"""One step of the answer for every 4 pixels of the line."""

MODEL = Path(__file__).parents[1] / "models" / "words.onnx"


def read_letters(line: NDArray[np.uint8], model: Path = MODEL) -> NDArray[np.float32]:
    """Return the log-probabilities [steps, 20] in the order of ALPHABET for a line [32, width]."""
    wide = -line.shape[1] % STEP_PX
    padded = np.pad(line, ((0, 0), (0, wide)))[None, None].astype(np.float32)
    return np.asarray(_session(model).run(None, {"line": padded})[0][0], np.float32)


@cache
def _session(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
