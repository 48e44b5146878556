from datetime import timedelta

from recap.domain.findings import Double, Misplaced, beside, contests_differ, doubles, misplaced, missing_pages
from recap.domain.gate import settle
from recap.domain.settlement import State
from tests.filled import EVENING, PAGES, SHEET, VALUES, both, photo

HALF_AN_HOUR = timedelta(minutes=30)
ALL = [reading for page in PAGES for reading in both(page)]


def test_a_page_is_missing_when_the_others_came_long_ago() -> None:
    arrived = {1: EVENING, 3: EVENING + timedelta(minutes=5)}

    late = missing_pages(SHEET.pages, arrived, EVENING + timedelta(minutes=35), HALF_AN_HOUR)
    early = missing_pages(SHEET.pages, arrived, EVENING + timedelta(minutes=34), HALF_AN_HOUR)

    assert [each.key for each in late] == ["MISSING:2"]
    assert late[0].cells == tuple(PAGES[2])
    assert early == []


def test_a_station_that_has_sent_nothing_misses_no_page() -> None:
    assert missing_pages(SHEET.pages, {}, EVENING, timedelta(0)) == []


def test_a_misplaced_photo_is_a_case_until_a_right_one_comes() -> None:
    wrong = [Misplaced(photo(2), 2), Misplaced(photo(2, 2), 2)]

    (case,) = misplaced(SHEET.pages, wrong, {1: EVENING})

    assert (case.key, case.values) == ("R20:2", ((photo(2, 2), None),))
    assert misplaced(SHEET.pages, wrong, {2: EVENING}) == []


def test_a_double_names_both_photos_and_the_other_station() -> None:
    (case,) = doubles(SHEET.pages, [Double(photo(2), 2, photo(1), "3374011001002", 7)])

    assert case.key == f"R21:{photo(2)}"
    assert case.values == ((photo(2), 2), (photo(1), 3374011001002))


def test_two_contests_of_one_station_have_the_same_voters() -> None:
    governor = {**VALUES, "DP1-L": 195, "PHP4-J": 3}

    assert [each.key for each in contests_differ(VALUES, {"pkwkp": governor})] == ["R23:DP1-L"]
    assert contests_differ(VALUES, {"pkwkp": VALUES}) == []


def test_a_hint_never_holds_a_result_back_and_any_other_case_does() -> None:
    accepted = settle(SHEET, ALL)
    hints = contests_differ(VALUES, {"pkwkp": {"DP1-L": 195}})
    double = doubles(SHEET.pages, [Double(photo(2), 2, photo(1), "3374011001002", 7)])

    hinted, held = beside(accepted, hints, frozenset()), beside(accepted, double, frozenset())

    assert (hinted.state, hinted.open, hinted.hints) == (State.ACCEPTED, (), tuple(hints))
    assert (held.state, held.open) == (State.EXAMINATION, tuple(double))


def test_what_is_answered_waits_no_longer() -> None:
    accepted = settle(SHEET, ALL)
    found = [
        *contests_differ(VALUES, {"pkwkp": {"DP1-L": 195}}),
        *doubles(SHEET.pages, [Double(photo(2), 2, photo(1), "3374011001002", 7)]),
    ]

    outcome = beside(accepted, found, frozenset(each.fingerprint for each in found))

    assert (outcome.state, outcome.open, outcome.hints) == (State.ACCEPTED, (), ())
    assert [each.key for each in outcome.warnings] == ["R23:DP1-L"]
