"""Write the calibrated network as ONNX."""

from collections.abc import Mapping
from pathlib import Path

import onnx
import torch

from ocr.digits import CLASSES, SIDE
from ocr.training.network import Calibrated

OPSET = 17


def export(network: Calibrated, target: Path, facts: Mapping[str, float]) -> None:
    """Write boxes [N,1,48,48] to probabilities [N,14], any N, batch normalisation folded in."""
    whole = network.to(memory_format=torch.contiguous_format).eval()
    torch.onnx.export(
        whole,
        (torch.zeros(2, 1, SIDE, SIDE),),
        str(target),
        input_names=["boxes"],
        output_names=["probabilities"],
        dynamic_axes={"boxes": {0: "n"}, "probabilities": {0: "n"}},
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(str(target))
    onnx.helper.set_model_props(model, {"classes": CLASSES} | {name: str(value) for name, value in facts.items()})
    onnx.checker.check_model(model)
    onnx.save(model, str(target))
