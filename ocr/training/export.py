"""Write a network as ONNX."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

_OPSET = 17


@dataclass(frozen=True, slots=True)
class Shape:
    """What goes in and comes out: an example, both names, and which of their axes may have any length."""

    example: Tensor
    given: str
    said: str
    free: Mapping[str, Mapping[int, str]]


def of_pictures(given: str, side: int) -> Shape:
    """Return the shape of a network that says probabilities of any number of square grey pictures."""
    free = {given: {0: "n"}, "probabilities": {0: "n"}}
    return Shape(torch.zeros(2, 1, side, side), given, "probabilities", free)


def export(network: nn.Module, target: Path, shape: Shape, facts: Mapping[str, object]) -> None:
    """Write a network, batch normalisation folded in, with facts about its making as text inside the file."""
    torch.onnx.export(
        network.to(memory_format=torch.contiguous_format).eval(),
        (shape.example,),
        str(target),
        input_names=[shape.given],
        output_names=[shape.said],
        dynamic_axes={name: dict(axes) for name, axes in shape.free.items()},
        opset_version=_OPSET,
        dynamo=False,
    )
    tell(target, facts)


def tell(file: Path, facts: Mapping[str, object]) -> None:
    """Write facts into a network's file as text, in place of those it has, and check the network."""
    model = onnx.load(str(file))
    onnx.helper.set_model_props(model, {name: str(value) for name, value in facts.items()})
    onnx.checker.check_model(model)
    onnx.save(model, str(file))
