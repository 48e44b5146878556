import numpy as np
import pytest

from ocr.plane import project, px_per_mm

_PLANE = np.array([[4.1, 0.2, 300.0], [-0.1, 4.0, 200.0], [1e-4, -2e-4, 1.0]])


def test_the_scale_at_a_place_is_what_two_steps_of_a_millimetre_span_there() -> None:
    origin, right, down = project(_PLANE, np.array([(300.0, 400.0), (301.0, 400.0), (300.0, 401.0)]))

    spanned = abs(float(np.linalg.det(np.array([right - origin, down - origin]))))

    assert px_per_mm(_PLANE, (300.0, 400.0)) == pytest.approx(spanned**0.5, rel=1e-9)


def test_places_on_the_horizon_have_a_scale_too() -> None:
    assert np.isfinite(px_per_mm(np.array([[1.0, 0, 0], [0, 1.0, 0], [1.0, 0, 0]]), (0.0, 0.0)))
