import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.domain.gate import settle
from recap.domain.reading import Reader, Reading
from recap.domain.reason import Reason
from recap.domain.rules import Severity, check
from recap.domain.settlement import Discrepancy, Outcome, Settlement, State
from tests.filled import PAGES, SHEET, VALUES, answer, both, photo, reading

ALL_PAGES = [r for page in PAGES for r in both(page)]


def keys(outcome: Outcome) -> list[str]:
    return [found.key for found in outcome.open]


def only(outcome: Outcome) -> Discrepancy:
    (found,) = outcome.open
    return found


def test_nothing_read_is_waiting() -> None:
    assert settle(SHEET, []).state is State.WAITING


def test_two_equal_readings_of_every_page_are_accepted() -> None:
    outcome = settle(SHEET, ALL_PAGES)

    assert outcome.state is State.ACCEPTED
    assert outcome.values == VALUES
    assert not outcome.by_officer


def test_the_machine_alone_is_not_accepted() -> None:
    outcome = settle(SHEET, [reading(Reader.MACHINE, page) for page in PAGES])

    assert outcome.state is State.READ
    assert outcome.values == {}
    assert not outcome.open


def test_the_kpps_alone_is_not_accepted() -> None:
    outcome = settle(SHEET, [reading(Reader.KPPS, page) for page in PAGES])

    assert (outcome.state, outcome.values) == (State.READ, {})


def test_a_missing_page_holds_the_result_back_without_opening_anything() -> None:
    outcome = settle(SHEET, [*both(1), *both(2)])

    assert outcome.state is State.READ
    assert outcome.open == ()
    assert outcome.photos == {1: photo(1), 2: photo(2)}


def test_a_rule_within_one_agreed_page_opens_before_the_others_arrive() -> None:
    outcome = settle(SHEET, both(1, {"DP4-J": 408}))

    assert outcome.state is State.EXAMINATION
    assert keys(outcome) == ["R1:DP4", "R2:DP4-J"]


def test_a_rule_across_pages_gates_the_whole_form() -> None:
    outcome = settle(SHEET, [*both(1), *both(2), *both(3, {"TOT": 318, "TSAH": 18})])

    assert outcome.state is State.EXAMINATION
    assert keys(outcome) == ["R11", "R12"]


def test_a_warning_does_not_gate() -> None:
    outcome = settle(SHEET, [*both(1, {"PSS1": 409, "PSS3": 91}), *both(2), *both(3)])

    assert outcome.state is State.ACCEPTED
    assert [found.key for found in outcome.warnings] == ["R14"]


def test_readers_who_differ_open_a_discrepancy_of_that_cell_only() -> None:
    readings = [*both(1), *both(3), reading(Reader.MACHINE, 2, {"PAS1": 206}), reading(Reader.KPPS, 2)]

    found = only(settle(SHEET, readings))

    assert found.key == "READERS:PAS1"
    assert found.values == (("machine", 206), ("kpps", 200))


def test_a_cell_keyed_blind_counts_like_any_other() -> None:
    unsure = reading(Reader.MACHINE, 2, {})

    outcome = settle(SHEET, [*both(1), *both(3), unsure, reading(Reader.KPPS, 2)])

    assert outcome.state is State.ACCEPTED


def test_a_cell_the_machine_could_not_read_has_one_reader_and_needs_an_officer() -> None:
    readings = [*both(1), *both(3), reading(Reader.MACHINE, 2, {"PAS1": None}), reading(Reader.KPPS, 2)]

    outcome = settle(SHEET, readings)
    settled = settle(SHEET, readings, [answer(only(outcome), Reason.MISREAD, {"PAS1": 200})])

    assert keys(outcome) == ["READERS:PAS1"]
    assert settled.state is State.ACCEPTED
    assert settled.values == VALUES


def test_the_kpps_may_correct_before_an_officer_has_touched_the_station() -> None:
    readings = [*ALL_PAGES, reading(Reader.KPPS, 2, {"PAS1": 201}, minute=5), reading(Reader.KPPS, 2, minute=6)]

    assert settle(SHEET, readings[:-1]).state is State.EXAMINATION
    assert settle(SHEET, readings).state is State.ACCEPTED


