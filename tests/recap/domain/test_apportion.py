import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.domain.apportion import apportion


@given(
    st.lists(st.tuples(st.floats(0, 5), st.integers(0, 50)), min_size=1, max_size=30),
    st.floats(0, 1),
)
def test_the_shares_sum_to_the_total_and_keep_within_their_limits(
    places: list[tuple[float, int]], filled: float
) -> None:
    weights, limits = [weight for weight, _ in places], [limit for _, limit in places]
    total = int(sum(limits) * filled)

    shares = apportion(total, weights, limits)

    assert sum(shares) == total
    assert all(0 <= share <= limit for share, limit in zip(shares, limits, strict=True))


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (0, [1, 1], [0, 0]),
        (10, [1, 1], [5, 5]),
        (10, [5.1, 2.6, 2.3], [5, 3, 2]),
        (7, [1, 1, 1], [3, 2, 2]),
        (2, [0, 3], [0, 2]),
    ],
)
def test_the_largest_remainders_get_what_is_left(total: int, weights: list[float], shares: list[int]) -> None:
    assert apportion(total, weights, [99] * len(weights)) == shares


def test_what_a_full_share_cannot_take_goes_to_the_others() -> None:
    assert apportion(10, [8, 1, 1], [4, 9, 9]) == [4, 3, 3]


def test_a_total_above_all_limits_is_refused() -> None:
    with pytest.raises(ValueError, match="11"):
        apportion(11, [1, 1], [5, 5])
