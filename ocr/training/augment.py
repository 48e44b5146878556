"""What a phone and an imperfect registration do to a box, for a whole batch at once."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from ocr.digits import SIDE

_STREAK = 4
"""Pixels a box may be smeared to each side."""


def spoil(boxes: Tensor, generator: torch.Generator) -> Tensor:
    """Return boxes [N,1,48,48] shifted, turned, bent, shaded, blurred and noisy; values stay between 0 and 255."""
    boxes = _moved(boxes, generator)
    boxes = _shaded(boxes, generator)
    pieces = [_blurred(piece, generator) for piece in boxes.chunk(8)]
    boxes = torch.cat(pieces)
    # In proportion to the contrast: a digit that drowns in noise would teach that paper may be a digit.
    contrast = boxes.std(dim=(2, 3), keepdim=True)
    grain = torch.rand(len(boxes), 1, 1, 1, generator=generator) ** 2 * 0.4 * contrast
    return (boxes + grain * torch.randn(boxes.shape, generator=generator)).clamp(0, 255)


def _moved(boxes: Tensor, generator: torch.Generator) -> Tensor:
    count = len(boxes)

    def spread(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(count, generator=generator)

    # A third of the boxes stay nearly as they were cut; the others get up to the worst the registration leaves.
    much = torch.rand(count, generator=generator).clamp(0.15, 0.85).sub(0.15).div(0.7)
    turn = torch.randn(count, generator=generator) * 0.06 * much
    scale = torch.exp(spread(-0.17, 0.17) * much)
    aspect = torch.exp(spread(-0.08, 0.08) * much)
    shear = torch.randn(count, generator=generator) * 0.05 * much
    move = (torch.rand(count, 2, generator=generator) * 2 - 1) * (4.5 / (SIDE / 2)) * much[:, None]
    cos, sin = torch.cos(turn) * scale, torch.sin(turn) * scale
    rows = torch.stack(
        [
            torch.stack([cos * aspect, -sin + shear, move[:, 0]], 1),
            torch.stack([sin, cos / aspect, move[:, 1]], 1),
            torch.stack([spread(-0.06, 0.06) * much, spread(-0.06, 0.06) * much, torch.ones(count)], 1),
        ],
        1,
    )
    line = torch.linspace(-1 + 1 / SIDE, 1 - 1 / SIDE, SIDE)
    y, x = torch.meshgrid(line, line, indexing="ij")
    points = torch.stack([x, y, torch.ones_like(x)], -1).reshape(1, -1, 3)
    seen = points @ rows.transpose(1, 2)
    grid = (seen[..., :2] / seen[..., 2:]).reshape(count, SIDE, SIDE, 2)
    return functional.grid_sample(boxes, grid, mode="bilinear", padding_mode="border", align_corners=False)


def _shaded(boxes: Tensor, generator: torch.Generator) -> Tensor:
    count = len(boxes)

    def chance(share: float) -> Tensor:
        return (torch.rand(count, 1, 1, 1, generator=generator) < share).float()

    line = torch.linspace(-1, 1, SIDE)
    angle = torch.rand(count, 1, 1, 1, generator=generator) * 2 * math.pi
    along = line[None, None, None, :] * torch.cos(angle) + line[None, None, :, None] * torch.sin(angle)
    slope = torch.rand(count, 1, 1, 1, generator=generator) ** 2 * 0.25
    edge = torch.rand(count, 1, 1, 1, generator=generator) * 2.4 - 1.2
    shadow = 1 - chance(0.1) * 0.3 * torch.sigmoid((along - edge) * 20)
    # A strip of something else along one side: the neighbour's wall, the table's edge, scanner black.
    strip = 1 - chance(0.08) * torch.rand(count, 1, 1, 1, generator=generator) * (
        along.abs().amax(dim=(2, 3), keepdim=True) - along < torch.rand(count, 1, 1, 1, generator=generator) * 0.45
    )
    gamma = torch.exp(torch.randn(count, 1, 1, 1, generator=generator) * 0.25)
    fade = 1 - torch.rand(count, 1, 1, 1, generator=generator) ** 2 * 0.5
    bright = (boxes / 255).clamp(1e-3, 1) ** gamma
    middle = bright.mean(dim=(2, 3), keepdim=True)
    faded = middle + (bright - middle) * fade
    return (faded * (1 + slope * along) * shadow * strip * 255).clamp(0, 255)


def _blurred(boxes: Tensor, generator: torch.Generator) -> Tensor:
    how = _BLURS[int(torch.randint(len(_BLURS), (), generator=generator))]
    return how(boxes, generator)


def _sharp(boxes: Tensor, _: torch.Generator) -> Tensor:
    return boxes


def _coarse(boxes: Tensor, generator: torch.Generator) -> Tensor:
    side = int(torch.randint(18, 34, (), generator=generator))
    small = functional.interpolate(boxes, size=(side, side), mode="area")
    return functional.interpolate(small, size=(SIDE, SIDE), mode="bicubic", align_corners=False)


def _shaken(boxes: Tensor, generator: torch.Generator) -> Tensor:
    """Return boxes as a hand that moves shows them: smeared along a line, whichever way it runs."""
    half = 1 + 2 * float(torch.rand((), generator=generator))
    angle = float(torch.rand((), generator=generator)) * math.pi
    at = torch.arange(-_STREAK, _STREAK + 1, dtype=torch.float32)
    y, x = torch.meshgrid(at, at, indexing="ij")
    along, across = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
    kernel = (half + 0.5 - along.abs()).clamp(0, 1) * (1 - across.abs()).clamp(0, 1)
    kernel = (kernel / kernel.sum()).reshape(1, 1, 2 * _STREAK + 1, -1)
    return functional.conv2d(functional.pad(boxes, (_STREAK,) * 4, mode="replicate"), kernel)


def _unfocused(boxes: Tensor, generator: torch.Generator) -> Tensor:
    sigma = 0.5 + 1.9 * float(torch.rand((), generator=generator)) ** 1.5
    line = torch.arange(-5, 6, dtype=torch.float32)
    kernel = torch.exp(-0.5 * (line / sigma) ** 2)
    kernel = (kernel / kernel.sum()).reshape(1, 1, 1, -1)
    wide = functional.conv2d(functional.pad(boxes, (5, 5, 5, 5), mode="replicate"), kernel)
    return functional.conv2d(wide, kernel.transpose(2, 3))


_BLURS = (_sharp, _sharp, _sharp, _coarse, _shaken, _unfocused, _unfocused, _unfocused)
