"""The cell network on grids it has not seen, and its card."""

import numpy as np

from ocr.tally.marks import CLASSES, MODEL, read_marks
from ocr.tally.weigh import weigh_marks
from ocr.training.tally.grids import filled


def test_cells_of_unseen_grids_are_counted() -> None:
    rng = np.random.default_rng(500_001)
    made = [filled(rng, ordered=False) for _ in range(4)]
    right = [read_marks(each.cells).argmax(axis=1) == each.signs for each in made]
    assert np.concatenate(right).mean() > 0.85


def test_whole_grids_say_their_votes() -> None:
    rng = np.random.default_rng(500_002)
    made = [filled(rng, ordered=True, dirt=0) for _ in range(8)]
    right = [weigh_marks(read_marks(each.cells)).argmax() == each.votes for each in made]
    assert sum(right) >= len(made) - 2


def test_every_cell_has_chances_that_make_one() -> None:
    chances = read_marks(np.full((70, 32, 32), 200, np.uint8))
    assert chances.shape == (70, len(CLASSES))
    assert np.allclose(chances.sum(axis=1), 1, atol=1e-4)


def test_the_card_names_data_limits_and_command() -> None:
    card = MODEL.with_suffix(".md").read_text()
    assert all(part in card for part in ("python -m ocr.training.tally", "Apache-2.0", "Limits", "unseen"))
