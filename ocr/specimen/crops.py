"""Single digit boxes with labels, for training: written by the same hands, degraded about as a photo does."""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.specimen import boxes
from ocr.specimen.chance import happens
from ocr.specimen.hand import GUIDE_HEIGHT, GUIDE_LEFT, GUIDE_TOP, GUIDE_WIDTH, Hand, digit, some_hand, text
from ocr.specimen.ink import Pen, Sheet, some_pen, write
from recap.domain.form import Box

LABELS = "0123456789X-_?"
"""The sign of each label number: digits, X, dash, empty, struck out."""

SIDE_PX = 48
_SHARES = np.array([8.0] * 10 + [8, 5, 6, 5])
_PX_PER_MM = 5.0
_CANVAS_MM = 34.0
_BOX = Box(7.5, 7.5, 19.0, 19.0)
_MARGIN = 3.2  # px from the crop's edge to the middle of the printed border, as in the real crops
_CROPS_A_WRITER = 12
_CORRECTED = 0.1
"""Far more than on forms: what is rare there must be learned all the same."""


@dataclass(frozen=True, slots=True)
class Crops:
    """Grey 48 x 48 crops and the index of each one's sign in LABELS."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]


def training_boxes(count: int, seed: int) -> Crops:
    """Return this many labelled crops; the same seed gives the same crops."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(len(LABELS), count, p=_SHARES / _SHARES.sum())
    images = np.empty((count, SIDE_PX, SIDE_PX), np.uint8)
    blank, writer = _blank(rng), (some_hand(rng), some_pen(rng))
    for i, label in enumerate(labels):
        if i % _CROPS_A_WRITER == 0:
            blank, writer = _blank(rng), (some_hand(rng), some_pen(rng))
        sheet = Sheet(blank.copy(), _PX_PER_MM)
        _neighbour_ink(sheet, writer, rng)
        _write(sheet, LABELS[label], writer, rng)
        images[i] = _photographed(sheet.image, rng)
    return Crops(images, labels.astype(np.int64))


def _write(sheet: Sheet, sign: str, writer: tuple[Hand, Pen], rng: np.random.Generator) -> None:
    if sign == boxes.EMPTY:
        _stray(sheet, writer, rng)
    elif sign == boxes.STRUCK:
        slip = boxes.Slip(0, str(rng.integers(10)), boxes.Correction.STRUCK)
        boxes.correct(sheet, (_BOX,), slip, writer, rng)
    else:
        _put(sheet, sign, writer, rng)


def _put(sheet: Sheet, sign: str, writer: tuple[Hand, Pen], rng: np.random.Generator) -> None:
    """Write a sign, now and then in the place of a wrong digit, as `fill` does."""
    how = boxes.some_correction(rng) if happens(rng, _CORRECTED) else None
    if how in (boxes.Correction.OVERWRITTEN, boxes.Correction.FLUID):
        boxes.correct(sheet, (_BOX,), boxes.Slip(0, _another(sign, rng), how), writer, rng)
    if how is boxes.Correction.OVERWRITTEN:
        boxes.go_over(sheet, _BOX, sign, writer, rng)
    else:
        write(sheet, digit(writer[0], _BOX, sign, rng), writer[1], rng)


def _another(sign: str, rng: np.random.Generator) -> str:
    return str(rng.choice([wrong for wrong in "0123456789" if wrong != sign]))


def _blank(rng: np.random.Generator) -> Image:
    side = round(_CANVAS_MM * _PX_PER_MM)
    image = np.full((side, side, 3), 255, np.uint8)
    if happens(rng, 0.72):
        _guides(image, rng)
    pitch = rng.uniform(21.5, 24.5)
    thick = max(1, round(rng.uniform(0.6, 1.3) * _PX_PER_MM))
    dark = int(rng.uniform(10, 60))
    for column in (-1, 0, 1):
        for row in (-1, 0, 1) if happens(rng, 0.4) else (0,):
            left, top = _BOX.x_mm + column * pitch, _BOX.y_mm + row * pitch
            corners = np.array([(left, top), (left + _BOX.w_mm, top + _BOX.h_mm)]) * _PX_PER_MM * 8
            start, end = ((int(x), int(y)) for x, y in corners)
            cv2.rectangle(image, start, end, (dark, dark, dark), thick, cv2.LINE_AA, 3)
    return image