def test_after_an_officer_a_confirmed_page_is_closed_and_the_others_close_at_their_confirmation() -> None:
    readings = [reading(Reader.MACHINE, 2, {"PAS1": 206}), reading(Reader.KPPS, 2), *both(1)]
    ruling = answer(only(settle(SHEET, readings)), Reason.MISREAD, {"PAS1": 200}, minute=60)
    late = [reading(Reader.KPPS, 2, {"PAS2": 1}, minute=70), *both(3, minute=80)]
    later = [reading(Reader.KPPS, 3, {"TOT": 1}, minute=90), reading(Reader.MACHINE, 3, take=2, minute=91)]

    outcome = settle(SHEET, readings + late + later, [ruling])

    assert outcome.state is State.ACCEPTED
    assert outcome.values == VALUES
    assert outcome.closed == {1, 2, 3}
    assert outcome.photos[3] == photo(3)


def test_a_retaken_photo_supersedes_the_reading_until_it_is_confirmed() -> None:
    retake = reading(Reader.MACHINE, 2, {"PAS1": 201, "PAS2": 99}, take=2, minute=5)
    confirmed = reading(Reader.KPPS, 2, {"PAS1": 201, "PAS2": 99}, take=2, minute=6)

    waiting = settle(SHEET, [*ALL_PAGES, retake])
    accepted = settle(SHEET, [*ALL_PAGES, retake, confirmed])

    assert (waiting.state, waiting.open) == (State.READ, ())
    assert accepted.state is State.ACCEPTED
    assert accepted.values["PAS1"] == 201
    assert accepted.photos[2] == photo(2, take=2)


def test_a_retaken_photo_with_the_same_numbers_needs_no_second_confirmation() -> None:
    outcome = settle(SHEET, [*ALL_PAGES, reading(Reader.MACHINE, 2, take=2, minute=5)])

    assert outcome.state is State.ACCEPTED
    assert outcome.photos[2] == photo(2, take=2)


def test_a_confirmation_of_an_older_photo_does_not_answer_for_a_newer_one() -> None:
    newer = reading(Reader.MACHINE, 2, {"PAS1": 201}, take=2, minute=1)

    outcome = settle(SHEET, [*both(1), *both(3), newer, reading(Reader.KPPS, 2, minute=2)])

    assert outcome.state is State.READ
    assert "PAS2" not in outcome.values


def test_paper_that_does_not_add_up_is_accepted_as_written() -> None:
    readings = [*both(1), *both(2), *both(3, {"SAH": 301})]
    opened = settle(SHEET, readings)

    outcome = settle(SHEET, readings, [answer(found, Reason.PAPER_DOES_NOT_ADD_UP) for found in opened.open])

    assert keys(opened) == ["R9", "R10"]
    assert outcome.state is State.ACCEPTED
    assert outcome.values == {**VALUES, "SAH": 301}
    assert outcome.corrected == {}
    assert outcome.by_officer


def test_keeping_the_paper_closes_exactly_the_violation_with_these_values() -> None:
    before = settle(SHEET, [*both(1), *both(2), *both(3, {"SAH": 301})])
    rulings = [answer(found, Reason.PAPER_DOES_NOT_ADD_UP) for found in before.open]

    # The page was confirmed anew with another slip, at the moment the officer answered the first one.
    after = settle(SHEET, [*both(1), *both(2), *both(3, {"SAH": 302})], rulings)

    assert keys(after) == ["R9", "R10"]


def test_an_officers_correction_overrides_the_cell_and_rules_are_checked_again() -> None:
    readings = [*both(1), *both(2), *both(3, {"SAH": 301})]
    first = settle(SHEET, readings).open[0]

    wrong = settle(SHEET, readings, [answer(first, Reason.CORRECTED_ON_PAPER, {"SAH": 299})])
    right = settle(SHEET, readings, [answer(first, Reason.CORRECTED_ON_PAPER, {"SAH": 300})])

    assert keys(wrong) == ["R9", "R10"]
    assert right.state is State.ACCEPTED
    assert (right.read["SAH"], right.keyed["SAH"], right.written["SAH"]) == (301, 301, 301)
    assert (right.corrected, right.values) == ({"SAH": 300}, VALUES)


def test_a_reading_error_changes_what_is_written_and_not_what_was_corrected() -> None:
    readings = [*both(1), *both(2), *both(3, {"SAH": 301})]
    first = settle(SHEET, readings).open[0]

    outcome = settle(SHEET, readings, [answer(first, Reason.MISREAD, {"SAH": 300})])

    assert (outcome.read["SAH"], outcome.written["SAH"], outcome.corrected) == (301, 300, {})


