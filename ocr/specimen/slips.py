"""Sums that do not add up on paper, in the ways that officers of real polling stations get them wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from recap.domain.rules import Severity, check, rules_for

_MOST = 999
"""Three digit boxes hold no more."""


@dataclass(frozen=True, slots=True)
class PaperError:
    """Numbers as wrongly written on paper: which cell is wrong, in which way, and the rules this breaks."""

    values: dict[str, int]
    cell: str
    slip: str
    broken: tuple[str, ...]


def paper_error(values: Mapping[str, int], rng: np.random.Generator) -> PaperError:
    """Return these numbers with one cell miswritten so that at least one rule no longer holds, warnings aside."""
    choices = sum(code.startswith("PAS") for code in values)
    slips = [(code, name, wrong) for code, name, how in _SLIPS for wrong in [how(values, code, rng)]]
    for at in rng.permutation(len(slips)):
        code, name, wrong = slips[at]
        written = {**values, code: wrong}
        broken = check(written, rules_for(choices))
        if 0 <= wrong <= _MOST and any(v.severity is not Severity.WARNING for v in broken):
            return PaperError(written, code, name, tuple(v.key for v in broken))
    raise ValueError(values)


_How = Callable[[Mapping[str, int], str, np.random.Generator], int]


def _off_by_one(values: Mapping[str, int], code: str, rng: np.random.Generator) -> int:
    return values[code] + (1 if values[code] == 0 else int(rng.choice((-1, 1))))


def _carry_forgotten(values: Mapping[str, int], code: str, _: np.random.Generator) -> int:
    return values[code] - 10


def _digits_swapped(values: Mapping[str, int], code: str, _: np.random.Generator) -> int:
    tens, ones = divmod(values[code] % 100, 10)
    return values[code] - values[code] % 100 + ones * 10 + tens


def _copied_from(source: str) -> _How:
    def copy(values: Mapping[str, int], _code: str, _rng: np.random.Generator) -> int:
        return values[source]

    return copy


_SLIPS: tuple[tuple[str, str, _How], ...] = (
    ("SAH", "off_by_one", _off_by_one),
    ("SAH", "carry_forgotten", _carry_forgotten),
    ("TOT", "off_by_one", _off_by_one),
    ("TOT", "copied_from_SAH", _copied_from("SAH")),
    ("DP4-J", "carry_forgotten", _carry_forgotten),
    ("PHP1-J", "digits_swapped", _digits_swapped),
    ("PHP4-J", "copied_from_DP4-J", _copied_from("DP4-J")),
    ("PHP4-J", "off_by_one", _off_by_one),
    ("PSS3", "carry_forgotten", _carry_forgotten),
    ("PSS4", "copied_from_PSS3", _copied_from("PSS3")),
    ("PHP4-R", "digits_swapped", _digits_swapped),
    ("PSS4-R", "copied_from_SAH", _copied_from("SAH")),
)
