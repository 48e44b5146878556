"""Whole numbers of seven bits for a network's weights, of eight for what its layers say: half the time to ask it.

Static quantisation of Jacob et al. (2018), "Quantization and training of neural networks for efficient
integer-arithmetic-only inference", by onnxruntime. Weights have one scale a channel. Seven bits, because processors
without VNNI add two products of eight in sixteen bits, which overflows: answers would depend on the processor. The
first convolution sees light itself, is cheap, and stays as it is.
"""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quant_pre_process,
    quantize_static,
)

from ocr.training.export import tell

_IN_WHOLE_NUMBERS = frozenset({"Conv", "Relu", "MaxPool"})
_EXACT = 2
"""The first convolution and what cuts it off."""
_SHOWN = 4000
_AT_ONCE = 100
_PERCENTILE = 99.99
"""Of what a layer says: rarer values are cut off, so that the others are told apart more finely."""


def quantise(network: Path, target: Path, pictures: NDArray[np.uint8], seed: int) -> None:
    """Write a network of whole numbers, whose ranges are those met in some of these pictures [N,H,W].

    What the network's file says of its making is kept.
    """
    chosen = np.random.default_rng(seed).permutation(len(pictures))[:_SHOWN]
    facts = {each.key: each.value for each in onnx.load(str(network)).metadata_props}
    with TemporaryDirectory() as folder:
        ready = Path(folder, "ready.onnx")
        quant_pre_process(network, ready, skip_symbolic_shape=True)
        inferred = onnx.load(str(ready))
        layers = [node.name for node in inferred.graph.node if node.op_type in _IN_WHOLE_NUMBERS]
        quantize_static(
            ready,
            target,
            _Shown(inferred.graph.input[0].name, pictures[np.sort(chosen)]),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            nodes_to_quantize=layers[_EXACT:],
            calibrate_method=CalibrationMethod.Percentile,
            extra_options={"CalibPercentile": _PERCENTILE},
        )
    tell(target, facts)


class _Shown(CalibrationDataReader):  # type: ignore[misc]  # onnxruntime has no types
    """Pictures in the batches that onnxruntime asks for."""

    def __init__(self, name: str, pictures: NDArray[np.uint8]) -> None:
        self._batches = ({name: part[:, None].astype(np.float32)} for part in _split(pictures))

    def get_next(self) -> Mapping[str, NDArray[np.float32]] | None:
        """Return the next batch by the name of the network's input, None after the last."""
        return next(self._batches, None)


def _split(pictures: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    return [pictures[start : start + _AT_ONCE] for start in range(0, len(pictures), _AT_ONCE)]