def _guides(image: Image, rng: np.random.Generator) -> None:
    grey = int(rng.uniform(160, 225))
    size = max(1, round(0.7 * _PX_PER_MM))
    places = {(x, y) for x in (0, 2, 4) for y in range(9)} | {(x, y) for x in (1, 3) for y in (0, 4, 8)}
    for x, y in places:
        left = (_BOX.x_mm + _BOX.w_mm * (GUIDE_LEFT + GUIDE_WIDTH * x / 4)) * _PX_PER_MM - size / 2
        top = (_BOX.y_mm + _BOX.h_mm * (GUIDE_TOP + GUIDE_HEIGHT * y / 8)) * _PX_PER_MM - size / 2
        image[int(top) : int(top) + size, int(left) : int(left) + size] = grey


def _neighbour_ink(sheet: Sheet, writer: tuple[Hand, Pen], rng: np.random.Generator) -> None:
    if happens(rng, 0.35):
        side = Box(_BOX.x_mm + rng.choice([-23, 23]), _BOX.y_mm, _BOX.w_mm, _BOX.h_mm)
        write(sheet, digit(writer[0], side, str(rng.choice(list("0123456789X"))), rng), writer[1], rng)


def _stray(sheet: Sheet, writer: tuple[Hand, Pen], rng: np.random.Generator) -> None:
    if happens(rng, 0.12):
        x, y = rng.uniform(8, 26, 2)
        write(sheet, [np.array([(x, y, 1.0), (x + rng.normal(0, 0.6), y + rng.normal(0, 0.6), 1.0)])], writer[1], rng)
    if happens(rng, 0.08):
        write(sheet, text(writer[0], "RA", Box(2, 26, 20, 9), rng), writer[1], rng)


def _photographed(image: Image, rng: np.random.Generator) -> Image:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    small = _warped(grey, rng)
    light = _lit(small.astype(np.float32), rng)
    blurred = cv2.GaussianBlur(light, (0, 0), float(rng.uniform(0.2, 1.1)))
    noisy = blurred + rng.normal(0, rng.uniform(0.5, 4), blurred.shape)
    file = np.clip(noisy, 0, 255).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", file, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 95))])
    seen = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE))
    how = cv2.INTER_AREA if seen.shape[0] > SIDE_PX else cv2.INTER_CUBIC
    return cv2.resize(seen, (SIDE_PX, SIDE_PX), interpolation=how)


def _warped(grey: Image, rng: np.random.Generator) -> Image:
    # From the box on paper to a crop of some photo's resolution, with what the local refinement leaves uncorrected.
    side = int(rng.integers(22, 72))
    margin = _MARGIN * side / SIDE_PX
    low, high = margin, side - margin
    target = np.array([(low, low), (high, low), (high, high), (low, high)])
    target = target + (rng.normal(0, 0.016, 2) + rng.normal(0, 0.014, (4, 2))) * side
    left, top, right, bottom = (
        v * _PX_PER_MM for v in (_BOX.x_mm, _BOX.y_mm, _BOX.x_mm + _BOX.w_mm, _BOX.y_mm + _BOX.h_mm)
    )
    source = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target.astype(np.float32))
    shrink = (high - low) / (right - left)
    soft = cv2.GaussianBlur(grey, (0, 0), max(0.3, 0.42 / shrink))
    return cv2.warpPerspective(soft, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _lit(grey: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    side = len(grey)
    paper = np.clip(rng.normal(180, 24), 90, 250)
    black = np.clip(rng.normal(42, 24), 0, paper * 0.6)
    angle, slope = rng.uniform(0, 2 * np.pi), abs(rng.normal(0, 0.07))
    across = np.linspace(-1, 1, side, dtype=np.float32)
    shade = 1 + slope * (across[None, :] * np.cos(angle) + across[:, None] * np.sin(angle))
    if happens(rng, 0.06):
        edge = rng.uniform(-0.8, 0.8)
        shade = shade * np.where(across[:, None] * np.sin(angle) + across[None, :] * np.cos(angle) > edge, 0.82, 1)
    return np.asarray((black + (paper - black) * (grey / 255) ** rng.uniform(0.8, 1.3)) * shade, np.float32)
