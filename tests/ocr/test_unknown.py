"""A photo without a wanted page is refused for what it shows: another form by its name, or light that hid the ink."""

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike as Image

from ocr.paper.raster import page_image
from ocr.read import read
from recap.app import layouts, texts
from recap.domain.form import FormLayout
from recap.domain.reading import Decision, PageReading

KWK = layouts.load("C.HASIL-KWK", 2)
PPWP = layouts.load("C.HASIL-PPWP-2024", 3)
OLD = layouts.load("C1-PPWP-2019", 2)
PLANO = layouts.load("C1-KWK-PLANO-2017", 3)


def seen(picture: Image, *wanted: FormLayout) -> PageReading:
    return read(cv2.imencode(".png", picture)[1].tobytes(), wanted).reading


def drawn(form: FormLayout, page: int) -> Image:
    paper = page_image(form, page, {}, None, 1050 / form.page(page).width_mm)
    return cv2.copyMakeBorder(paper, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=(90.0,))


def said(reading: PageReading) -> str:
    assert reading.advice is not None
    assert texts.say(reading.advice, "id") != texts.say(reading.advice, "en")
    return texts.say(reading.advice, "en")


@pytest.mark.parametrize(("form", "page"), [(OLD, 1), (OLD, 2), (PLANO, 1)])
def test_a_page_without_tag_of_another_election_is_named(form: FormLayout, page: int) -> None:
    reading = seen(drawn(form, page), KWK)

    assert (reading.decision, reading.reason) == (Decision.REFUSE, "other_form")
    assert said(reading) == f"This is page {page} of {form.name}. Photograph a page of C.HASIL-KWK."


def test_a_page_with_the_tag_of_another_form_is_named_beside_every_form_that_was_wanted() -> None:
    reading = seen(drawn(PPWP, 2), OLD, PLANO)

    assert reading.reason == "other_form"
    assert said(reading) == "This is page 2 of C.HASIL-PPWP-2024. Photograph a page of C1-PPWP-2019, C1-KWK-PLANO-2017."


def test_a_form_without_tag_is_not_asked_to_show_one() -> None:
    half = drawn(OLD, 1)[900:]

    reading = seen(half, OLD)

    assert (reading.decision, reading.reason) == (Decision.REFUSE, "no_form")
    assert "tag" not in said(reading)
    assert "lines" in said(reading)


def test_too_much_light_is_told_from_an_empty_sheet() -> None:
    blurred = cv2.GaussianBlur(drawn(KWK, 2), (0, 0), 2.0).astype(float)
    washed_out = np.clip(4 * blurred + 60, 0, 255).astype(np.uint8)

    assert seen(washed_out, KWK).reason == "too_bright"
    assert "sun" in said(seen(washed_out, KWK))
    assert seen(np.full((1600, 1200), 205, np.uint8), KWK).reason == "empty"
