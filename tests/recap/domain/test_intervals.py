import pytest

from recap.domain.intervals import at_least, at_most, chance_at_most, exact, needed, wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 10, 0.0, 0.308497),
        (5, 10, 0.187086, 0.812914),
        (10, 10, 0.691503, 1.0),
        (1605, 1608, 0.994557, 0.999615),
    ],
)
def test_exact_intervals_are_those_of_clopper_and_pearson(part: int, whole: int, low: float, high: float) -> None:
    assert exact(part, whole) == pytest.approx((low, high), abs=2e-6)


def test_no_error_in_thirty_thousand_shows_one_in_ten_thousand() -> None:
    assert needed(1e-4) == 29_956
    assert at_most(0, 29_956) <= 1e-4 < at_most(0, 29_955)
    assert at_most(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300))


def test_nothing_counted_shows_nothing() -> None:
    assert at_most(0, 0) == 1.0
    assert at_least(0, 0) == 0.0
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_binomial_adds_up() -> None:
    assert chance_at_most(2, 5, 0.5) == pytest.approx(0.5)
    assert chance_at_most(4, 5, 0.9) == pytest.approx(1 - 0.9**5)
    assert chance_at_most(0, 5, 0.0) == 1.0
    assert chance_at_most(3, 5, 1.0) == 0.0