def test_an_officers_later_word_replaces_the_earlier_one() -> None:
    readings = [*both(1), *both(2), *both(3, {"SAH": 301})]
    first = settle(SHEET, readings).open[0]
    slip = answer(first, Reason.CORRECTED_ON_PAPER, {"SAH": 299})
    second = settle(SHEET, readings, [slip]).open[0]

    outcome = settle(SHEET, readings, [slip, answer(second, Reason.MISREAD, {"SAH": 300}, minute=61)])

    assert outcome.values == VALUES
    assert outcome.corrected == {}


def test_a_register_that_differs_from_the_master_list_gates_until_an_officer_says_so() -> None:
    fewer = {"DP1-L": 195, "DP1-J": 399, "DP4-L": 198, "DP4-J": 406}
    readings = [*both(1, fewer), *both(2), *both(3)]
    opened = settle(SHEET, readings)

    outcome = settle(SHEET, readings, [answer(found, Reason.MASTER_DATA_DIFFERS) for found in opened.open])

    assert keys(opened) == ["R16:DP1-L", "R16:DP1-J"]
    assert outcome.state is State.ACCEPTED


@pytest.mark.parametrize("order", list(permutations(PAGES)))
def test_the_order_in_which_pages_arrive_does_not_matter(order: tuple[int, ...]) -> None:
    readings = {1: both(1), 2: both(2, {"PAS1": 199}), 3: both(3)}

    in_this_order = settle(SHEET, [r for page in order for r in readings[page]])

    assert in_this_order == settle(SHEET, [r for page in PAGES for r in readings[page]])


@st.composite
def one_said(draw: st.DrawFn, minute: int) -> Reading:
    """One reading of a page that fits the form, or that says something else in one cell."""
    page = draw(st.sampled_from(list(PAGES)))
    code = draw(st.sampled_from(list(PAGES[page])[:2]))
    changes = draw(st.one_of(st.just({}), st.fixed_dictionaries({code: st.one_of(st.none(), st.integers(0, 400))})))
    reader = draw(st.sampled_from([Reader.MACHINE, Reader.KPPS]))
    return reading(reader, page, changes, take=draw(st.sampled_from([1, 2])), minute=minute)


@st.composite
def histories(draw: st.DrawFn) -> list[Reading]:
    return [draw(one_said(minute)) for minute in range(draw(st.integers(0, 14)))]


@given(histories(), st.randoms(use_true_random=False))
def test_the_outcome_depends_on_the_order_within_a_page_only(readings: list[Reading], chance: random.Random) -> None:
    queues = [[r for r in readings if r.page == page] for page in PAGES]
    mixed = []
    while any(queues):
        mixed.append(chance.choice([queue for queue in queues if queue]).pop(0))

    assert settle(SHEET, mixed) == settle(SHEET, readings)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Reading], list[Settlement]]:
    """Readings, and officers who answer whatever is open at the end, in any way."""
    readings, rulings = draw(histories()), list[Settlement]()
    for minute in range(draw(st.integers(0, 3))):
        opened = settle(SHEET, readings, rulings).open
        if opened:
            found = draw(st.sampled_from(opened))
            reason = draw(st.sampled_from(Reason))
            keeps = reason.keeps_as_written
            values = {} if keeps else {draw(st.sampled_from(found.cells)): draw(st.integers(0, 400))}
            rulings.append(answer(found, reason, values, minute=100 + minute))
    return readings, rulings


@given(stories())
def test_every_number_was_given_by_two_readers_or_an_officer(story: tuple[list[Reading], list[Settlement]]) -> None:
    readings, rulings = story

    outcome = settle(SHEET, readings, rulings)

    for code, value in outcome.values.items():
        machine = any(r.reader is Reader.MACHINE and r.values.get(code) == value for r in readings)
        kpps = any(r.reader is Reader.KPPS and r.values.get(code) == value for r in readings)
        assert (machine and kpps) or any(s.values.get(code) == value for s in rulings)


@given(stories())
def test_an_accepted_form_is_complete_and_breaks_only_rules_an_officer_has_answered(
    story: tuple[list[Reading], list[Settlement]],
) -> None:
    readings, rulings = story

    outcome = settle(SHEET, readings, rulings)

    kept = {ruling.fingerprint for ruling in rulings if ruling.reason.keeps_as_written}
    broken = [v for v in check(outcome.values, SHEET.rules) if v.severity is not Severity.WARNING]
    if outcome.state is State.ACCEPTED:
        assert outcome.values.keys() == VALUES.keys()
        assert not broken or kept
    assert {**outcome.written, **outcome.corrected} == outcome.values
