"""The network: six small convolutions, about 95,000 weights."""

import torch
from torch import Tensor, nn

from ocr.digits import CLASSES

_FLOOR = 6.0  # grey levels: a box with less contrast than this is paper, and is not blown up into noise


class DigitNet(nn.Module):
    """Grey boxes [N,1,48,48] with values 0-255 to one score a class."""

    def __init__(self) -> None:
        """Build it with random weights."""
        super().__init__()
        self.layers = nn.Sequential(
            *_layer(1, 16, stride=2),
            *_layer(16, 24),
            nn.MaxPool2d(2),
            *_layer(24, 40),
            *_layer(40, 40),
            nn.MaxPool2d(2),
            *_layer(40, 64),
            *_layer(64, 64),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(0.25),
            nn.Linear(576, len(CLASSES)),
        )

    def forward(self, boxes: Tensor) -> Tensor:
        """Return the scores, after levelling each box's brightness and contrast."""
        level = boxes - boxes.mean(dim=(2, 3), keepdim=True)
        contrast = torch.sqrt((level * level).mean(dim=(2, 3), keepdim=True) + _FLOOR * _FLOOR)
        return self.layers(level / contrast)


class Calibrated(nn.Module):
    """The network with its temperature: boxes in, probabilities out; what is exported."""

    def __init__(self, network: DigitNet, temperature: float) -> None:
        """Wrap a trained network."""
        super().__init__()
        self.network, self.temperature = network, temperature

    def forward(self, boxes: Tensor) -> Tensor:
        """Return one probability a class."""
        return torch.softmax(self.network(boxes) / self.temperature, dim=1)


def _layer(inputs: int, outputs: int, stride: int = 1) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
