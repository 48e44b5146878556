"""What the letters of a line are: at every step along the line, the probability of each capital, of a gap, of none."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.networks import ask

ALPHABET = "_ ABDEGHIJKLMNOPRSTU"
"""Class 0 is "nothing new here" (the blank of CTC, Graves et al. 2006), then the gap and the number words' letters."""

STEP_PX = 4
"""One step of the answer for every 4 pixels of the line."""

MODEL = Path(__file__).parents[1] / "models" / "words.onnx"


def read_letters(line: NDArray[np.uint8], model: Path = MODEL) -> NDArray[np.float32]:
    """Return the log-probabilities [steps, 20] in the order of ALPHABET for a line [32, width]."""
    wide = -line.shape[1] % STEP_PX
    return np.asarray(ask(model, np.pad(line, ((0, 0), (0, wide)))[None])[0], np.float32)
