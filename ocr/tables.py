"""Which numbers stand wall to wall in a table, where one number's boxes go on into the next one's."""

import numpy as np

from recap.domain.form import NumberField, Page

_SAME_MM = 3.0


def free_sides(page: Page, field: NumberField) -> tuple[int, ...]:
    """Return on which sides (-1 left, 1 right) no box of another number follows at this number's pitch.

    Only there would borders tell that boxes were matched one box off: in a table the next box looks the same.
    """
    others = np.array([(box.x_mm, box.y_mm) for each in page.fields if each.code != field.code for box in each.boxes])
    pitch = field.boxes[1].x_mm - field.boxes[0].x_mm
    ends = ((-1, field.boxes[0]), (1, field.boxes[-1]))
    return tuple(
        side
        for side, box in ends
        if not len(others) or np.abs(others - (box.x_mm + side * pitch, box.y_mm)).max(axis=1).min() > _SAME_MM
    )
