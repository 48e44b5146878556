import numpy as np

from ocr.flatten import WORK_PX_PER_MM, Sheet, darkness, flatten
from ocr.paper.raster import page_image
from ocr.shade import around, light, shade
from recap.app import layouts

PAGE = layouts.load("C.HASIL-KWK", 2).page(2)


def test_a_part_of_the_sheet_is_as_dark_as_in_the_whole() -> None:
    picture = page_image(layouts.load("C.HASIL-KWK", 2), 2, {}, None, 2.0)
    sheet = Sheet(picture, PAGE, np.diag([2.0, 2.0, 1.0]))
    whole = darkness(flatten(sheet, WORK_PX_PER_MM))

    part = shade(sheet, light(sheet), around(PAGE.fields))

    high, wide = part.dark.shape
    same = whole[part.top : part.top + high, part.left : part.left + wide]
    assert part.dark.size < whole.size / 2
    assert np.abs(part.dark - same).max() < 0.03


def test_the_part_that_is_looked_at_holds_all_boxes_and_bubbles() -> None:
    part = around(PAGE.fields)

    for field in PAGE.fields:
        for box in field.boxes:
            assert part.x_mm < box.x_mm - 40
            assert box.x_mm + box.w_mm + 40 < part.x_mm + part.w_mm
        if field.bubbles:
            assert part.y_mm + part.h_mm > field.bubbles.first_mm + 9 * field.bubbles.pitch_mm + 20
