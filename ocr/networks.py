"""The networks' files, each opened once a process, when it is first asked."""

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from recap.domain.refusals import NetworkMissing

_BATCH = 64
"""Larger batches fall out of the processor's cache and are no faster."""


def ask(model: Path, pictures: NDArray[np.generic]) -> NDArray[np.float32]:
    """Return a network's answer to pictures [N, height, width] with values 0-255; NetworkMissing names its file."""
    session = _session(model)
    given = {session.get_inputs()[0].name: pictures[:, None].astype(np.float32)}
    return np.asarray(session.run(None, given)[0], np.float32)


def ask_in_batches(model: Path, pictures: NDArray[np.uint8], classes: int) -> NDArray[np.float32]:
    """Return a network's answers [N, classes] to any number of pictures of one size, as `ask` does."""
    answers = np.empty((len(pictures), classes), np.float32)
    for start in range(0, len(pictures), _BATCH):
        answers[start : start + _BATCH] = ask(model, pictures[start : start + _BATCH])
    return answers


@cache
def _session(model: Path) -> onnxruntime.InferenceSession:
    if not model.exists():
        raise NetworkMissing(file=str(model), name=model.stem)
    # One thread: pages are read side by side by several processes, and one page's boxes take milliseconds.
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
