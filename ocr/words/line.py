"""Finds the one handwritten line in the place for words, whatever its size, and brings it to a fixed height."""

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

HEIGHT_PX = 32
LONGEST_PX = 640
SCALE = 2.0
"""Pixels a millimetre at which the place for words is sampled: a letter of 7 mm is 14 pixels high."""

_LEAST_MM = 3.0
"""Letters are higher than this."""
_CAPTION_MM = 5.0
"""The printed caption under the line is lower than this, and its letters run together."""
_FLAT, _STROKES, _TALL, _THIN_MM = 6.0, 5.0, 0.62, 4.0
"""A part is no letter if it is this flat and as thin as a line, or nearly as high as the place and this thin."""
_RULE_MM = 20.0
"""A level stroke so long is printed: no letter has one."""
_WHOLE = 0.9
"""What is higher than this part of the place is a frame's."""
_LONG_PART = 0.5
"""What is wider than this part of the place and as thin as a line is a printed line or a fold."""
_RULED, _SLIM = 1.7, 6.0
"""An upright line is so much higher than most letters and so much higher than wide."""
_LOW = 0.45
"""What is lower than this part of most letters is a caption's, or dirt."""
_SPARSE = 0.25
"""A printed line that leans or has a corner fills no more than this part of its own surroundings."""
_STRAY = 0.8
"""A part whose middle lies so many letter heights off the line is not on it."""
_CONTRAST = 0.4
"""Of the darkest ink: from here on a pixel is ink."""
_FAINTEST = 0.045
"""Ink lighter than this beside its paper is not told from the paper's grain."""
_AROUND = 0.18
"""Margin kept around the line, as a part of its height."""
_VOTE = 800
"""So much ink times height (pixels) counts once for where the line is: a letter counts four times."""
_X, _Y, _W, _H, _AREA = range(5)

Parts = NDArray[np.int32]


def find_line(grey: Image) -> NDArray[np.uint8] | None:
    """Return the written line [32, up to 640], ink bright on dark, from its place at 2 pixels a mm; None if empty."""
    dark = _darkness(grey)
    found = _letters(dark)
    if found is None:
        return None
    ink, other = found
    rows, columns = np.nonzero(ink)
    top, bottom = np.percentile(rows, (0.5, 99.5))
    pad = _AROUND * (bottom - top) + 2
    x0, x1 = max(0, int(columns.min() - pad)), min(dark.shape[1], int(columns.max() + pad) + 1)
    y0, y1 = max(0, int(top - pad)), min(dark.shape[0], int(bottom + pad) + 1)
    return _sized(np.where(other, 0, dark)[y0:y1, x0:x1])


def _sized(part: NDArray[np.float32]) -> NDArray[np.uint8]:
    width = int(np.clip(round(part.shape[1] * HEIGHT_PX / part.shape[0]), HEIGHT_PX, LONGEST_PX))
    how = cv2.INTER_AREA if part.shape[0] > HEIGHT_PX else cv2.INTER_LINEAR
    sized = cv2.resize(part, (width, HEIGHT_PX), interpolation=how)
    peak = max(float(np.percentile(sized, 99)), _FAINTEST)
    return np.asarray(np.clip(sized / peak * 255, 0, 255), np.uint8)


def _darkness(grey: Image) -> NDArray[np.float32]:
    small = cv2.dilate(grey, np.ones((9, 9), np.uint8))
    paper = np.maximum(cv2.GaussianBlur(small, (0, 0), 9).astype(np.float32), 8)
    dark = 1 - cv2.GaussianBlur(grey, (0, 0), 0.7).astype(np.float32) / paper
    # The paper is taken from its lightest grains: what most of the place is like is no ink.
    return np.asarray(np.clip(dark - np.median(dark), 0, 1), np.float32)


