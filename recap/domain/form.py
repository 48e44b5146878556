"""A form as data: where each number stands on the paper, in millimetres from the top left corner of the page.

A layout file (`layouts/*.yaml`) is compiled by `recap.app.layouts` into a `FormLayout` for a number of choices.
Adding a form writes no code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page: left, top, width, height in mm."""

    x_mm: float
    y_mm: float
    w_mm: float
    h_mm: float

    @property
    def centre(self) -> tuple[float, float]:
        """Return the middle of the box in mm."""
        return self.x_mm + self.w_mm / 2, self.y_mm + self.h_mm / 2


@dataclass(frozen=True, slots=True)
class BubbleGrid:
    """Bubbles 0-9 under a number: one column per digit box, rows from digit 0 downwards."""

    columns_mm: tuple[float, ...]
    first_mm: float
    pitch_mm: float
    diameter_mm: float


@dataclass(frozen=True, slots=True)
class TallyGrid:
    """A tally grid (turus): `columns` x `rows` cells of five strokes, and the boxes for each row's total."""

    area: Box
    columns: int
    rows: int
    row_totals: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True)
class NumberField:
    """One number on the form and the places where it is written.

    A box is the middle line of its printed border. `guides` says that the boxes hold the dots of a seven-segment digit.
    """

    code: str
    boxes: tuple[Box, ...]
    bubbles: BubbleGrid | None = None
    tally: TallyGrid | None = None
    words: Box | None = None
    guides: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """An AprilTag (family 36h10) that names form and page; `box` is its black square.

    On an upright page OpenCV reports its corners from the bottom right clockwise: KPU prints the tag the AprilTag
    library's way up, and so do we.
    """

    number: int
    box: Box


@dataclass(frozen=True, slots=True)
class Barcode:
    """A printed bar code: its kind (`code-39` or `code-128`), its text and the box of its bars without the white."""

    kind: str
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Ink:
    """One printed primitive.

    `kind` is `rect` (at, size), `line` (at, to), `text` (at, text, size_pt, align, weight), `dots` (at, to: a dotted
    writing line) or `circle` (at is the centre, size is the diameter). Coordinates are mm; `text` may hold
    `{province}`-like gaps that the printer fills, named in `docs/layouts.md`. Text stands on `at`, is turned by
    `turn_deg` anticlockwise and made narrower where it exceeds the width in `size`. `fill` is the colour of an area,
    and the colour of the ink of `text`, `line` and `dots`; empty is none, or black.
    """

    kind: str
    at: tuple[float, float]
    to: tuple[float, float] = (0.0, 0.0)
    size: tuple[float, float] = (0.0, 0.0)
    text: str = ""
    size_pt: float = 0.0
    align: str = "left"
    weight: str = "regular"
    stroke_mm: float = 0.3
    fill: str = ""
    turn_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its size, fiducials, fields, writing places and printed art.

    `marks` are the four corner marks (top left, top right, bottom left, bottom right), empty on forms without them; a
    mark is two black squares, the top left and the bottom right quarter of its box, or one black square where `solid`.
    `qr` is the symbol, without its quiet zone; `barcode` names form and page on forms older than tags.
    `places` are handwriting places by name: `village`, `station`, `signature-kpps-1`, ...
    """

    number: int
    title: str
    width_mm: float
    height_mm: float
    marks: tuple[Box, ...]
    tag: Tag | None
    qr: Box | None
    fields: tuple[NumberField, ...]
    places: Mapping[str, Box] = field(default_factory=dict)
    art: tuple[Ink, ...] = ()
    solid: bool = False
    barcode: Barcode | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the numbers on this page."""
        return tuple(f.code for f in self.fields)


@dataclass(frozen=True, slots=True)
class FormLayout:
    """A form for a fixed number of choices (model formulir), versioned."""

    name: str
    version: int
    choices: int
    pages: tuple[Page, ...]

    def page(self, number: int) -> Page:
        """Return the page with this number; KeyError if the form has none."""
        for page in self.pages:
            if page.number == number:
                return page
        raise KeyError(number)
