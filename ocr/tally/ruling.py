"""Fits the printed lines of a grid: how far they moved, how much wider they lie, and how they lean.

Each direction is fitted by itself on profiles: the darkness of thin lines, summed along every lean. Printed lines may
be faint and handwriting dark, so no pixel counts for more than a faint line, and the frame counts for more than one.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

_THIN_PX = 5
"""What is thinner than this across is a line."""
_FAINTEST, _FAINT = 0.02, 0.12
"""A printed line is between so dark; what is darker counts no more."""
_PRINTED = 92
"""Percent of a grid's place that are paper or faint: above lie the lines, and what is written."""
_FRAME = 2.5
"""The outer lines are printed stronger than the inner ones, and nothing lies beyond them."""
_LEANS = np.linspace(-0.07, 0.07, 15)
_SCALES = np.linspace(0.94, 1.06, 13)
_LOCAL_SCALES = np.linspace(0.97, 1.03, 7)
_FAR = 0.1
"""What the farthest place loses of its score against the nearest, as a part of the best score."""
_SMOOTH_PX = 0.8


@dataclass(frozen=True, slots=True)
class Ruling:
    """Parallel lines: the first one's place, the distance of the last one, the lean, and how clear they are.

    Places are pixels in the middle of the other direction; a lean is pixels across for each pixel along. `contrast` is
    1 where every line is as dark as printed lines may be and nothing lies between them.
    """

    first: float
    length: float
    lean: float
    contrast: float


def upright(dark: Image) -> NDArray[np.float32]:
    """Return how dark upright lines are, 0-1, from a picture's darkness."""
    return _thin(dark, (1, _THIN_PX))


def level(dark: Image) -> NDArray[np.float32]:
    """Return how dark level lines are, 0-1, from a picture's darkness."""
    return _thin(dark, (_THIN_PX, 1))


def fit(lines: NDArray[np.float32], count: int, guess: tuple[float, float], reach: float) -> Ruling:
    """Return the `count` upright lines near `guess`, (first, length) in pixels, in a picture of upright lines."""
    return _best(_leaning(lines), _SCALES, count, guess, reach)


def fit_straight(lines: NDArray[np.float32], count: int, guess: tuple[float, float], reach: float) -> Ruling:
    """Return the same where no line leans and their distances are nearly known."""
    return _best(lines.mean(axis=0, dtype=np.float64)[None], _LOCAL_SCALES, count, guess, reach)


def _thin(dark: Image, kernel: tuple[int, int]) -> NDArray[np.float32]:
    thin = dark - cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(kernel, np.uint8))
    most = float(np.clip(np.percentile(thin[::2, ::2], _PRINTED), _FAINTEST, _FAINT))
    return np.asarray(np.minimum(thin, most) / most, np.float32)


def _leaning(lines: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean darkness of every column for every lean [leans, width]."""
    high, wide = lines.shape
    found = np.empty((len(_LEANS), wide))
    for row, lean in zip(found, _LEANS, strict=True):
        turn = np.array([[1, lean, -lean * (high - 1) / 2], [0, 1, 0]])
        turned = cv2.warpAffine(lines, turn, (wide, high), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        row[:] = cv2.reduce(turned, 0, cv2.REDUCE_AVG)[0]
    return found


def _best(
    profiles: NDArray[np.float64], scales: NDArray[np.float64], count: int, guess: tuple[float, float], reach: float
) -> Ruling:
    """Return the lines on which the profiles [leans, width] are highest, against their mean."""
    first, length = guess
    middle = first + length / 2
    smooth = cv2.GaussianBlur(profiles, (0, 0), sigmaX=_SMOOTH_PX, sigmaY=0.01)
    offsets = np.arange(-round(reach), round(reach) + 1)
    steps = (np.arange(count) / (count - 1) - 0.5) * length
    at = middle + offsets[:, None, None] + scales[None, :, None] * steps[None, None, :]
    weights = np.ones(count)
    weights[[0, -1]] = _FRAME
    inside = np.clip(np.rint(at).astype(np.intp), 0, smooth.shape[1] - 1)
    score = smooth[:, inside] @ (weights / weights.sum()) - smooth.mean(axis=1)[:, None, None]
    score -= _FAR * score.max() * (offsets[None, :, None] / max(reach, 1)) ** 2
    lean, offset, scale = np.unravel_index(int(score.argmax()), score.shape)
    long = float(length * scales[scale])
    slope = float(_LEANS[lean]) if len(profiles) > 1 else 0.0
    return Ruling(middle + float(offsets[offset]) - long / 2, long, slope, float(score.max()))