def _letters(dark: NDArray[np.float32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]] | None:
    """Return the pixels of the letters, and those of printed lines, captions and what else lies off the line."""
    peak = float(np.percentile(dark[4:-4, 4:-4], 99.3))
    if peak < _FAINTEST:
        return None
    seen = (dark > max(_CONTRAST * peak, _FAINTEST * 0.5)).astype(np.uint8)
    ruled = _ruled(seen)
    binary = seen & ~ruled
    joined = cv2.morphologyEx(binary, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels, found, centres = cv2.connectedComponentsWithStats(joined, connectivity=8)
    stats, middles = np.asarray(found, np.int32), np.asarray(centres, np.float64)
    kept = _on_line(stats, middles, _like_letters(stats, dark.shape))
    if not kept.any():
        return None
    ink = kept[labels]
    printed = _printed(stats, middles, kept)[labels].astype(np.uint8)
    lost = (cv2.dilate(printed, np.ones((5, 5), np.uint8)) > 0) | (ruled > 0)
    return ink & (binary > 0), lost & ~ink


def _ruled(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the pixels of printed level lines: letters that stand on one would hang together with it."""
    long = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(_RULE_MM * SCALE)), np.uint8))
    return np.asarray(cv2.dilate(long, np.ones((3, 1), np.uint8)), np.uint8)


def _like_letters(stats: Parts, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Say of every part whether it can be a letter or letters that touch: not a printed line, caption or frame."""
    height, width = shape
    w, h, area = stats[:, _W], stats[:, _H], stats[:, _AREA]
    right, bottom = stats[:, _X] + w, stats[:, _Y] + h
    small = (h < _LEAST_MM * SCALE) | (area < h)
    upright = (h > _TALL * height) & (w < _THIN_MM * SCALE)
    at_edge = (stats[:, _Y] <= 1) | (bottom >= height - 1)
    at_side = (stats[:, _X] <= 1) | (right >= width - 1)
    framed = (at_edge & (at_side | (w > 2 * h))) | (h > _WHOLE * height) | (w >= width - 2)
    slim = (area < _STROKES * w) | (h < _CAPTION_MM * SCALE)
    flat = (w > np.minimum(_FLAT * h, _LONG_PART * width)) & slim
    fine = ~(small | flat | upright | framed)
    fine[0] = False
    return np.asarray(fine)


def _on_line(stats: Parts, middles: NDArray[np.float64], fine: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which of the parts that can be letters stand on one line and are about as high as most."""
    if not fine.any():
        return fine
    h = stats[:, _H]
    usual = float(np.percentile(h[fine], 70))
    kept = fine & (h > _LOW * usual) & ~((h > _RULED * usual) & (h > _SLIM * stats[:, _W]))
    # High parts with much ink say where the line is: a caption is long but low.
    at = np.repeat(middles[kept], 1 + stats[kept, _AREA] * h[kept] // _VOTE, axis=0)
    if len(at) == 0:
        return kept
    level = float(np.percentile(at[:, 1], 50, method="lower"))  # of one of them, so that `near` is never empty
    near = at[np.abs(at[:, 1] - level) < usual]
    slope = float(np.polyfit(near[:, 0], near[:, 1], 1)[0]) if np.ptp(near[:, 0]) > 4 * usual else 0.0
    centre = float(np.median(near[:, 1] - slope * near[:, 0]))
    return np.asarray(kept & (np.abs(middles[:, 1] - slope * middles[:, 0] - centre) < _STRAY * usual))


def _printed(stats: Parts, middles: NDArray[np.float64], kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which parts to wipe out: upright lines, and what lies above or below the letters; pieces of letters stay."""
    top = float(np.percentile(stats[kept, _Y], 20))
    bottom = float(np.percentile(stats[kept, _Y] + stats[kept, _H], 80))
    upright = (stats[:, _H] > _RULED * (bottom - top)) & (stats[:, _AREA] < _SPARSE * stats[:, _H] * stats[:, _W])
    away = ~kept & (upright | (middles[:, 1] < top) | (middles[:, 1] > bottom))
    away[0] = False
    return np.asarray(away)
