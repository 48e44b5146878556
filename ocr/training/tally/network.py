"""The network that counts strokes in a cell, and its temperature."""

import torch
from torch import Tensor, nn

from ocr.tally.marks import CLASSES

_FLOOR = 6.0
"""Contrast below so many grey values is the camera's noise, and is not raised further."""


class CellNet(nn.Module):
    """Grey cells [N,1,32,32] with values 0-255 to one score a class; 13,876 weights."""

    def __init__(self) -> None:
        """Build it with random weights."""
        super().__init__()
        self.layers = nn.Sequential(
            *_layer(1, 12),
            nn.MaxPool2d(2),
            *_layer(12, 24),
            nn.MaxPool2d(2),
            *_layer(24, 32),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(512, len(CLASSES)),
        )

    def forward(self, cells: Tensor) -> Tensor:
        """Return the scores, after levelling each cell's brightness and contrast."""
        level = cells - cells.mean(dim=(2, 3), keepdim=True)
        contrast = torch.sqrt((level * level).mean(dim=(2, 3), keepdim=True) + _FLOOR * _FLOOR)
        scores: Tensor = self.layers(level / contrast)
        return scores


class Calibrated(nn.Module):
    """The network with its temperature: cells in, probabilities out."""

    def __init__(self, network: CellNet, heat: float) -> None:
        """Wrap a trained network."""
        super().__init__()
        self.network, self.heat = network, heat

    def forward(self, cells: Tensor) -> Tensor:
        """Return one probability a class."""
        return torch.softmax(self.network(cells) / self.heat, dim=1)


def _layer(inputs: int, outputs: int) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
