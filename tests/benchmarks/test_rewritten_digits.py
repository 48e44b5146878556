"""What is counted of corrected numbers."""

from benchmarks.rewritten_digits import Over, Tried, figures


def test_a_number_taken_for_another_is_counted_as_wrong() -> None:
    tried = [
        Tried(Over.RIGHT, corrected=True, clear=True, taken=True, right=True),
        Tried(Over.ANOTHER, corrected=True, clear=True, taken=True, right=False),
        Tried(Over.ANOTHER, corrected=True, clear=False, taken=False, right=False),
    ]

    found = figures(tried)

    assert (found["taken"], found["taken_wrongly"]) == (2, 1)
    assert found[Over.ANOTHER] == {"numbers": 2, "corrected": 2, "clear": 1, "taken": 1, "taken_wrongly": 1}
    assert found[Over.TICK] == {"numbers": 0}
