"""From a layout file to the pages of a form for so many choices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from recap.app.layout_file import (
    Code,
    EachItem,
    Item,
    LayoutFile,
    NumberItem,
    PageFile,
    PlaceItem,
    Style,
    Tally,
    UseItem,
)
from recap.app.layout_spot import Spot, ink
from recap.domain.form import Barcode, Box, BubbleGrid, Ink, NumberField, Page, Tag, TallyGrid


def pages(file: LayoutFile, choices: int, witnesses: int) -> tuple[Page, ...]:
    """Return the pages of a form for so many choices and witnesses."""
    sheets = [(source, *sheet) for source in file.pages for sheet in _sheets(file, source, choices)]
    result = []
    for number, (source, tag, shown) in enumerate(sheets, start=1):
        gaps = {"page": str(number), "pages": str(len(sheets)), "tag": str(tag), "choices": str(choices)}
        drawing = _Drawing(file, shown, witnesses)
        spot = Spot(width_mm=file.paper[0], gaps=gaps)
        drawing.put(source.items, spot)
        result.append(
            Page(
                number=number,
                title=source.title,
                width_mm=file.paper[0],
                height_mm=file.paper[1],
                marks=tuple(spot.box(mark) for mark in file.marks),
                tag=Tag(tag, spot.box(file.tag)) if tag is not None and file.tag else None,
                qr=spot.box(file.qr) if file.qr else None,
                fields=tuple(drawing.fields),
                places=drawing.places,
                art=tuple(drawing.art),
                solid=file.solid,
                barcode=_barcode(source.code, spot) if source.code else None,
            )
        )
    return tuple(result)


def _sheets(file: LayoutFile, source: PageFile, choices: int) -> list[tuple[int | None, range]]:
    """Return the tag and the choices of every sheet that one page of the file stands for."""
    if source.repeat is None:
        return [(source.tag, range(1, choices + 1))]
    starts = range(1, choices + 1, file.choices_per_page)
    return [
        (
            source.tag + index if source.tag is not None else None,
            range(start, min(start + file.choices_per_page, choices + 1)),
        )
        for index, start in enumerate(starts)
    ]


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One sheet while its items are put on it."""

    file: LayoutFile
    choices: range
    witnesses: int
    fields: list[NumberField] = field(default_factory=list)
    places: dict[str, Box] = field(default_factory=dict)
    art: list[Ink] = field(default_factory=list)

    def put(self, items: Iterable[Item], spot: Spot) -> None:
        """Put these items on the sheet."""
        for item in items:
            match item:
                case NumberItem():
                    self.fields.append(_number(item, self.file.styles[item.style], spot))
                case PlaceItem():
                    self.places[spot.text(item.place)] = spot.box(item.box)
                case UseItem():
                    left, top = spot.point(*item.at)
                    self.put(self.file.blocks[item.use], replace(spot, x_mm=left, y_mm=top))
                case EachItem():
                    self._repeat(item, spot)
                case _:
                    self.art.extend(ink(item, spot))

    def _repeat(self, item: EachItem, spot: Spot) -> None:
        rounds = self._rounds(item)
        width = item.across / len(rounds) if item.across is not None and rounds else 0.0
        for index, gaps in enumerate(rounds):
            here = Spot(
                x_mm=spot.x_mm + index * (item.step[0] or width),
                y_mm=spot.y_mm + index * item.step[1],
                width_mm=width or spot.width_mm,
                gaps={**spot.gaps, **{name: spot.text(str(value)) for name, value in gaps.items()}},
            )
            self.put(item.items, here)

    def _rounds(self, item: EachItem) -> tuple[Mapping[str, str | int], ...]:
        match item.each:
            case "choices":
                return tuple({"n": number} for number in self.choices)
            case "witnesses":
                return tuple({"n": number} for number in range(1, self.witnesses + 1))
            case int():
                return tuple({"n": number} for number in range(1, item.each + 1))
            case _:
                return item.each


def _barcode(code: Code, spot: Spot) -> Barcode:
    return Barcode(code.kind, code.text, spot.box(code.area))


def _number(item: NumberItem, style: Style, spot: Spot) -> NumberField:
    left, top = spot.point(*item.at)
    wide, high = style.box if isinstance(style.box, tuple) else (style.box, style.box)
    boxes = tuple(Box(round(left + index * style.pitch, 3), top, wide, high) for index in range(style.digits))
    return NumberField(
        code=spot.text(item.number),
        boxes=boxes,
        bubbles=_bubbles(style, boxes),
        tally=_tally(item.tally, spot) if item.tally else None,
        words=spot.box(item.words) if item.words else None,
        guides=style.guides,
    )


def _bubbles(style: Style, boxes: tuple[Box, ...]) -> BubbleGrid | None:
    if style.bubbles is None:
        return None
    return BubbleGrid(
        columns_mm=tuple(box.centre[0] for box in boxes),
        first_mm=round(boxes[0].y_mm + style.bubbles.first, 3),
        pitch_mm=style.bubbles.pitch,
        diameter_mm=style.bubbles.diameter,
    )


def _tally(tally: Tally, spot: Spot) -> TallyGrid:
    area = spot.box(tally.area)
    height, totals = area.h_mm / tally.rows, tally.totals
    left, _ = spot.point(totals.left, 0.0)
    return TallyGrid(
        area=area,
        columns=tally.columns,
        rows=tally.rows,
        row_totals=tuple(
            tuple(
                Box(left + box * totals.width, round(area.y_mm + row * height, 3), totals.width, round(height, 3))
                for box in range(totals.boxes)
            )
            for row in range(tally.rows)
        ),
    )
