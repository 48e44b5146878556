"""What the networks are made of: layers, the levelling of light, and the temperature that makes scores chances."""

import torch
from torch import Tensor, nn

_FLOOR = 6.0
"""Grey levels: a picture with less contrast than this is paper, and is not blown up into noise."""


def layer(inputs: int, outputs: int, stride: int | tuple[int, int] = 1) -> list[nn.Module]:
    """Return a convolution of 3 x 3, its batch normalisation, and what cuts off below zero."""
    return [nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]


def levelled(pictures: Tensor) -> Tensor:
    """Return pictures [N,1,H,W] with values 0-255 as if all were lit alike and written with one pen."""
    level = pictures - pictures.mean(dim=(2, 3), keepdim=True)
    return level / torch.sqrt((level * level).mean(dim=(2, 3), keepdim=True) + _FLOOR * _FLOOR)


class Calibrated(nn.Module):
    """A network with its temperature: pictures in, probabilities out; what is exported."""

    def __init__(self, network: nn.Module, temperature: float) -> None:
        """Wrap a trained network."""
        super().__init__()
        self.network, self.temperature = network, temperature

    def forward(self, pictures: Tensor) -> Tensor:
        """Return one probability a class."""
        return torch.softmax(self.network(pictures) / self.temperature, dim=1)
