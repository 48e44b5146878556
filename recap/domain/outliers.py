"""Unusual numbers (R24): hints that a person should look at the paper, never a claim that something is wrong.

Everybody may have voted, and everybody may have voted alike. So a hint holds no result back; it lies at the end of
the queue, and its answer says that somebody looked.
"""

from collections.abc import Mapping, Sequence
from statistics import median

from recap.domain.findings import OUTLIER
from recap.domain.rules import Severity
from recap.domain.settlement import Discrepancy

LEAST_BALLOTS = 100
"""Among fewer ballots than these, none invalid or all alike is no surprise; about 2-6 % of a city's are invalid."""
LEAST_PEERS = 6
"""Fewer neighbours give no median worth comparing with."""
_FAR = 5.0
"""Robust standard deviations; kelurahan are not bell curves, so the three of a textbook would name too many."""
_LEAST_SPREAD = 0.04
"""A kelurahan whose stations are all alike must not turn every small difference into a hint."""
_TO_DEVIATION = 1.4826
"""Makes the median of absolute deviations of a normal distribution its standard deviation."""

Values = Mapping[str, int]


def outliers(values: Values, choices: int, peers: Sequence[Values] = ()) -> list[Discrepancy]:
    """Return the hints in one station's complete numbers; `peers` are those of the kelurahan's other stations."""
    voted, voters = values.get("PHP4-J", 0), values.get("DP4-J", 0)
    valid, invalid = values.get("SAH", 0), values.get("TSAH", 0)
    found = []
    if voted >= voters > 0:
        found.append(_hint("turnout", ("PHP4-J", "DP4-J"), values))
    if valid + invalid >= LEAST_BALLOTS:
        if invalid == 0:
            found.append(_hint("no-invalid", ("TSAH", "SAH"), values))
        found += [_hint("one-choice", (code, "SAH"), values) for code in _codes(choices) if values.get(code) == valid]
        found += [_hint(f"share-{code}", (code, "SAH"), values) for code in _far_off(values, choices, peers)]
    return found


def _far_off(values: Values, choices: int, peers: Sequence[Values]) -> list[str]:
    """Return the choices whose share of the valid votes is far from the kelurahan's median.

    With two choices both are equally far, and the first says it for both.
    """
    counted = [peer for peer in peers if peer.get("SAH", 0) > 0]
    if len(counted) < LEAST_PEERS or values.get("SAH", 0) <= 0:
        return []
    far = [code for code in _codes(choices) if _is_far(_share(values, code), [_share(peer, code) for peer in counted])]
    return far[:1] if choices <= 2 else far  # noqa: PLR2004  two is what the docstring says


def _is_far(share: float, others: Sequence[float]) -> bool:
    middle = median(others)
    spread = _TO_DEVIATION * median(abs(other - middle) for other in others)
    return abs(share - middle) > _FAR * max(spread, _LEAST_SPREAD)


def _share(values: Values, code: str) -> float:
    return values.get(code, 0) / values["SAH"]


def _codes(choices: int) -> list[str]:
    return [f"PAS{n}" for n in range(1, choices + 1)]


def _hint(what: str, cells: tuple[str, ...], values: Values) -> Discrepancy:
    return Discrepancy(f"{OUTLIER}:{what}", Severity.WARNING, cells, tuple((code, values.get(code)) for code in cells))
