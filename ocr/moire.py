"""Tell a photo of a screen from a photo of paper: a screen's pixels make a fine regular pattern on the blank paper.

On blank places of the sheet the spectrum of paper, noise and light is smooth. The pattern of a screen's pixels, and the
moire it makes with the camera's, is a peak that stands out of its ring of equal frequency and out of its own direction:
an edge or a printed line is a ray from the middle, not a peak. What JPEG's blocks of 8 x 8 pixels do stands at known
places and is left out. A screen shows what somebody put there, so its photo is no evidence of what is on the paper.
"""

from itertools import islice

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.flatten import Sheet
from ocr.halves import halved
from ocr.plane import Points, project

_SIDE = 128
_QUARTER = 2
"""Blank places are looked for on the photo halved so many times."""
_PLACES = (17, 25)
_TRIED, _TILES = 24, 16
_LEAST_TILES = 4
_COUNTED = 3
"""A pattern shows only where the screen is in focus: the mean over so many of the places, the clearest, counts."""
_INK = 0.10
"""A blank place is nowhere darker than its mean by more than this part, at a quarter of the size."""
_DOT = 0.08
_EVENER = 0.5
"""Part of the blank places that are even enough to look at; print may shine through the others."""
_SMOOTH = 17
"""Pixels: what is wider, as light and shadow, is taken away."""
_BLOCK = 8
_LOWEST, _HIGHEST = 8, 60
"""Cycles a tile: below are folds, shadows and soft print, above is what a lens does not pass."""
_STEPS = (0.62, 0.75, 1.33)
"""Where along its own direction a peak is compared."""
_FINEST = 0.12
"""Power of a pixel that rounding to whole greys and JPEG leave unknown."""


def screen_likeness(sheet: Sheet) -> float:
    """Return how far peaks stand out of the spectrum of blank paper, as a ratio of powers; 0 if too little is blank.

    Paper stays below 14 (73 specimens of seed 505, 88 real pages); three real photos of screens have 21, 55 and 1,422:
    `python -m benchmarks.measures`, and the same with `--photos`.
    """
    tiles = _blank_tiles(sheet)
    if len(tiles) < _LEAST_TILES:
        return 0.0
    peaks: list[float] = []
    for tile in tiles:
        peaks = sorted([*peaks, _peak(tile, peaks[0] if len(peaks) == _COUNTED else 0.0)])[-_COUNTED:]
    return float(np.exp(np.mean(np.log(peaks))))


