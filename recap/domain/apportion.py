"""Sharing out a whole number: largest remainders, with a limit for every share."""

from collections.abc import Sequence

_LEAST_WEIGHT = 1e-9
"""Shares of weight nothing are served last, so that the limits alone decide whether a total fits."""


def apportion(total: int, weights: Sequence[float], limits: Sequence[int]) -> list[int]:
    """Return whole numbers that sum to `total`, nearly proportional to the weights and nowhere above the limits.

    ValueError if the limits leave no room for the total. Ties go to the earlier share, so the answer is reproducible.
    """
    if total > sum(limits):
        raise ValueError(total, sum(limits))
    given = [0] * len(limits)
    while (left := total - sum(given)) > 0:
        # Each round fills at least one share to its limit, or gives out everything that is left.
        open_shares = [i for i, limit in enumerate(limits) if given[i] < limit]
        whole = _largest_remainders(left, [max(weights[i], _LEAST_WEIGHT) for i in open_shares])
        for i, more in zip(open_shares, whole, strict=True):
            given[i] = min(given[i] + more, limits[i])
    return given


def _largest_remainders(total: int, weights: Sequence[float]) -> list[int]:
    whole_weight = sum(weights)
    exact = [total * weight / whole_weight for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: shares[i] - exact[i])
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares
