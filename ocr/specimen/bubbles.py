"""Filled bubbles: solid, scribbled, ticked, too small, and sometimes the wrong one."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ocr.specimen.chance import happens
from ocr.specimen.hand import Stroke
from recap.domain.form import BubbleGrid

_DIGITS = "0123456789"


class Filling(StrEnum):
    """How a person blackens a bubble."""

    SOLID = "solid"
    SCRIBBLE = "scribble"
    DOT = "dot"
    TICK = "tick"


_FILLINGS = {Filling.SOLID: 0.72, Filling.SCRIBBLE: 0.19, Filling.DOT: 0.06, Filling.TICK: 0.03}


@dataclass(frozen=True, slots=True)
class BubbleHabits:
    """One person's habits with bubbles: the filling, whether an X gets bubble 0, and how often it goes wrong."""

    filling: Filling
    under_cross: bool
    wrong: float
    missing: float
    double: float = 0.002


def some_habits(rng: np.random.Generator, *, wrong: float, missing: float) -> BubbleHabits:
    """Return a random person's habits, erring at these rates."""
    filling = list(_FILLINGS)[int(rng.choice(len(_FILLINGS), p=list(_FILLINGS.values())))]
    return BubbleHabits(filling, under_cross=happens(rng, 0.68), wrong=wrong, missing=missing)


def chosen(signs: str, habits: BubbleHabits, rng: np.random.Generator) -> tuple[str, ...]:
    """Return, for each digit box, the digits whose bubbles get filled."""
    return tuple(_column(sign, habits, rng) for sign in signs)


def fill(grid: BubbleGrid, filled: Sequence[str], habits: BubbleHabits, rng: np.random.Generator) -> list[Stroke]:
    """Return the strokes that fill these bubbles."""
    strokes: list[Stroke] = []
    for x_mm, digits in zip(grid.columns_mm, filled, strict=True):
        for digit in digits:
            centre = (x_mm, grid.first_mm + grid.pitch_mm * int(digit))
            strokes += _blacken(centre, grid.diameter_mm, habits.filling, rng)
    return strokes


def _column(sign: str, habits: BubbleHabits, rng: np.random.Generator) -> str:
    digit = sign if sign in _DIGITS else "0"
    if sign not in _DIGITS and not habits.under_cross:
        return ""
    luck = rng.random()
    if luck < habits.wrong:
        return str((int(digit) + int(rng.choice([1, 9]))) % 10)
    if luck > 1 - habits.double:
        return "".join(sorted({digit, str(rng.integers(0, 10))}))
    return "" if luck < habits.wrong + habits.missing else digit


def _blacken(centre: tuple[float, float], diameter: float, filling: Filling, rng: np.random.Generator) -> list[Stroke]:
    x, y = centre[0] + rng.normal(0, 0.03) * diameter, centre[1] + rng.normal(0, 0.03) * diameter
    if filling is Filling.TICK:
        return [np.array([(x - 3, y, 1), (x - 0.8, y + 2.8, 1.2), (x + 4, y - 4, 0.8)])]
    if filling is Filling.SCRIBBLE:
        return [_zigzag(x, y, diameter * rng.uniform(0.42, 0.52), rng)]
    radius = diameter * (rng.uniform(0.41, 0.53) if filling is Filling.SOLID else rng.uniform(0.15, 0.28))
    return _spiral(x, y, radius, rng)


def _spiral(x: float, y: float, radius: float, rng: np.random.Generator) -> list[Stroke]:
    turns = np.arange(0, max(3.0, radius / 0.42 + 1) * 2 * np.pi, 0.5)
    reach = np.minimum(turns / (turns[-1] - 2 * np.pi), 1) ** 0.6 * radius
    reach *= 1 + 0.05 * np.sin(turns * rng.uniform(0.6, 1.4) + rng.uniform(0, 6))
    squash = rng.normal(1, 0.06)
    path = [x + np.cos(turns) * reach * squash, y + np.sin(turns) * reach / squash, np.full(len(turns), 1.25)]
    return [np.stack(path, axis=1)]


def _zigzag(x: float, y: float, radius: float, rng: np.random.Generator) -> Stroke:
    count = int(rng.integers(9, 15))
    across = np.linspace(-0.92, 0.92, count)
    half = np.sqrt(1 - across**2) * np.where(np.arange(count) % 2, 1, -1) * (1 + rng.normal(0, 0.08, count))
    turn = rng.uniform(0.5, 1.1)
    u, v = across * radius, half * radius
    path = [x + u * np.cos(turn) - v * np.sin(turn), y + u * np.sin(turn) + v * np.cos(turn), np.ones(count)]
    return np.stack(path, axis=1)
