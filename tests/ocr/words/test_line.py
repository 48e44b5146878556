"""Made places for words: what is written is found, what is printed is not."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.words.line import HEIGHT_PX, find_line

Grey = NDArray[np.uint8]


def paper(shade: int = 220) -> Grey:
    noise = np.random.default_rng(1).normal(0, 1.5, (96, 560))
    return np.clip(shade + noise, 0, 255).astype(np.uint8)


def write(place: Grey, text: str, at: tuple[int, int] = (90, 55), ink: int = 60) -> Grey:
    return np.asarray(cv2.putText(place, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, ink, 2, cv2.LINE_AA), np.uint8)


def found(place: Grey) -> Grey:
    line = find_line(place)
    assert line is not None
    return line


def test_a_written_line_is_found_at_one_height() -> None:
    line = found(write(paper(), "DUA PULUH"))
    assert line.shape[0] == HEIGHT_PX
    assert 150 < line.shape[1] < 400
    assert line.max() == 255


def test_empty_paper_has_no_line() -> None:
    assert find_line(paper()) is None


def test_a_fold_over_the_whole_place_is_no_line() -> None:
    place = paper()
    place[40:60] = place[40:60] // 4 * 3
    assert find_line(place) is None


def test_frames_and_captions_are_left_out() -> None:
    plain = found(write(paper(), "ENAM"))
    place = write(paper(), "ENAM")
    cv2.line(place, (20, 0), (24, 95), 40, 4)
    cv2.line(place, (0, 3), (559, 1), 40, 3)
    cv2.putText(place, "(ditulis menggunakan huruf kapital)", (200, 90), cv2.FONT_HERSHEY_SIMPLEX, 0.3, 90, 1)
    framed = found(place)
    assert abs(framed.shape[1] - plain.shape[1]) < 12


def test_letters_that_stand_on_a_printed_line_are_kept() -> None:
    plain = found(write(paper(), "DELAPAN PULUH"))
    ruled = write(paper(), "DELAPAN PULUH")
    cv2.line(ruled, (0, 55), (559, 55), 40, 2)
    on_line = found(ruled)
    assert abs(on_line.shape[1] - plain.shape[1]) < 40
    size = (plain.shape[1], HEIGHT_PX)
    assert np.corrcoef(cv2.resize(on_line, size).ravel(), plain.ravel())[0, 1] > 0.5


def test_faint_pencil_is_found_on_bright_paper() -> None:
    dark = found(write(paper(), "SEMBILAN"))
    faint = found(write(paper(235), "SEMBILAN", ink=205))
    assert abs(faint.shape[1] - dark.shape[1]) < 15


def test_small_and_large_letters_come_out_alike() -> None:
    small, large = paper(), paper()
    cv2.putText(small, "TIGA", (60, 50), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 60, 1, cv2.LINE_AA)
    cv2.putText(large, "TIGA", (60, 70), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 60, 3, cv2.LINE_AA)
    assert abs(found(small).shape[1] - found(large).shape[1]) < 20


def test_a_line_that_slopes_is_kept_whole() -> None:
    place = write(paper(), "SERATUS DUA BELAS")
    turn = cv2.getRotationMatrix2D((280, 48), 3, 1)
    sloped = cv2.warpAffine(place, turn, (560, 96), borderMode=cv2.BORDER_REPLICATE)
    line = found(np.asarray(sloped, np.uint8))
    assert line.shape[1] / found(place).shape[1] > 0.55
    assert (line[:, -40:] > 128).any()
