import numpy as np

from ocr.borders import Borders
from ocr.flatten import WORK_PX_PER_MM, darkness
from ocr.paper.raster import page_image
from ocr.refine import _one_box_off
from ocr.shade import Shade
from recap.app import layouts


def test_two_of_three_boxes_are_not_taken_for_the_number() -> None:
    layout = layouts.load("C.HASIL-KWK", 2)
    borders = Borders(Shade(darkness(page_image(layout, 3, {}, None, WORK_PX_PER_MM))))

    for field in layout.page(3).fields:
        pitch = field.boxes[1].x_mm - field.boxes[0].x_mm
        at_home, contrast = borders.search(field.boxes, np.zeros(2), 1.0)
        astray, less = borders.search(field.boxes, np.array([-pitch, 0.0]), 1.0)

        assert not _one_box_off(borders, layout.page(3), field, (at_home, contrast))
        assert _one_box_off(borders, layout.page(3), field, (astray, less))
