"""Under which conditions a sheet is photographed: what is asked for, and the shot that chance makes of it."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ocr.specimen.chance import happens


class Quality(StrEnum):
    """How good the photo is, as a person would say."""

    GOOD = "good"
    USUAL = "usual"
    BAD = "bad"
    UNREADABLE = "unreadable"


class Fault(StrEnum):
    """What makes a photo unreadable."""

    CORNER = "corner"
    BLUR = "blur"
    DARK = "dark"
    HALF = "half"
    WRONG_THING = "wrong-thing"


class Ground(StrEnum):
    """What the sheet lies on or hangs at."""

    WALL = "wall"
    TILES = "tiles"
    WOOD = "wood"
    BOARD = "board"
    CLOTH = "cloth"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is asked for: a quality, the fault if unreadable, and the camera's size in pixels (upright)."""

    quality: Quality = Quality.USUAL
    fault: Fault | None = None
    width_px: int = 3000
    height_px: int = 4000
    turned: bool = True


GOOD, USUAL, BAD = (Conditions(quality) for quality in (Quality.GOOD, Quality.USUAL, Quality.BAD))


def unreadable(fault: Fault) -> Conditions:
    """Return conditions under which nobody can read the page, because of this fault."""
    return Conditions(Quality.UNREADABLE, fault)


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo's circumstances as numbers; lengths on paper in mm, blur in pixels of a 4000 pixel long side."""

    width_px: int
    height_px: int
    ground: Ground
    quarter_turns: int
    by_exif: bool
    turn_deg: float
    tilt_x_deg: float
    tilt_y_deg: float
    fill: float
    shift: tuple[float, float]
    fold_mm: float
    crumple_mm: float
    curl_mm: float
    distortion: float
    exposure: float
    slope: float
    tint: float
    vignette: float
    shadow: float
    focus_px: float
    motion_px: float
    sharpening: float
    noise: float
    haze: float
    jpeg: int
    grey: bool
    moire: float
    neighbours: float


_RANGES: dict[str, tuple[tuple[float, float], ...]] = {
    # name: good, usual, bad
    "turn_deg": ((-1.5, 1.5), (-4, 4), (-9, 9)),
    "tilt_x_deg": ((-4, 8), (-6, 17), (-15, 28)),
    "tilt_y_deg": ((-3, 3), (-8, 8), (-17, 17)),
    "fill": ((0.93, 0.985), (0.84, 0.98), (0.70, 0.97)),
    "fold_mm": ((0, 6), (3, 18), (12, 38)),
    "crumple_mm": ((0, 1.5), (0.5, 4), (2, 9)),
    "curl_mm": ((0, 5), (0, 14), (4, 28)),
    "distortion": ((-0.008, 0.008), (-0.02, 0.02), (-0.05, 0.05)),
    "exposure": ((0.76, 0.92), (0.60, 0.94), (0.45, 1.12)),
    "slope": ((0.02, 0.15), (0.05, 0.35), (0.2, 0.6)),
    "tint": ((-0.03, 0.03), (-0.09, 0.09), (-0.2, 0.2)),
    "vignette": ((0, 0.1), (0.03, 0.22), (0.1, 0.35)),
    "focus_px": ((0.5, 0.9), (0.6, 1.6), (1.2, 3.0)),
    "sharpening": ((0.1, 0.6), (0, 0.8), (0, 1.1)),
    "noise": ((0.8, 2), (1.5, 4), (3, 9)),
    "haze": ((4, 20), (8, 42), (12, 55)),
    "jpeg": ((86, 94), (72, 92), (45, 80)),
}
_SHADOWED = (0.12, 0.42, 0.65)
_MESSENGER = (0.0, 0.15, 0.4)
_MOVED = (0.0, 0.12, 0.45)
_GREY = (0.01, 0.03, 0.08)
_MOIRE = (0.0, 0.0, 0.07)
_TURNED = 0.12
_QUALITIES = (Quality.GOOD, Quality.USUAL, Quality.BAD)


def sample(conditions: Conditions, rng: np.random.Generator) -> Shot:
    """Return one shot taken under these conditions."""
    level = _QUALITIES.index(conditions.quality) if conditions.quality in _QUALITIES else 1
    value = {name: float(rng.uniform(*ranges[level])) for name, ranges in _RANGES.items()}
    luck = rng.random(6)
    small = 1.0
    if luck[0] < _MESSENGER[level]:
        small = float(rng.choice([1600, 2048])) / max(conditions.width_px, conditions.height_px)
        value["jpeg"] = float(rng.uniform(55, 80))
    turned = conditions.turned and luck[1] < _TURNED
    return Shot(
        width_px=round(conditions.width_px * min(1.0, small)),
        height_px=round(conditions.height_px * min(1.0, small)),
        ground=Ground(str(rng.choice(list(Ground), p=[0.34, 0.24, 0.16, 0.16, 0.10]))),
        quarter_turns=int(rng.choice([1, 2, 3], p=[0.4, 0.2, 0.4])) if turned else 0,
        by_exif=happens(rng, 0.6),
        shift=_shift(value["fill"], rng),
        shadow=float(rng.uniform(0.15, 0.5)) if luck[2] < _SHADOWED[level] else 0.0,
        motion_px=float(rng.uniform(2, 9)) if luck[3] < _MOVED[level] else 0.0,
        grey=bool(luck[4] < _GREY[level]),
        moire=float(rng.uniform(0.02, 0.06)) if luck[5] < _MOIRE[level] else 0.0,
        neighbours=float(rng.random()),
        jpeg=round(value.pop("jpeg")),
        **value,
    )


def _shift(fill: float, rng: np.random.Generator) -> tuple[float, float]:
    room = (1 - fill) / 2
    return float(rng.uniform(-room, room)), float(rng.uniform(-room, room))
