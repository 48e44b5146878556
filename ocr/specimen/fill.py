"""Fills a blank page as a polling station's clerk would, and records what was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from ocr.paper.identity import Identity
from ocr.specimen import boxes, bubbles, signatures, tallies
from ocr.specimen.bubbles import BubbleHabits
from ocr.specimen.chance import happens
from ocr.specimen.hand import Hand, some_hand, text
from ocr.specimen.ink import Pen, Sheet, blacken, some_pen, write
from ocr.specimen.tallies import TallyStyle
from recap.domain import spelling
from recap.domain.form import Box, NumberField, Page

_WITNESS_SIGNS, _NAME_WRITTEN = 0.85, 0.75


@dataclass(frozen=True, slots=True)
class Habits:
    """How often clerks err on paper; rates are per number."""

    slip: float = 0.012
    words_missing: float = 0.08
    bubble_wrong: float = 0.003
    bubble_missing: float = 0.006


@dataclass(frozen=True, slots=True)
class Written:
    """What now stands on the paper, by cell code."""

    boxes: dict[str, str] = field(default_factory=dict)
    bubbles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    row_totals: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clerk:
    """One person with a pen and all his habits."""

    hand: Hand
    pen: Pen
    leading: str
    bubbling: BubbleHabits
    tallying: TallyStyle
    writes_words: bool
    slip: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What is to be written: the numbers and names of one page, and how reliably."""

    page: Page
    identity: Identity
    values: Mapping[str, int]
    habits: Habits


@dataclass(frozen=True, slots=True)
class _Desk:
    sheet: Sheet
    clerk: Clerk
    written: Written


def some_clerk(habits: Habits, rng: np.random.Generator) -> Clerk:
    """Return a random clerk."""
    bubbling = bubbles.some_habits(rng, wrong=habits.bubble_wrong, missing=habits.bubble_missing)
    return Clerk(
        hand=some_hand(rng),
        pen=some_pen(rng),
        leading=boxes.leading_sign(rng),
        bubbling=bubbling,
        tallying=tallies.some_style(rng),
        writes_words=not happens(rng, habits.words_missing),
        slip=habits.slip,
    )


def fill(sheet: Sheet, facts: Facts, rng: np.random.Generator) -> Written:
    """Write numbers, bubbles, tallies, words, names and signatures onto a blank page."""
    desk = _Desk(sheet, some_clerk(facts.habits, rng), Written())
    for number in facts.page.fields:
        if number.code in facts.values:
            _number(desk, number, facts.values[number.code], rng)
    _identity(desk, facts, rng)
    for place in facts.page.places:
        if place.startswith("signature-"):
            _sign(sheet, facts.page, place, rng)
    return desk.written


def _number(desk: _Desk, number: NumberField, value: int, rng: np.random.Generator) -> None:
    sheet, clerk, written = desk.sheet, desk.clerk, desk.written
    signs = boxes.signs(value, len(number.boxes), clerk.leading, rng)
    written.boxes[number.code] = _boxes(desk, number, signs, rng)
    if number.bubbles is not None:
        filled = bubbles.chosen(signs, clerk.bubbling, rng)
        blacken(sheet, bubbles.fill(number.bubbles, filled, clerk.bubbling, rng), clerk.pen, rng)
        written.bubbles[number.code] = filled
    if number.tally is not None:
        write(sheet, tallies.marks(number.tally, value, clerk.tallying, rng), clerk.pen, rng)
        write(sheet, tallies.totals(number.tally, value, clerk.hand, clerk.tallying, rng), clerk.pen, rng)
        written.row_totals[number.code] = tallies.row_totals(number.tally, value) if clerk.tallying.totals else ()
    if number.words is not None and clerk.writes_words:
        written.words[number.code] = _words(sheet, number.words, value, clerk, rng)


def _boxes(desk: _Desk, number: NumberField, signs: str, rng: np.random.Generator) -> str:
    writer, sheet = (desk.clerk.hand, desk.clerk.pen), desk.sheet
    if not happens(rng, desk.clerk.slip):
        boxes.fill(sheet, number.boxes, signs, writer, rng)
        return signs
    slip = boxes.some_slip(signs, rng)
    boxes.correct(sheet, number.boxes, slip, writer, rng)
    if slip.how is boxes.Correction.FLUID:
        boxes.fill(sheet, number.boxes, signs, writer, rng)
        return signs
    struck = signs[: slip.box] + boxes.STRUCK + signs[slip.box + 1 :]
    put_right = boxes.rewrite_above if slip.how is boxes.Correction.STRUCK else boxes.go_over
    put_right(sheet, number.boxes[slip.box], signs[slip.box], writer, rng)
    boxes.fill(sheet, number.boxes, struck, writer, rng)
    return struck if slip.how is boxes.Correction.STRUCK else signs


def _words(sheet: Sheet, place: Box, value: int, clerk: Clerk, rng: np.random.Generator) -> str:
    words = spelling.words(value) if value else str(rng.choice(["NOL", "KOSONG", "NIHIL"]))
    height = min(place.h_mm * 0.85, rng.uniform(9, 17))
    top = place.y_mm + (place.h_mm - height) * rng.uniform(0.1, 0.6)
    left = place.x_mm + place.w_mm * rng.uniform(0.01, 0.15)
    line = Box(left, top, place.w_mm - (left - place.x_mm), height)
    write(sheet, text(clerk.hand, words, line, rng), clerk.pen, rng)
    return words


def _identity(desk: _Desk, facts: Facts, rng: np.random.Generator) -> None:
    identity, places, clerk = facts.identity, facts.page.places, desk.clerk
    number = f"{identity.number:03d}" if happens(rng, 0.5) else str(identity.number)
    names = {
        "province": identity.province,
        "city": identity.city,
        "district": identity.district,
        "village": identity.village,
        "station": number,
        "station-words": spelling.words(identity.number),
    }
    for place, name in names.items():
        if place in places:
            write(desk.sheet, text(clerk.hand, name, places[place], rng), clerk.pen, rng)


def _sign(sheet: Sheet, page: Page, place: str, rng: np.random.Generator) -> None:
    if "witness" in place and rng.random() > _WITNESS_SIGNS:
        return
    pen = some_pen(rng)
    pen = replace(pen, width_mm=min(pen.width_mm, rng.uniform(0.5, 0.85)))
    write(sheet, signatures.signature(page.places[place], rng), pen, rng)
    name_place = page.places.get(place.replace("signature-", "name-"))
    if name_place is not None and happens(rng, _NAME_WRITTEN):
        write(sheet, signatures.signed_name(some_hand(rng), name_place, rng), pen, rng)
