"""Makes a specimen: a form filled and photographed by code, with the truth beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.paper import texts
from ocr.paper.identity import Identity
from ocr.paper.raster import page_image
from ocr.specimen import conditions as circumstances
from ocr.specimen.camera import View, stand
from ocr.specimen.conditions import USUAL, Conditions, Fault, Shot
from ocr.specimen.faults import displace, note, spoil
from ocr.specimen.fill import Facts, Habits, Written, fill
from ocr.specimen.ink import Sheet
from ocr.specimen.photograph import photograph
from ocr.specimen.relief import some_relief
from ocr.specimen.sensor import encode, expose
from ocr.specimen.wear import lay, some_grip, wear
from recap.domain.form import Box, FormLayout, Page

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]

_SCALES = (2.0, 3.0, 4.0, 5.0)
_OVERSAMPLED = 1.15


@dataclass(frozen=True, slots=True)
class Order:
    """Which page of which station to fill with which numbers, and how to photograph it."""

    layout: FormLayout
    page: int
    identity: Identity
    values: Mapping[str, int]
    seed: int
    conditions: Conditions = USUAL
    habits: Habits = field(default_factory=Habits)


@dataclass(frozen=True, slots=True)
class Truth:
    """What the photo shows: positions are pixels of the picture with its EXIF orientation applied."""

    layout: str
    page: int
    station: str
    values: Mapping[str, int]
    boxes: Mapping[str, str]
    bubbles: Mapping[str, tuple[str, ...]]
    words: Mapping[str, str]
    corners: Quad
    polygons: Mapping[str, tuple[Quad, ...]]
    conditions: Conditions
    shot: Shot


@dataclass(frozen=True, slots=True)
class Specimen:
    """A JPEG photo and its truth."""

    photo: bytes
    truth: Truth


def make(order: Order) -> Specimen:
    """Return the specimen an order describes; the same order gives the same bytes."""
    rng = np.random.default_rng(order.seed)
    page = order.layout.page(order.page)
    shot = spoil(circumstances.sample(order.conditions, rng), order.conditions.fault, rng)
    relief = some_relief(page, shot, rng)
    view = displace(stand(page, shot, relief), page, order.conditions.fault, rng)
    sheet, written = _write(order, page, _scale(page, view), rng)
    wear(sheet, relief, shot, rng)
    grip = some_grip(page, rng)
    if grip is not None:
        lay(grip, sheet.image, sheet.px_per_mm, 0)
    scene = photograph(sheet.image, page, (view, shot, grip), rng)
    photo = encode(expose(scene, shot, rng), shot)
    return Specimen(photo, _truth(order, page, view, shot, written))


def _write(order: Order, page: Page, px_per_mm: float, rng: np.random.Generator) -> tuple[Sheet, Written]:
    if order.conditions.fault is Fault.WRONG_THING:
        return note(page, px_per_mm, rng), Written()
    code = texts.qr_text(order.identity, page.number) if page.qr is not None else None
    printed = page_image(order.layout, page.number, texts.gaps(order.identity), code, px_per_mm)
    sheet = Sheet(cv2.cvtColor(printed, cv2.COLOR_GRAY2BGR), px_per_mm)
    return sheet, fill(sheet, Facts(page, order.identity, order.values, order.habits), rng)


def _scale(page: Page, view: View) -> float:
    corners = view.to_photo(_corners(page))
    widest = max(float(np.hypot(*(corners[i] - corners[j]))) for i, j in ((0, 1), (2, 3))) / page.width_mm
    return next((scale for scale in _SCALES if scale >= widest * _OVERSAMPLED), _SCALES[-1])


def _corners(page: Page) -> NDArray[np.float32]:
    return _rectangle(Box(0, 0, page.width_mm, page.height_mm))


def _truth(order: Order, page: Page, view: View, shot: Shot, written: Written) -> Truth:
    numbers = [number for number in page.fields if number.code in written.boxes]
    return Truth(
        layout=order.layout.name,
        page=page.number,
        station=order.identity.station,
        values={number.code: order.values[number.code] for number in numbers},
        boxes=written.boxes,
        bubbles=written.bubbles,
        words=written.words,
        corners=_quad(view, _corners(page)),
        polygons={number.code: tuple(_quad(view, _rectangle(box)) for box in number.boxes) for number in numbers},
        conditions=order.conditions,
        shot=shot,
    )


def _rectangle(box: Box) -> NDArray[np.float32]:
    right, bottom = box.x_mm + box.w_mm, box.y_mm + box.h_mm
    return np.array([(box.x_mm, box.y_mm), (right, box.y_mm), (right, bottom), (box.x_mm, bottom)], np.float32)


def _quad(view: View, points_mm: NDArray[np.float32]) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in view.to_photo(points_mm))
    return a, b, c, d
