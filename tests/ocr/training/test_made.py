"""What the networks learn from is made alike from the same seed, and is what it says."""

from pathlib import Path

import numpy as np
import pytest

from ocr.digits import SIDE
from ocr.signs import CLASSES
from ocr.specimen.crops import LABELS, training_boxes
from ocr.tally.grid import CELL_PX
from ocr.training import pool, strokes
from ocr.training.photo import photographed
from ocr.training.sources import Boxes, lifted
from ocr.training.tally.grids import cells, filled
from ocr.training.words import fonts
from ocr.training.words.lines import made
from ocr.training.words.phrases import plain, some_words
from ocr.words.letters import ALPHABET
from ocr.words.line import HEIGHT_PX, LONGEST_PX


def test_the_same_seed_makes_the_same_lines() -> None:
    first, again = (made(3, 5, (), some_words) for _ in range(2))
    assert [said for _, said in first] == [said for _, said in again]
    assert all(np.array_equal(one, two) for (one, _), (two, _) in zip(first, again, strict=True))
    assert all(line.shape[0] == HEIGHT_PX and line.shape[1] <= LONGEST_PX for line, _ in first)


def test_every_phrase_is_of_letters_the_network_knows() -> None:
    rng = np.random.default_rng(8)
    assert {sign for _ in range(300) for sign in some_words(rng) + plain(rng)} <= set(ALPHABET[1:])


def test_no_font_is_in_two_parts() -> None:
    names = (*fonts.LEARNED, *fonts.CHOSEN, *fonts.TESTED)
    assert len(names) == len(set(names))


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    (tmp_path / "dekko-latin-400-normal.woff2").touch()
    assert fonts.files(tmp_path, ["dekko"])[0].name.startswith("dekko")
    with pytest.raises(FileNotFoundError, match="gaegu"):
        fonts.files(tmp_path, ["gaegu"])
    assert fonts.files(None, ["gaegu"]) == ()


def test_the_same_seed_makes_the_same_cells() -> None:
    (images, labels), (again, _) = (cells(2, 9) for _ in range(2))
    assert np.array_equal(images, again)
    assert images.shape == (len(labels), CELL_PX, CELL_PX)


def test_a_grid_in_order_holds_its_votes() -> None:
    grid = filled(np.random.default_rng(12), ordered=True, dirt=0)
    assert grid.signs[grid.signs < 6].sum() == grid.votes
    assert np.all(np.diff(np.where(grid.signs == 6, 0, grid.signs)) <= 0)


def test_a_photo_is_as_large_as_it_is_seen() -> None:
    photo = photographed(np.full((60, 120), 255, np.uint8), 3.0, 1.5, np.random.default_rng(1))
    assert photo.shape == (30, 60)


def test_made_boxes_are_of_the_class_they_are_made_for() -> None:
    crops = training_boxes(240, seed=3)
    real = Boxes(crops.images, np.array([CLASSES.index(LABELS[label]) for label in crops.labels]))
    foreign = lifted(real.take(real.labels < CLASSES.index("X")))

    made = pool.compose(foreign, real, 400, np.random.default_rng(4))

    assert made.images.shape == (400, SIDE, SIDE)
    assert {CLASSES[label] for label in made.labels} == set(CLASSES)


def test_a_digit_written_over_another_is_the_bolder_one() -> None:
    upright, flat = np.zeros((2, 64, 64), np.float32)
    upright[4:60, 30:34], flat[30:34, 4:60] = 1, 1

    for seed in range(10):
        both = strokes.over(upright, flat, np.random.default_rng(seed))
        assert both[:, 45:60].sum() > both[45:60].sum() > 0
