"""Letters that a perfect or a doubtful network would say, weighed."""

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.words.letters import ALPHABET
from ocr.words.weigh import TRUST, explained, unbound, weigh
from recap.domain.spelling import words


def said(text: str, sure: float = 0.9) -> NDArray[np.float32]:
    """Every letter for two steps with a blank after it, the rest of the chance spread over all classes."""
    classes = [code for letter in text for code in (*[ALPHABET.index(letter)] * 2, 0)]
    chances = np.full((len(classes), len(ALPHABET)), (1 - sure) / len(ALPHABET))
    chances[np.arange(len(classes)), classes] += sure
    return np.asarray(np.log(chances), np.float32)


@pytest.mark.parametrize("number", [1, 8, 10, 11, 19, 20, 67, 100, 101, 111, 236, 700, 999])
def test_the_words_of_a_number_say_that_number(number: int) -> None:
    chances = weigh(said(words(number)), 3)
    assert chances.argmax() == number
    assert chances.max() > 0.5


def test_chances_of_all_numbers_make_one() -> None:
    for places in (2, 3):
        chances = weigh(said("DUA PULUH"), places)
        assert chances.shape == (10**places,)
        assert chances.sum() == pytest.approx(1)
        assert chances.min() > 0


@pytest.mark.parametrize("text", ["NOL", "KOSONG", "NIHIL"])
def test_nothing_has_three_names(text: str) -> None:
    assert weigh(said(text), 3).argmax() == 0


def test_words_without_gaps_are_understood() -> None:
    assert weigh(said("DUAPULUHTIGA"), 3).argmax() == 23


def test_a_hundred_may_be_said_in_two_words() -> None:
    assert weigh(said("SATU RATUS LIMA"), 3).argmax() == 105


def test_a_doubtful_letter_leaves_both_numbers_open() -> None:
    line = np.exp(said("TIGA", sure=0.97))
    line[0:8] = np.exp(said("LIMA", sure=0.97)[0:8]) * 0.5 + line[0:8] * 0.5
    chances = weigh(np.log(line), 3)
    assert set(np.argsort(chances)[-2:]) == {3, 5}


def test_a_missing_letter_costs_no_more_than_trust() -> None:
    assert weigh(said("TUJUH PULH"), 3).argmax() == 70


def test_letters_without_sense_say_little() -> None:
    chances = weigh(said("KRANDUST GOBLEPH"), 3)
    assert chances.max() < 0.3


def test_a_line_of_nothing_says_little() -> None:
    flat = np.full((40, len(ALPHABET)), -np.log(len(ALPHABET)), np.float32)
    assert weigh(flat, 3).max() < 0.5


def test_free_letters_explain_a_line_at_least_as_well_as_any_number() -> None:
    line = said("EMPAT BELAS")
    score, count = unbound(line)
    assert count == len("EMPAT BELAS")
    # Two letters for each of which many steps stand: a phrase sums over alignments, the free string takes the best one.
    assert explained(line, 3).max() < score + count * np.log(2)


def test_ctc_sums_over_all_alignments_of_a_word() -> None:
    chances = np.random.default_rng(3).dirichlet(np.ones(len(ALPHABET)), 6)
    codes = [ALPHABET.index(sign) for sign in "DUA"]
    total = 0.0
    for path in product((0, *codes), repeat=6):
        if [code for k, code in enumerate(path) if code and (k == 0 or path[k - 1] != code)] == codes:
            total += float(np.prod(chances[np.arange(6), list(path)]))
    assert explained(np.asarray(np.log(chances), np.float32), 3)[2] == pytest.approx(np.log(total), rel=1e-4)


def test_trust_leaves_room_for_slips() -> None:
    assert 0 < TRUST.outlier < 0.2
    assert weigh(said("SATU", sure=0.9999), 3)[2] > 1e-6
