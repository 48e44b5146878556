"""Boxes are cut where they are on good and usual photos, bent as paper is after a day in a polling station."""

import pytest

from benchmarks.placing import Cut, Page, figures, look

SEED, WIDTH_PX, PHOTOS = 731, 1800, 4


@pytest.mark.parametrize("quality", ["good", "usual"])
def test_boxes_are_cut_within_one_millimetre(quality: str) -> None:
    cuts = [cut for at in range(PHOTOS) for cut in look(quality, at, SEED, WIDTH_PX).cuts]

    assert len(cuts) > 30
    assert sum(cut.centre_mm < 1 for cut in cuts) >= 0.99 * len(cuts)


def test_boxes_of_sure_numbers_are_counted_apart() -> None:
    near = Cut(0.4, 0.9, frozenset({"boxes", "trusted", "sure", "accepted"}))
    far = Cut(9.0, 9.5, frozenset({"boxes"}))

    seen = figures([Page("bad", "unsure", (near, far)), Page("bad", "not_flat", ())])
    assert (seen["pages"], seen["refused"]) == (2, 1)
    assert (seen["boxes_centre"], seen["boxes_worst_mm"]) == (0.5, 9.0)
    assert (seen["sure_centre"], seen["sure_corner"], seen["sure_worst_mm"]) == (1.0, 1.0, 0.4)
