"""Printed words of several places are read at once, and come back with the place that each stands in."""

import cv2
import numpy as np
import pytesseract
import pytest

from ocr.flatten import Sheet
from ocr.lettering import Word, read_words
from recap.app import layouts
from recap.domain.form import Box

PX_PER_MM = 6
UPPER, EMPTY, LOWER = Box(20, 20, 120, 20), Box(20, 60, 120, 20), Box(20, 100, 120, 20)


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    """A sheet with one word in the upper and one in the lower place."""
    picture = np.full((150 * PX_PER_MM, 200 * PX_PER_MM), 235, np.uint8)
    for text, box in (("SEMARANG", UPPER), ("MIROTO", LOWER)):
        at = (round(box.x_mm * PX_PER_MM), round((box.y_mm + 14) * PX_PER_MM))
        cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, 1.6, 20, 4, cv2.LINE_AA)
    return Sheet(picture, layouts.load("C.HASIL-KWK", 2).page(2), np.diag([PX_PER_MM, PX_PER_MM, 1.0]))


def test_every_place_has_its_own_words_where_they_stand(sheet: Sheet) -> None:
    upper, empty, lower = read_words(sheet, (UPPER, EMPTY, LOWER))
    assert [word.text for word in upper] == ["SEMARANG"]
    assert empty == []
    assert [word.text for word in lower] == ["MIROTO"]
    assert [word.y_mm - box.y_mm for word, box in ((upper[0], UPPER), (lower[0], LOWER))] == pytest.approx(
        [11, 11], abs=2
    )


def test_words_are_the_same_read_alone_or_beside_others(sheet: Sheet) -> None:
    together = read_words(sheet, (UPPER, LOWER))
    assert together == [read_words(sheet, (box,))[0] for box in (UPPER, LOWER)]


def test_no_place_has_words_where_tesseract_fails(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> list[Word]:
        raise RuntimeError

    monkeypatch.setattr(pytesseract, "image_to_data", fails)
    assert read_words(sheet, (UPPER, LOWER)) == [[], []]
