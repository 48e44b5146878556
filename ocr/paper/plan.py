"""A form drawn with all the places that will be read, for the person who writes its layout."""

import cv2
from cv2.typing import MatLike as Image

from ocr.paper.raster import page_image
from recap.domain.form import Box, FormLayout

_LONG_PX = 1800
"""Long side of the picture: boxes of A4 are then 50 pixels wide."""
_BOX, _WORDS, _TALLY, _PLACE = (40, 40, 220), (200, 90, 20), (40, 140, 40), (0, 150, 230)


def plan(layout: FormLayout, number: int) -> bytes:
    """Return a page as PNG: digit boxes red with their code, words blue, tally grids green, other writing yellow."""
    page = layout.page(number)
    scale = _LONG_PX / max(page.width_mm, page.height_mm)
    picture = cv2.cvtColor(page_image(layout, number, {}, None, scale), cv2.COLOR_GRAY2BGR)
    for place in page.places.values():
        _frame(picture, place, scale, _PLACE)
    for field in page.fields:
        for box, colour in ((field.words, _WORDS), (field.tally.area if field.tally else None, _TALLY)):
            if box is not None:
                _frame(picture, box, scale, colour)
        for box in field.boxes:
            _frame(picture, box, scale, _BOX)
        first = field.boxes[0]
        at = (int(first.x_mm * scale) + 3, int((first.y_mm + first.h_mm) * scale) - 4)
        cv2.putText(picture, field.code, at, cv2.FONT_HERSHEY_SIMPLEX, 0.45, _BOX, 1, cv2.LINE_AA)
    return cv2.imencode(".png", picture)[1].tobytes()


def _frame(picture: Image, box: Box, scale: float, colour: tuple[int, int, int]) -> None:
    first = (round(box.x_mm * scale), round(box.y_mm * scale))
    last = (round((box.x_mm + box.w_mm) * scale), round((box.y_mm + box.h_mm) * scale))
    cv2.rectangle(picture, first, last, colour, 2)
