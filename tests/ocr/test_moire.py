import cv2
import numpy as np
import pytest
from cv2.typing import MatLike as Image

from ocr.flatten import Sheet
from ocr.moire import screen_likeness
from recap.app import layouts

PAGE = layouts.load("C.HASIL-KWK", 2).page(2)
SCALE = 3.0
SHAPE = (round(PAGE.height_mm * SCALE), round(PAGE.width_mm * SCALE))
PAPER, SCREEN = 16.0, 30.0


def likeness(picture: Image) -> float:
    return screen_likeness(Sheet(picture, PAGE, np.diag([SCALE, SCALE, 1.0])))


def paper(noise: float = 2.0) -> Image:
    rng = np.random.default_rng(5)
    grey = cv2.GaussianBlur(rng.normal(0, noise, SHAPE).astype(np.float32), (0, 0), 0.7) * 2 + 200
    return np.asarray(np.clip(grey, 0, 255), np.uint8)


def waves(turn: float, pitch: float, depth: float) -> Image:
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]].astype(np.float32)
    wave = np.sin((x * np.cos(turn) + y * np.sin(turn)) * 2 * np.pi / pitch)
    return np.asarray(np.clip(paper() * (1 + depth * wave), 0, 255), np.uint8)


@pytest.mark.parametrize("quality", [95, 75, 45])
def test_paper_with_noise_has_no_peak_however_compressed(quality: int) -> None:
    jpeg = cv2.imencode(".jpg", paper(), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    assert likeness(np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE))) < PAPER


@pytest.mark.parametrize(("turn", "pitch"), [(0.0, 5.8), (0.05, 5.3), (0.4, 3.1), (1.2, 9.0), (1.57, 2.6)])
def test_a_fine_regular_pattern_stands_out_whichever_way_it_runs(turn: float, pitch: float) -> None:
    assert likeness(waves(turn, pitch, 0.012)) > SCREEN


@pytest.mark.parametrize("pitch", [16, 16 / 3])
def test_the_waves_that_strong_compression_leaves_of_its_blocks_are_no_pattern(pitch: float) -> None:
    assert likeness(waves(0.0, pitch, 0.012)) < PAPER


def test_edges_and_lines_are_no_pattern() -> None:
    picture = paper()
    for at in range(40, SHAPE[0], 260):
        cv2.line(picture, (0, at), (SHAPE[1], at + 60), 190, 2)
    assert likeness(picture) < PAPER


def test_a_photo_without_blank_paper_tells_nothing() -> None:
    noise = np.random.default_rng(2).integers(0, 255, SHAPE, dtype=np.uint8)
    assert likeness(noise) == 0.0


def test_a_sheet_outside_the_picture_tells_nothing() -> None:
    assert likeness(np.full((200, 200), 220, np.uint8)) == 0.0
