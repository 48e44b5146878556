"""Signatures and names of people who do not exist."""

import numpy as np

from ocr.specimen.chance import happens
from ocr.specimen.hand import Hand, Stroke, text
from recap.domain.form import Box

_FIRST = (
    "SITI",
    "NUR",
    "AGUS",
    "BUDI",
    "SRI",
    "DWI",
    "EKO",
    "TRI",
    "RINA",
    "YOGI",
    "WAHYU",
    "ARIF",
    "DEWI",
    "HENDRA",
    "FITRI",
    "JOKO",
    "RATNA",
    "ANDI",
    "MAYA",
    "TONO",
    "IMAM",
    "LINA",
    "SLAMET",
    "WATI",
    "YANTO",
    "BAMBANG",
    "RUDI",
    "INDAH",
    "NANIK",
    "HADI",
    "ENDANG",
    "SUMI",
    "DONI",
    "FARHAN",
    "HALIMAH",
    "OKTA",
    "ROSID",
    "AMELIA",
    "RETNO",
)
_LAST = (
    "UTAMI",
    "SETIAWAN",
    "RAHAYU",
    "WIJAYA",
    "SANTOSO",
    "LESTARI",
    "NUGROHO",
    "PRATAMA",
    "HIDAYAT",
    "SUSANTO",
    "WIBOWO",
    "KUSUMA",
    "HANDAYANI",
    "SAPUTRA",
    "PURNOMO",
    "ASTUTI",
    "GUNAWAN",
    "SULISTYO",
    "MAULANA",
    "YULIANTI",
    "FIRMANSYAH",
    "HARTONO",
)


def name(rng: np.random.Generator) -> str:
    """Return an invented Indonesian name in capitals."""
    first = str(rng.choice(_FIRST))
    return f"{first} {rng.choice(_LAST)}" if happens(rng, 0.6) else first


def signature(place: Box, rng: np.random.Generator) -> list[Stroke]:
    """Return a random signature: a few quick loops from left to right, often with a flourish below."""
    width = min(place.w_mm * rng.uniform(0.5, 0.85), place.h_mm * rng.uniform(1.6, 3.0), 60)
    height = min(place.h_mm * rng.uniform(0.6, 1.15), width * 0.7)
    x = place.x_mm + (place.w_mm - width) * rng.uniform(0.2, 0.8)
    y = place.y_mm + place.h_mm * rng.uniform(0.45, 0.6)
    strokes = [_loops(x, y, width, height, rng)]
    if happens(rng, 0.6):
        strokes.append(_loops(x + width * 0.2, y, width * rng.uniform(0.3, 0.7), height * 0.9, rng))
    if happens(rng, 0.65):
        strokes.append(_flourish(x, y + height * rng.uniform(0.1, 0.45), width, rng))
    return strokes


def initials(at: tuple[float, float], rng: np.random.Generator) -> list[Stroke]:
    """Return a small paraf, as set beside a correction."""
    return [_loops(at[0], at[1], rng.uniform(6, 9), rng.uniform(5, 8), rng)]


def signed_name(hand: Hand, place: Box, rng: np.random.Generator) -> list[Stroke]:
    """Return an invented name written in a place."""
    low = Box(place.x_mm + place.w_mm * rng.uniform(0, 0.2), place.y_mm, place.w_mm * 0.8, min(place.h_mm, 8))
    return text(hand, name(rng), low, rng)


def _loops(x: float, y: float, width: float, height: float, rng: np.random.Generator) -> Stroke:
    t = np.linspace(0, 1, 90)
    cycles = rng.uniform(2, 6)
    phase = rng.uniform(0, 2 * np.pi, 4)
    # A signature begins with a tall capital and runs out in small waves.
    envelope = 0.25 + 0.75 * np.interp(t, np.linspace(0, 1, 7), rng.random(7) * (1, 0.95, 0.6, 0.5, 0.45, 0.4, 0.35))
    back = rng.uniform(0.05, 0.16)
    across = t + back * np.sin(2 * np.pi * cycles * t + phase[0]) + 0.04 * np.sin(2 * np.pi * t * 1.3 + phase[1])
    down = envelope * np.sin(2 * np.pi * cycles * t + phase[2]) + 0.3 * np.sin(2 * np.pi * cycles * 0.43 * t + phase[3])
    pressure = 0.75 + 0.25 * np.cos(2 * np.pi * cycles * t + phase[1])
    across = across - rng.uniform(0.0, 0.3) * down * height / width
    return np.stack([x + across * width, y + down * height / 2.2, pressure], axis=1)


def _flourish(x: float, y: float, width: float, rng: np.random.Generator) -> Stroke:
    t = np.linspace(0, 1, 20)
    wave = np.sin(np.pi * t * rng.uniform(0.5, 2) + rng.uniform(0, 3)) * width * 0.05
    return np.stack(
        [x + (t * 1.15 - 0.1) * width, y + wave - t * width * rng.uniform(-0.05, 0.15), 1 - 0.4 * t], axis=1
    )
