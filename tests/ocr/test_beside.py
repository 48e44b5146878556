"""What stands beside the boxes: words and tally marks say the number by themselves."""

from pathlib import Path

import numpy as np
import pytest

from ocr.beside import Beside, look_beside, place_of, tally_of, words_of
from ocr.decode import decode
from ocr.identify import Unknown, identify
from ocr.paper.identity import Identity
from ocr.register import register
from ocr.settle import Settled, settle
from ocr.specimen.conditions import GOOD
from ocr.specimen.fill import Habits
from ocr.specimen.make import Order, make
from ocr.training.beside import on_photos
from recap.app import layouts
from recap.domain.election import ContestId, StationCode

PPWP = layouts.load("C.HASIL-PPWP-2024", 3)
PLACE = Identity(ContestId("c"), StationCode("3374011001001"), "JAWA TENGAH", "SEMARANG", "TUGU", "MIROTO", 1, count=1)
VOTES = {"PAS1": 117, "PAS2": 48, "PAS3": 203}


@pytest.fixture(scope="module")
def sheet() -> Settled:
    order = Order(PPWP, 2, PLACE, VOTES, 41, GOOD, Habits(slip=0, words_missing=0))
    picture = decode(make(order).photo)
    sighting = identify(picture, [PPWP])
    assert not isinstance(sighting, Unknown)
    return settle(picture, sighting.page, sighting.anchor, [register(picture, sighting.page, sighting.anchor)])


def test_words_and_marks_say_the_number_without_its_boxes(sheet: Settled) -> None:
    beside = look_beside(sheet, VOTES)
    for code, votes in VOTES.items():
        words, tally = beside[code].words, beside[code].tally
        assert words is not None
        assert tally is not None
        assert int(words.argmax()) == votes
        assert int(tally.argmax()) == votes
        assert words.shape == tally.shape == (1000,)
        assert words.sum() == pytest.approx(1)
        assert tally.sum() == pytest.approx(1)


def test_only_the_numbers_asked_for_are_looked_at(sheet: Settled) -> None:
    assert set(look_beside(sheet, ["PAS2"])) == {"PAS2"}


def test_a_number_without_words_and_marks_has_none_beside_it() -> None:
    assert Beside().said == ()


def test_no_witness_rules_any_number_out(sheet: Settled) -> None:
    for beside in look_beside(sheet, VOTES).values():
        assert all(said.min() > 0 for said in beside.said)


@pytest.mark.realdata
def test_words_on_real_photos_are_read(shared_data: Path) -> None:
    told = on_photos(shared_data / "forms", words_of)
    assert told.said >= 23
    assert told.right / told.said > 0.85
    assert told.sure_wrong == 0


@pytest.mark.realdata
def test_tally_marks_on_real_photos_are_read(shared_data: Path) -> None:
    told = on_photos(shared_data / "forms", tally_of)
    assert told.said >= 24
    assert told.right / told.said > 0.85
    assert told.sure_wrong <= 1


def test_a_grid_is_found_where_it_was_printed(sheet: Settled) -> None:
    for field in sheet.sheet.page.fields:
        place = place_of(sheet, field)
        assert place is not None
        assert np.abs(place.corners).max() < 6
