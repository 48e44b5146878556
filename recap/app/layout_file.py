"""What a layout file may say."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

Length = float | Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?%([+-]\d+(\.\d+)?)?$")]
"""Millimetres, or a share of the width of one repetition: `50%`, `100%-5`."""

Point = tuple[Length, float]
Area = tuple[Length, float, Length, float]
"""Left, top, width, height."""

Colour = Annotated[str, Field(pattern=r"^(#[0-9a-f]{6})?$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bubbles(_Part):
    """Bubbles under each box: the middle of bubble 0 below the box's top, the pitch and the diameter."""

    first: float
    pitch: float
    diameter: float


Size = Annotated[float, Field(gt=0)]


class Style(_Part):
    """How one kind of number is written: so many boxes of this size, square or `[width, height]`, this far apart."""

    digits: int = Field(ge=1, le=6)
    box: Size | tuple[Size, Size]
    pitch: float
    guides: bool = False
    bubbles: Bubbles | None = None


class Totals(_Part):
    """The boxes for the total of each tally row."""

    left: float
    width: float
    boxes: int = Field(ge=1, le=4)


class Tally(_Part):
    """A tally grid (turus) and its row totals."""

    area: Area
    columns: int = Field(ge=1)
    rows: int = Field(ge=1)
    totals: Totals


class NumberItem(_Part):
    """A number and the places where it is written; `at` is the top left corner of its first box."""

    number: str
    style: str
    at: Point
    tally: Tally | None = None
    words: Area | None = None


class RectItem(_Part):
    """A printed rectangle."""

    rect: Area
    stroke: float = 0.53
    fill: Colour = ""


class LineItem(_Part):
    """A printed line, or with `dots` a dotted line to write on."""

    line: tuple[Length, float, Length, float]
    stroke: float = 0.53
    colour: Colour = ""


class DotsItem(_Part):
    """A dotted line to write on."""

    dots: tuple[Length, float, Length, float]
    stroke: float = 0.6
    colour: Colour = ""


class CircleItem(_Part):
    """A printed circle: its middle and diameter."""

    circle: tuple[Length, float, float]
    stroke: float = 0.35
    fill: Colour = ""


class TextItem(_Part):
    """Printed words; `at` is on the base line of the first line, and `width` the room they may take."""

    text: str
    at: Point
    size: float = Field(gt=0)
    align: Literal["left", "centre", "right"] = "left"
    weight: Literal["regular", "bold", "italic", "bold-italic"] = "regular"
    width: Length = 0.0
    leading: float = 1.25
    colour: Colour = ""
    turn: float = 0.0


class PlaceItem(_Part):
    """A place for handwriting that is not a number."""

    place: str
    box: Area


class UseItem(_Part):
    """A block drawn here."""

    use: str
    at: Point = (0.0, 0.0)


class EachItem(_Part):
    """Items repeated: for the choices of this page, for the witnesses, so many times, or for the rows of a list."""

    each: Literal["choices", "witnesses"] | int | tuple[dict[str, str | int], ...]
    step: tuple[float, float] = (0.0, 0.0)
    across: float | None = None
    items: tuple["Item", ...]


_KINDS = ("number", "rect", "line", "dots", "circle", "text", "place", "use", "each")


def _kind(value: object) -> str | None:
    """Return which of the kinds names this item."""
    names = value if isinstance(value, dict) else ()
    return next((kind for kind in _KINDS if kind in names), None)


Item = Annotated[
    Annotated[NumberItem, Tag("number")]
    | Annotated[RectItem, Tag("rect")]
    | Annotated[LineItem, Tag("line")]
    | Annotated[DotsItem, Tag("dots")]
    | Annotated[CircleItem, Tag("circle")]
    | Annotated[TextItem, Tag("text")]
    | Annotated[PlaceItem, Tag("place")]
    | Annotated[UseItem, Tag("use")]
    | Annotated[EachItem, Tag("each")],
    Discriminator(_kind),
]


class Code(_Part):
    """A bar code that names form and page: its text and the area of its bars."""

    kind: Literal["code-39", "code-128"] = "code-128"
    text: str = Field(pattern=r"^[ -~]+$")
    area: Area


class PageFile(_Part):
    """One page, or with `repeat` one page for every few choices."""

    title: str
    tag: int | None = None
    code: Code | None = None
    repeat: Literal["choices"] | None = None
    items: tuple[Item, ...]


class LayoutFile(_Part):
    """A whole layout file."""

    name: str
    version: int
    choices: tuple[int, int]
    choices_per_page: int = Field(default=10, ge=1)
    paper: tuple[float, float]
    marks: tuple[()] | tuple[Area, Area, Area, Area] = ()
    solid: bool = False
    tag: Area | None = None
    qr: Area | None = None
    styles: dict[str, Style]
    blocks: dict[str, tuple[Item, ...]] = {}
    pages: tuple[PageFile, ...]
