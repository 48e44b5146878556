"""Train the cell network, find its temperature, write it as ONNX."""

import logging
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ocr.tally.grid import CELL_PX
from ocr.tally.marks import CLASSES
from ocr.training.tally.network import Calibrated, CellNet

_LOG = logging.getLogger("ocr.training.tally")
_BATCH = 256
_RATE = 3e-3
_OPSET = 17


def fit(images: NDArray[np.uint8], labels: NDArray[np.int64], epochs: int, seed: int) -> CellNet:
    """Return a network trained on these cells."""
    torch.manual_seed(seed)
    network = CellNet()
    inputs, truth = torch.from_numpy(images), torch.from_numpy(labels)
    whole = len(images) // _BATCH
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=0.01)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=epochs * whole, pct_start=0.15)
    for epoch in range(epochs):
        losses = []
        for rows in torch.randperm(len(images))[: whole * _BATCH].split(_BATCH):
            optimiser.zero_grad(set_to_none=True)
            said = network(inputs[rows].float().unsqueeze(1))
            loss = functional.cross_entropy(said, truth[rows], label_smoothing=0.01)
            loss.backward()
            optimiser.step()
            rate.step()
            losses.append(float(loss.detach()))
        _LOG.info("epoch %d of %d: loss %.4f", epoch + 1, epochs, np.mean(losses))
    return network.eval()


def temperature(network: CellNet, images: NDArray[np.uint8], labels: NDArray[np.int64]) -> float:
    """Return the temperature at which these unseen cells' labels are the least surprising."""
    said, right = _scores(network, images), torch.from_numpy(labels)
    _LOG.info("unseen grids: %.4f of cells right", (said.argmax(1) == right).float().mean())
    return float(min(np.geomspace(0.5, 4, 81), key=lambda heat: float(functional.cross_entropy(said / heat, right))))


def export(network: CellNet, heat: float, target: Path) -> None:
    """Write cells [N,1,32,32] to probabilities [N,8], any N."""
    torch.onnx.export(
        Calibrated(network, heat),
        (torch.zeros(2, 1, CELL_PX, CELL_PX),),
        str(target),
        input_names=["cells"],
        output_names=["probabilities"],
        dynamic_axes={"cells": {0: "n"}, "probabilities": {0: "n"}},
        opset_version=_OPSET,
        dynamo=False,
    )
    model = onnx.load(str(target))
    onnx.helper.set_model_props(model, {"classes": CLASSES, "temperature": f"{heat:.3f}"})
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def _scores(network: CellNet, images: NDArray[np.uint8]) -> Tensor:
    with torch.no_grad():
        return torch.cat([network(torch.from_numpy(part).float().unsqueeze(1)) for part in _parted(images)])


def _parted(images: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    return [images[i : i + 2 * _BATCH] for i in range(0, len(images), 2 * _BATCH)]
