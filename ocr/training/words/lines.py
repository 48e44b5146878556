"""Lines of number words to learn from: written by our own hands or set in handwriting fonts, then photographed."""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr.specimen.chance import happens
from ocr.specimen.hand import some_hand, text
from ocr.specimen.ink import Sheet, some_pen, write
from ocr.training.photo import photographed, resized
from ocr.training.words.form import print_form
from ocr.words.letters import STEP_PX
from ocr.words.line import SCALE, find_line
from recap.domain.form import Box

Rng = np.random.Generator
Line = tuple[NDArray[np.uint8], str]
_FINE = 4.0
_FROM_FONT = 0.6
_FILLED = 0.84
"""A line fills at most this part of its place as the font sets it; hands space it wider."""
_LEAST_PT = 10
"""A font smaller than this many pixels is left to run off the paper, as people do."""


def made(count: int, seed: int, fonts: Sequence[Path], say: Callable[[Rng], str]) -> list[Line]:
    """Return this many found lines with their words; the same seed gives the same lines."""
    rng = np.random.default_rng(seed)
    found: list[Line] = []
    while len(found) < count:
        said = say(rng)
        picture = line(said, fonts, rng)
        # A step for every letter and one between: a shorter line was found in part.
        if picture is not None and picture.shape[1] >= STEP_PX * (len(said) + 2):
            found.append((picture, said))
    return found


def line(said: str, fonts: Sequence[Path], rng: Rng) -> NDArray[np.uint8] | None:
    """Return the found line [32, width] of these words as a photo of a form shows them; None if nothing is found."""
    place = Box(0, 0, float(rng.choice([280, 261, 200, 120], p=[0.55, 0.25, 0.15, 0.05])), float(rng.uniform(22, 50)))
    page = np.full((round(place.h_mm * _FINE), round(place.w_mm * _FINE), 3), 255, np.uint8)
    print_form(page, rng)
    if fonts and happens(rng, _FROM_FONT):
        _set(page, said, fonts[int(rng.integers(len(fonts)))], rng)
    else:
        _write(page, said, place, rng)
    grey = _askew(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), rng)
    photo = photographed(grey, _FINE, float(rng.uniform(0.75, 2.4)), rng)
    return find_line(resized(photo, round(place.w_mm * SCALE), round(place.h_mm * SCALE)))


def _write(page: NDArray[np.uint8], said: str, place: Box, rng: Rng) -> None:
    height = float(rng.uniform(0.25, 0.85)) * place.h_mm
    top = float(rng.uniform(0, place.h_mm - height))
    left = float(rng.uniform(0, 0.25)) * place.w_mm
    written = text(some_hand(rng), said, Box(left, top, place.w_mm - left, height), rng)
    write(Sheet(page, _FINE), written, some_pen(rng), rng)


def _set(page: NDArray[np.uint8], said: str, font: Path, rng: Rng) -> None:
    shown = said if happens(rng, 0.9) else said.title()
    face, size = _face(page, shown, font, rng)
    mask = _typed(page, shown, (face, size), rng)
    colour = np.array([rng.uniform(90, 160), rng.uniform(30, 70), rng.uniform(20, 50)]) if happens(rng, 0.6) else 40
    strength = (mask.astype(np.float32) / 255 * float(rng.uniform(0.75, 1)))[..., None]
    page[:] = (page * (1 - strength) + colour * strength).astype(np.uint8)


def _face(page: NDArray[np.uint8], shown: str, font: Path, rng: Rng) -> tuple[ImageFont.FreeTypeFont, float]:
    size = float(rng.uniform(0.2, 0.6)) * page.shape[0]
    while True:
        face = ImageFont.truetype(str(font), max(8, round(size)))
        left, _, right, _ = face.getbbox(shown)
        if right - left < page.shape[1] * _FILLED or size < _LEAST_PT:
            return face, size
        size *= 0.9


def _typed(
    page: NDArray[np.uint8], shown: str, face_and_size: tuple[ImageFont.FreeTypeFont, float], rng: Rng
) -> NDArray[np.uint8]:
    """Return the letters as a mask, each a little off its place, the whole a little turned and sheared."""
    high, wide = page.shape[:2]
    face, size = face_and_size
    left, top, right, bottom = face.getbbox(shown)
    mask = Image.new("L", (wide, high), 0)
    x = float(rng.uniform(0.01, max(0.02, _FILLED - (right - left) / wide))) * wide
    y = float(rng.uniform(0.0, max(0.02, 1 - (bottom - top) / high))) * high - top
    pen = ImageDraw.Draw(mask)
    for letter in shown:
        off, thick = float(rng.normal(0, 0.025)) * size, int(rng.integers(0, 3))
        pen.text((x, y + off), letter, fill=255, font=face, stroke_width=thick)
        x += face.getlength(letter) * float(rng.uniform(0.97, 1.12)) + float(rng.uniform(0, 0.06)) * size
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), float(rng.normal(0, 0.8)), 1.0)
    turn[0, 1] += float(rng.normal(0, 0.12))
    return np.asarray(cv2.warpAffine(np.asarray(mask), turn, (wide, high)), np.uint8)


def _askew(grey: MatLike, rng: Rng) -> NDArray[np.uint8]:
    high, wide = grey.shape
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    moved = (corners + rng.normal(0, 1, (4, 2)) * (wide * 0.004, high * 0.05)).astype(np.float32)
    turn = cv2.getPerspectiveTransform(corners, moved)
    return np.asarray(cv2.warpPerspective(grey, turn, (wide, high), borderValue=255), np.uint8)
