"""The trend of shifts on bent paper, asked place by place and for all numbers at once."""

import numpy as np

from ocr.trend import Pins, Trend


def test_every_number_is_told_the_same_at_once_as_by_itself() -> None:
    rng = np.random.default_rng(5)
    pins = Pins(rng.uniform(0, 800, (5, 2)), rng.normal(0, 3, (5, 2)))
    trend = Trend(rng.uniform(0, 800, (12, 2)), rng.normal(0, 3, (12, 2)), pins)
    known = rng.random((12, 12)) < 0.5

    together = trend.each(known)

    alone = [trend.at(trend.middles[k], np.flatnonzero(known[k])) for k in range(12)]
    assert np.allclose(together, alone)


def test_without_neighbours_the_pins_alone_are_believed() -> None:
    trend = Trend(np.array([[100.0, 100.0]]), np.zeros((1, 2)), Pins(np.array([[90.0, 90.0]]), np.array([[2.0, -1.0]])))

    assert np.allclose(trend.at(trend.middles[0], []), (2.0, -1.0), atol=0.05)
