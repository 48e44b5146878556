"""What the phone does to the light: blur, noise, tone, and the JPEG file it writes."""

import struct
from functools import lru_cache

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.specimen.conditions import Shot

_REFERENCE_PX = 4000
_STRIP = 256
_TILE_ROWS, _TILE_EXTRA = 320, 256
_SHARP = 0.35  # blur below this many pixels is not worth drawing
_HUGE = 6.0
_MOVED = 1.5
_EXIF_ORIENTATION = {0: 1, 1: 6, 2: 3, 3: 8}


def expose(picture: Image, shot: Shot, rng: np.random.Generator) -> Image:
    """Return the picture as the sensor and its software deliver it."""
    scale = max(picture.shape[:2]) / _REFERENCE_PX
    blurred = _moved(_blurred(picture, shot.focus_px * scale, shot.sharpening), shot.motion_px * scale, rng)
    if shot.moire:
        _moire(blurred, shot.moire, rng)
    _grain(blurred, shot.noise, rng)
    toned = cv2.LUT(blurred, _tone(shot, rng))
    return cv2.cvtColor(cv2.cvtColor(toned, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR) if shot.grey else toned


def encode(picture: Image, shot: Shot) -> bytes:
    """Return the JPEG file; a phone held sideways turns the pixels and says so in EXIF."""
    turns = shot.quarter_turns if shot.by_exif else 0
    turned = np.ascontiguousarray(np.rot90(picture, turns)) if turns else picture
    _, jpeg = cv2.imencode(".jpg", turned, [cv2.IMWRITE_JPEG_QUALITY, shot.jpeg])
    data = jpeg.tobytes()
    return data[:2] + _exif(_EXIF_ORIENTATION[turns]) + data[2:]


def _exif(orientation: int) -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry + struct.pack("<I", 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _blurred(picture: Image, sigma: float, sharpening: float) -> Image:
    if sigma < _SHARP:
        return picture
    if sigma > _HUGE:
        height, width = picture.shape[:2]
        small = cv2.resize(picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        return cv2.resize(cv2.GaussianBlur(small, (0, 0), sigma / 4), (width, height), interpolation=cv2.INTER_LINEAR)
    # Phones sharpen what the lens has blurred, which leaves pale halos along dark lines.
    side = 2 * int(np.ceil(2.2 * sigma)) + 3
    lens, halo = cv2.getGaussianKernel(side, sigma), cv2.getGaussianKernel(side, sigma * 2.2)
    kernel = (1 + sharpening) * lens - sharpening * halo
    return cv2.sepFilter2D(picture, -1, kernel, kernel)


def _moved(picture: Image, length: float, rng: np.random.Generator) -> Image:
    if length < _MOVED:
        return picture
    side = int(length) // 2 * 2 + 3
    kernel = np.zeros((side, side), np.float32)
    angle = rng.uniform(0, np.pi)
    run = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    ends = np.round((side / 2 - 0.5 + np.stack([-run, run])) * 16).astype(int)
    cv2.line(kernel, tuple(ends[0].tolist()), tuple(ends[1].tolist()), 1.0, 1, cv2.LINE_AA, 4)
    return cv2.filter2D(picture, -1, kernel / kernel.sum())


def _grain(picture: Image, sigma: float, rng: np.random.Generator) -> None:
    height, width = picture.shape[:2]
    brighter, darker = _tile(width, round(sigma * 2))
    for top in range(0, height, _STRIP):
        rows = picture[top : top + _STRIP]
        down, across = int(rng.integers(_TILE_ROWS - _STRIP)), int(rng.integers(_TILE_EXTRA))
        cut = (slice(down, down + len(rows)), slice(across, across + width))
        cv2.add(rows, brighter[cut], rows)
        cv2.subtract(rows, darker[cut], rows)


@lru_cache(maxsize=4)
def _tile(width: int, double_sigma: int) -> tuple[Image, Image]:
    rng = np.random.default_rng(double_sigma)
    shape = (_TILE_ROWS, width + _TILE_EXTRA)
    # Phones smooth colour noise away and leave blotches: fine noise in brightness, coarser in colour.
    fine = rng.normal(size=shape).astype(np.float32)[:, :, None]
    coarse = rng.normal(size=(shape[0] // 3 + 1, shape[1] // 3 + 1, 3)).astype(np.float32)
    blotches = cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_LINEAR)
    noise = (0.8 * fine + 0.75 * blotches) * double_sigma / 2
    return np.maximum(noise, 0).round().astype(np.uint8), np.maximum(-noise, 0).round().astype(np.uint8)


def _tone(shot: Shot, rng: np.random.Generator) -> NDArray[np.uint8]:
    level = np.arange(256) / 255
    gamma = rng.uniform(0.85, 1.15)
    shoulder = rng.uniform(0.0, 0.35)
    curve = level**gamma
    curve = (1 - shoulder) * curve + shoulder * (3 * curve**2 - 2 * curve**3)
    return np.clip(shot.haze + (253 - shot.haze) * curve, 0, 255).round().astype(np.uint8)


def _moire(picture: Image, strength: float, rng: np.random.Generator) -> None:
    height, width = picture.shape[:2]
    pitch = rng.uniform(6, 14)
    x = np.sin(2 * np.pi * np.arange(width) / pitch)[None, :]
    for top in range(0, height, _STRIP):
        rows = picture[top : top + _STRIP]
        y = np.sin(2 * np.pi * (np.arange(top, top + len(rows)) / (pitch * 1.07)))[:, None]
        gain = (1 + strength * (x + y)).astype(np.float32)[:, :, None]
        rows[:] = np.clip(rows * gain, 0, 255).astype(np.uint8)
