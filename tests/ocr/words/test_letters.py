"""The letter network on lines written by our own hands, and its card."""

import numpy as np
from numpy.typing import NDArray

from ocr.specimen.hand import some_hand, text
from ocr.specimen.ink import Sheet, some_pen, write
from ocr.words.letters import ALPHABET, MODEL, STEP_PX, read_letters
from ocr.words.line import SCALE, find_line
from ocr.words.weigh import weigh
from recap.domain.form import Box
from recap.domain.spelling import words


def written(number: int, seed: int) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    page = np.full((round(48 * SCALE), round(280 * SCALE), 3), 235, np.uint8)
    write(Sheet(page, SCALE), text(some_hand(rng), words(number), Box(20, 12, 250, 16), rng), some_pen(rng), rng)
    line = find_line(page[..., 1])
    assert line is not None
    return line


def test_numbers_in_unseen_hands_are_read() -> None:
    numbers = [7, 13, 40, 88, 115, 236, 409, 971]
    right = sum(weigh(read_letters(written(n, 7000 + n)), 3).argmax() == n for n in numbers)
    assert right >= len(numbers) - 1


def test_there_is_one_answer_for_every_step() -> None:
    line = np.zeros((32, 101), np.uint8)
    letters = read_letters(line)
    assert letters.shape == (-(-101 // STEP_PX), len(ALPHABET))
    assert np.allclose(np.exp(letters).sum(axis=1), 1, atol=1e-4)


def test_the_card_names_fonts_licence_and_command() -> None:
    card = MODEL.with_suffix(".md").read_text()
    assert all(part in card for part in ("SIL Open Font License", "npm pack", "python -m ocr.training.words", "Limits"))
