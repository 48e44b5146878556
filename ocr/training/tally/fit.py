"""Train the cell network."""

import logging

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from ocr.training.tally.network import CellNet

_LOG = logging.getLogger("ocr.training.tally")
_BATCH = 256
_RATE = 3e-3


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
