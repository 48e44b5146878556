"""The temperature that makes a network's probabilities honest, found on pictures it did not learn from."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

_BATCH = 512


def scores(network: nn.Module, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return what the network says of grey pictures [N,H,W], in batches."""
    network.eval()
    parts = (images[i : i + _BATCH] for i in range(0, len(images), _BATCH))
    with torch.no_grad():
        return torch.cat([network(torch.from_numpy(part).float().unsqueeze(1)) for part in parts]).numpy()


def temperature(said: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return the divisor of the scores under which the labels are most likely."""
    raw, truth = torch.from_numpy(said), torch.from_numpy(labels)
    tried = np.geomspace(0.5, 4.0, 141)
    return float(min(tried, key=lambda t: float(functional.cross_entropy(raw / t, truth))))
