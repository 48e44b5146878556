"""What the phone does to the light: blur, noise, tone, and the JPEG file it writes."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, reduce

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.specimen.conditions import Shot

_REFERENCE_PX = 4000
_STRIP = 128  # rows; with what lies in between, a strip stays in the processor's cache
_GRAIN_ROWS, _TILE_ROWS, _TILE_COLUMNS, _TILE_EXTRA = 256, 320, 3256, 256
_FINE = 32.0  # steps of the noise at strength 1
_SHARP = 0.35  # blur below this many pixels is not worth drawing
_HUGE = 6.0
_MOVED = 1.5
_EXIF_ORIENTATION = {0: 1, 1: 6, 2: 3, 3: 8}
_ROTATIONS = {1: cv2.ROTATE_90_COUNTERCLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_CLOCKWISE}


@dataclass(frozen=True, slots=True)
class _Blur:
    """A blur, and how many rows away it still changes a pixel."""

    reach: int
    apply: Callable[[Image], Image]


def expose(picture: Image, shot: Shot, rng: np.random.Generator) -> Image:
    """Return the picture as the sensor and its software deliver it, in the memory of the one that was given."""
    scale = max(picture.shape[:2]) / _REFERENCE_PX
    blurs = (_lens(shot.focus_px * scale, shot.sharpening), _motion(shot.motion_px * scale, rng))
    if shot.focus_px * scale > _HUGE:
        _defocus(picture, shot.focus_px * scale)
    pitch = rng.uniform(6, 14) if shot.moire else None
    tile = _tile(picture.shape[1], shot.noise)
    cuts = [
        (int(rng.integers(_TILE_ROWS - _GRAIN_ROWS)), int(rng.integers(_TILE_EXTRA)))
        for _ in range(0, len(picture), _GRAIN_ROWS)
    ]
    tone = _tone(shot, rng)
    for top, soft in _strips(picture, blurs):
        if pitch is not None:
            _moire(soft, shot.moire, pitch, top)
        _grain(soft, tile, cuts[top // _GRAIN_ROWS], top % _GRAIN_ROWS)
        strip = picture[top : top + _STRIP]
        cv2.LUT(soft, tone, strip)
        if shot.grey:
            cv2.cvtColor(cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR, strip)
    return picture


def encode(picture: Image, shot: Shot) -> bytes:
    """Return the JPEG file; a phone held sideways turns the pixels and says so in EXIF."""
    turns = shot.quarter_turns if shot.by_exif else 0
    turned = cv2.rotate(picture, _ROTATIONS[turns]) if turns else picture
    _, jpeg = cv2.imencode(".jpg", turned, [cv2.IMWRITE_JPEG_QUALITY, shot.jpeg])
    data = jpeg.tobytes()
    return data[:2] + _exif(_EXIF_ORIENTATION[turns]) + data[2:]


def _exif(orientation: int) -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry + struct.pack("<I", 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _strips(picture: Image, blurs: tuple[_Blur | None, ...]) -> Iterator[tuple[int, Image]]:
    """Yield the first row of every strip of the picture, and the strip as it is when blurred.

    It is blurred together with the rows around it that reach into it, so that the strips above may be painted over.
    """
    wanted = [blur for blur in blurs if blur is not None]
    reach = sum(blur.reach for blur in wanted)
    above = picture[:0]
    for top in range(0, len(picture), _STRIP):
        strip = picture[top : top + _STRIP]
        if wanted:
            sharp = np.vstack([above, picture[top : top + _STRIP + reach]])
            skip = len(above)
            above = sharp[max(0, skip + len(strip) - reach) : skip + len(strip)]
            strip = reduce(lambda rows, blur: blur.apply(rows), wanted, sharp)[skip : skip + len(strip)]
        yield top, strip


def _defocus(picture: Image, sigma: float) -> None:
    small = cv2.resize(picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / 4)
    cv2.resize(soft, picture.shape[1::-1], picture, interpolation=cv2.INTER_LINEAR)


def _lens(sigma: float, sharpening: float) -> _Blur | None:
    if not _SHARP <= sigma <= _HUGE:
        return None
    # Phones sharpen what the lens has blurred, which leaves pale halos along dark lines.
    side = 2 * int(np.ceil(2.2 * sigma)) + 3
    lens, halo = cv2.getGaussianKernel(side, sigma), cv2.getGaussianKernel(side, sigma * 2.2)
    kernel = (1 + sharpening) * lens - sharpening * halo
    return _Blur(side // 2, lambda rows: cv2.sepFilter2D(rows, -1, kernel, kernel))


def _motion(length: float, rng: np.random.Generator) -> _Blur | None:
    if length < _MOVED:
        return None
    side = int(length) // 2 * 2 + 3
    kernel = np.zeros((side, side), np.float32)
    angle = rng.uniform(0, np.pi)
    run = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    ends = np.round((side / 2 - 0.5 + np.stack([-run, run])) * 16).astype(int)
    cv2.line(kernel, tuple(ends[0].tolist()), tuple(ends[1].tolist()), 1.0, 1, cv2.LINE_AA, 4)
    even = kernel / kernel.sum()
    return _Blur(side // 2, lambda rows: cv2.filter2D(rows, -1, even))


def _grain(strip: Image, tile: tuple[Image, Image], cut: tuple[int, int], start: int) -> None:
    down, across = cut
    piece = (slice(down + start, down + start + len(strip)), slice(across, across + strip.shape[1]))
    brighter, darker = tile
    cv2.add(strip, brighter[piece], strip)
    cv2.subtract(strip, darker[piece], strip)


def _tile(width: int, sigma: float) -> tuple[Image, Image]:
    """Return by how much noise makes a tile as wide as the picture, and a bit, brighter and darker."""
    columns = np.arange(width + _TILE_EXTRA) % _TILE_COLUMNS
    whole = slice(len(columns)) if len(columns) <= _TILE_COLUMNS else columns
    brighter, darker = (cv2.convertScaleAbs(part[:, whole], alpha=round(sigma * 2) / 2 / _FINE) for part in _noise())
    return brighter, darker


@cache
def _noise() -> tuple[Image, Image]:
    """Return where noise of strength 1, in 1/32, is brighter and darker: pictures cut and strengthen it."""
    rng = np.random.default_rng(0)
    shape = (_TILE_ROWS, _TILE_COLUMNS)
    # Phones smooth colour noise away and leave blotches: fine noise in brightness, coarser in colour.
    fine = rng.standard_normal(shape, np.float32)[:, :, None]
    coarse = rng.standard_normal((shape[0] // 3 + 1, shape[1] // 3 + 1, 3), np.float32)
    blotches = cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_LINEAR)
    noise = _FINE * (0.8 * fine + 0.75 * blotches)
    return np.maximum(noise, 0).round().astype(np.uint8), np.maximum(-noise, 0).round().astype(np.uint8)


def _tone(shot: Shot, rng: np.random.Generator) -> NDArray[np.uint8]:
    level = np.arange(256) / 255
    gamma = rng.uniform(0.85, 1.15)
    shoulder = rng.uniform(0.0, 0.35)
    curve = level**gamma
    curve = (1 - shoulder) * curve + shoulder * (3 * curve**2 - 2 * curve**3)
    return np.clip(shot.haze + (253 - shot.haze) * curve, 0, 255).round().astype(np.uint8)


def _moire(strip: Image, strength: float, pitch: float, top: int) -> None:
    x = np.sin(2 * np.pi * np.arange(strip.shape[1]) / pitch)[None, :]
    y = np.sin(2 * np.pi * (np.arange(top, top + len(strip)) / (pitch * 1.07)))[:, None]
    gain = (1 + strength * (x + y)).astype(np.float32)[:, :, None]
    strip[:] = np.clip(strip * gain, 0, 255).astype(np.uint8)
