from benchmarks.measures import Measured, figures


def measured(page: int, screen: float = 9.0, missed: float = 1e-6) -> Measured:
    return Measured(page, "good", 0.5, screen, missed, 20.0, 440.4)


def test_what_is_left_out_is_told_of_first_pages_and_screens_of_all() -> None:
    found = figures([measured(1), measured(1, missed=2e-3), measured(2, screen=55.0, missed=0.0)])

    assert (found["pages"], found["first_pages"], found["missed_more_than_enough"]) == (3, 2, 1)
    assert (found["like_a_screen"], found["like_a_screen_highest"]) == (1, [9.0, 9.0, 55.0])
    assert found["classes"] == {"good": 3}


def test_photos_of_other_pages_alone_are_measured_too() -> None:
    assert figures([measured(3, missed=0.0)])["first_pages"] == 1
