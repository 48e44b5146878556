"""Where an item of a layout file comes to lie on the page, and the art it leaves there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from recap.app.layout_file import Area, CircleItem, DotsItem, Length, LineItem, RectItem, TextItem
from recap.domain.form import Box, Ink

Drawn = RectItem | LineItem | DotsItem | CircleItem | TextItem

_GAP = re.compile(r"\{(\w+)\}")
_MM_PER_PT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Spot:
    """The origin of the items drawn now, the width that shares refer to, and the gaps already known."""

    x_mm: float = 0.0
    y_mm: float = 0.0
    width_mm: float = 0.0
    gaps: Mapping[str, str] = field(default_factory=dict)

    def length(self, value: Length) -> float:
        """Return a length in mm; a share such as `50%+3` is of the width of the repetition."""
        if not isinstance(value, str):
            return value
        share, _, rest = value.partition("%")
        return self.width_mm * float(share) / 100 + float(rest or 0)

    def point(self, x: Length, y: float) -> tuple[float, float]:
        """Return a point in mm from the corner of the page."""
        return round(self.x_mm + self.length(x), 3), round(self.y_mm + y, 3)

    def box(self, area: Area) -> Box:
        """Return a rectangle in mm from the corner of the page."""
        left, top = self.point(area[0], area[1])
        return Box(left, top, round(self.length(area[2]), 3), area[3])

    def text(self, text: str) -> str:
        """Fill the gaps that are known; the printer fills the others."""
        return _GAP.sub(lambda gap: self.gaps.get(gap[1], gap[0]), text)


def ink(item: Drawn, spot: Spot) -> tuple[Ink, ...]:
    """Return the art of an item at its place."""
    match item:
        case RectItem():
            box = spot.box(item.rect)
            size = (box.w_mm, box.h_mm)
            return (Ink("rect", (box.x_mm, box.y_mm), size=size, stroke_mm=item.stroke, fill=item.fill),)
        case CircleItem():
            at, diameter = spot.point(*item.circle[:2]), item.circle[2]
            return (Ink("circle", at, size=(diameter, diameter), stroke_mm=item.stroke, fill=item.fill),)
        case TextItem():
            return _lines(item, spot)
        case LineItem() | DotsItem():
            kind, ends = ("line", item.line) if isinstance(item, LineItem) else ("dots", item.dots)
            start, end = spot.point(*ends[:2]), spot.point(*ends[2:])
            return (Ink(kind, start, end, stroke_mm=item.stroke, fill=item.colour),)


def _lines(item: TextItem, spot: Spot) -> tuple[Ink, ...]:
    """Return one ink for each line of a text."""
    pitch_mm = item.size * item.leading * _MM_PER_PT
    return tuple(
        Ink(
            "text",
            spot.point(item.at[0], item.at[1] + index * pitch_mm),
            size=(round(spot.length(item.width), 3), 0.0),
            text=spot.text(line),
            size_pt=item.size,
            align=item.align,
            weight=item.weight,
            fill=item.colour,
            turn_deg=item.turn,
        )
        for index, line in enumerate(item.text.strip().split("\n"))
    )
