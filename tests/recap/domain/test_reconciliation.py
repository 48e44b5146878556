import pytest

from recap.domain.reconciliation import Difference, Source, compare

AREA, ONE, TWO = "337401", "3374011001", "3374011002"
RIGHT = {ONE: {"PAS1": 3, "SAH": 9}, TWO: {"PAS1": 4, "SAH": 8}, AREA: {"PAS1": 7, "SAH": 17}}


def views(source: Source, code: str, **rows: int) -> dict[Source, dict[str, dict[str, int]]]:
    found = {each: {child: dict(numbers) for child, numbers in RIGHT.items()} for each in Source}
    found[source][code] |= rows
    return found


def test_four_equal_sources_have_no_difference() -> None:
    assert compare(views(Source.TALLY, ONE), AREA) == []


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("code", [ONE, TWO, AREA])
def test_the_source_that_stands_alone_is_named_with_child_row_and_both_numbers(source: Source, code: str) -> None:
    assert compare(views(source, code, PAS1=99), AREA) == [Difference(source, code, "PAS1", 99, RIGHT[code]["PAS1"])]


def test_a_sum_that_its_child_explains_is_not_said_twice() -> None:
    changed = views(Source.RESULTS, ONE, PAS1=5)
    changed[Source.RESULTS][AREA]["PAS1"] = 9

    assert compare(changed, AREA) == [Difference(Source.RESULTS, ONE, "PAS1", 5, 3)]


def test_a_sum_that_its_child_explains_only_in_part_is_said_too() -> None:
    changed = views(Source.RESULTS, ONE, PAS1=5)
    changed[Source.RESULTS][AREA]["PAS1"] = 10

    assert [each.child for each in compare(changed, AREA)] == [ONE, AREA]


def test_two_against_two_are_both_measured_by_the_results() -> None:
    changed = views(Source.TALLY, ONE, PAS1=5)
    changed[Source.TREE][ONE]["PAS1"] = 5

    found = compare(changed, AREA)

    assert {each.source for each in found} == {Source.TALLY, Source.TREE}
    assert {each.there for each in found} == {3}


def test_a_source_that_does_not_speak_of_a_child_is_not_asked() -> None:
    changed = views(Source.CHILDREN, ONE)
    del changed[Source.CHILDREN][ONE]
    del changed[Source.CHILDREN][AREA]

    assert compare(changed, AREA) == []