def _blank_tiles(sheet: Sheet) -> list[Image]:
    """Return places of the sheet on which nothing is printed or written, as the photo shows them."""
    times = 2**_QUARTER
    small = cv2.blur(halved(sheet.picture, _QUARTER), (3, 3))
    at = np.round(_places(sheet)).astype(int)
    half = _SIDE // 2
    height, width = sheet.picture.shape[:2]
    whole = (at >= half).all(axis=1) & (at < (width - half, height - half)).all(axis=1)
    at = at[whole]
    darkest, mean = _around(small, (at - half) // times, _SIDE // times)
    uneven = 1 - darkest / np.maximum(mean, 1)
    even = np.argsort(uneven)[: int(_EVENER * (uneven < _INK).sum())]
    tiles = [sheet.picture[y - half : y + half, x - half : x + half] for x, y in at[even]]
    blank = (tile for tile in tiles[:: max(1, len(even) // _TRIED)] if not _is_inked(tile))
    return list(islice(blank, _TILES))


def _around(small: Image, starts: NDArray[np.int_], side: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return the darkest and the mean grey, a whole one, of squares of this side that start at x, y [n, 2]."""
    x, y = starts.T
    # So few places need no filter over the whole picture.
    squares = np.lib.stride_tricks.sliding_window_view(small, (side, side))[y, x].reshape(len(starts), side * side)
    if not len(squares):
        return np.empty(0, np.uint8), np.empty(0, np.float32)
    sums = cv2.reduce(squares, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel()
    return squares.min(axis=1), np.rint(sums / side**2).astype(np.float32)


def _is_inked(tile: Image) -> bool:
    """Say whether something thin is printed there that the smaller photo did not show, as a dotted line."""
    return cv2.minMaxLoc(cv2.blur(tile, (3, 3)))[0] < (1 - _DOT) * cv2.mean(tile)[0]


def _places(sheet: Sheet) -> Points:
    page = sheet.page
    x, y = (np.linspace(0.06, 0.94, count) for count in _PLACES)
    grid = np.stack(np.meshgrid(x * page.width_mm, y * page.height_mm), axis=-1).reshape(-1, 2)
    return project(sheet.plane, grid)


def _peak(tile: Image, least: float) -> float:
    """Return how far the highest peak of a tile stands out, or anything below `least` if it is below."""
    even = tile.astype(np.float32)
    power = _power((even - cv2.blur(even, (_SMOOTH, _SMOOTH))) * _WINDOW) + _FLOOR
    usual = np.exp(np.bincount(_RINGS.ravel(), np.log(power).ravel()) / _COUNTS).take(_LOOKED_AT_RINGS)
    soft, high = cv2.blur(power, (3, 3)).ravel(), power.ravel().take(_LOOKED_AT)
    # What a place stands out of its ring is a bound: its own direction is looked at only where that may matter.
    over = high / usual
    first = over.argmax()
    least = max(least, float(high[first] / max(usual[first], soft[_ALONG[:, first]].max())))
    likely = (over >= least).nonzero()[0]
    ray = soft[_ALONG[:, likely]].max(axis=0)
    return float((high[likely] / np.maximum(usual[likely], ray)).max(initial=0.0))


def _power(tile: Image) -> NDArray[np.float32]:
    """Return the power at each frequency, [128, 65], from a transform that holds no number twice: a third of the time.

    Both outer columns of it hold their own lower half, real and imaginary parts by turns, as they mirror themselves.
    """
    packed = cv2.dft(tile)
    power = np.empty((_SIDE, _SIDE // 2 + 1), np.float32)
    squares = packed * packed
    np.add(squares[:, 1:-1:2], squares[:, 2:-1:2], out=power[:, 1:-1])
    half = squares[:, (0, -1)]
    half[1:-1:2] += half[2:-1:2]
    power[: _SIDE // 2 + 1, (0, -1)] = half[_UNFOLDED]
    power[_SIDE // 2 + 1 :, (0, -1)] = half[_UNFOLDED][-2:0:-1]
    return power


def _frequencies() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return cycles a tile downwards and across, of every place in a spectrum."""
    down, across = np.fft.fftfreq(_SIDE) * _SIDE, np.arange(_SIDE // 2 + 1.0)
    return np.repeat(down[:, None], len(across), axis=1), np.repeat(across[None, :], len(down), axis=0)


def _looked_at() -> NDArray[np.intp]:
    """Return the places in a spectrum that speak, JPEG's left out.

    Blocks repeat every 8 pixels; in strongly compressed paper often but one wave of each block is left, along an axis
    and of a whole number of half periods.
    """
    whole, half = ([_near(each, _SIDE // n) for each in _frequencies()] for n in (_BLOCK, 2 * _BLOCK))
    flat = [np.abs(each) <= 1 for each in _frequencies()]
    blocks = (whole[0] & whole[1]) | (half[0] & flat[1]) | (flat[0] & half[1])
    return np.flatnonzero((_RINGS >= _LOWEST) & (_RINGS <= _HIGHEST) & ~blocks)


def _near(frequencies: NDArray[np.float64], step: int) -> NDArray[np.bool_]:
    """Say which frequencies are next to a multiple of a step."""
    return np.asarray(np.abs((frequencies + step / 2) % step - step / 2) <= 1, np.bool_)


def _along() -> NDArray[np.intp]:
    """Return the places nearer and farther in the same direction, one row for each step."""
    down, across = (each.ravel()[_LOOKED_AT] for each in _frequencies())
    rows = []
    for step in _STEPS:
        y, x = np.round(down * step).astype(int), np.minimum(np.round(across * step).astype(int), _SIDE // 2)
        rows.append(np.clip(y, -_SIDE // 2, _SIDE // 2 - 1) % _SIDE * (_SIDE // 2 + 1) + x)
    return np.array(rows)


_WINDOW = np.outer(np.hanning(_SIDE), np.hanning(_SIDE)).astype(np.float32)
_FLOOR = float(_FINEST * (_WINDOW**2).sum())
_RINGS = np.round(np.hypot(*_frequencies())).astype(np.intp)
_COUNTS = np.bincount(_RINGS.ravel())
_LOOKED_AT = _looked_at()
_LOOKED_AT_RINGS = _RINGS.ravel()[_LOOKED_AT]
_UNFOLDED = np.concatenate([[0], np.arange(1, _SIDE, 2)])
"""Where a column that mirrors itself has its frequencies, once the parts are added up."""
_ALONG = _along()
