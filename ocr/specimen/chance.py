"""Chance, said in words."""

import numpy as np


def happens(rng: np.random.Generator, share: float) -> bool:
    """Return whether something happens that happens in this share of cases."""
    return bool(rng.random() < share)
