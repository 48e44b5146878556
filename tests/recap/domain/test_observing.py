from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from recap.domain.gate import settle
from recap.domain.reading import Observer, Reader, Reading
from recap.domain.reason import Reason
from recap.domain.rights import Role
from recap.domain.rules import Severity
from recap.domain.settlement import Discrepancy, Outcome, State
from tests.filled import PAGES, SHEET, VALUES, answer, both, photo, reading

STATION = "3374011001001"
SUPERVISOR = Observer(21, Role.SUPERVISOR, STATION)
WITNESS = Observer(22, Role.WITNESS, STATION, 2)
ALL_PAGES = [r for page in PAGES for r in both(page)]
Changes = dict[str, int | None]


def own(who: Observer, page: int, changes: Changes | None = None, *, take: int = 8, minute: int = 0) -> Reading:
    """What an observer keyed on their own photo of a page."""
    said = reading(Reader.OBSERVER, page, changes, take=take, minute=minute)
    return replace(said, observer=who, officer=who.officer)


def by_machine(said: Reading) -> Reading:
    """The same numbers, as the machine read them on the observer's photo."""
    return replace(said, reader=Reader.MACHINE, officer=None)


def keys(outcome: Outcome) -> list[str]:
    return [found.key for found in outcome.open]


def test_an_observer_who_reads_another_number_opens_a_discrepancy_that_names_the_readers() -> None:
    outcome = settle(SHEET, [*ALL_PAGES, own(WITNESS, 2, {"PAS1": 206})])

    (found,) = outcome.open
    assert found.key == "OBSERVER:PAS1"
    assert found.values == (("machine", 200), ("kpps", 200), ("witness 2", 206))
    assert (outcome.state, outcome.values) == (State.EXAMINATION, VALUES)


def test_once_corrected_to_what_the_observer_read_there_is_no_question_left() -> None:
    theirs: Changes = {"PAS1": 199, "PAS2": 101}
    objection = Discrepancy("OBJECTION:1", Severity.BOUND, ("PAS1", "PAS2"), ())
    settled = answer(objection, Reason.CORRECTED_ON_PAPER, {"PAS1": 199, "PAS2": 101})
    elsewhere = answer(objection, Reason.CORRECTED_ON_PAPER, {"PAS1": 198, "PAS2": 102})

    assert settle(SHEET, [*ALL_PAGES, own(WITNESS, 2, theirs)], [settled]).state is State.ACCEPTED
    assert keys(settle(SHEET, [*ALL_PAGES, own(WITNESS, 2, theirs)], [elsewhere])) == ["OBSERVER:PAS1", "OBSERVER:PAS2"]


def test_an_observer_of_a_higher_tier_is_named_with_the_area() -> None:
    assert Observer(23, Role.SUPERVISOR, "337401").name == "supervisor 337401"
    assert (SUPERVISOR.name, WITNESS.name) == ("supervisor", "witness 2")


def test_an_observer_who_agrees_counts_as_an_independent_reader() -> None:
    outcome = settle(SHEET, [*ALL_PAGES, own(SUPERVISOR, 2), own(WITNESS, 2, {"PAS2": None})])

    assert outcome.state is State.ACCEPTED
    assert outcome.confirmed_by["PAS1"] == ("machine", "kpps", "supervisor", "witness 2")
    assert outcome.confirmed_by["PAS2"] == ("machine", "kpps", "supervisor")
    assert outcome.confirmed_by["SAH"] == ("machine", "kpps")


def test_a_photo_speaks_for_an_observer_who_keyed_nothing_as_far_as_it_was_read_surely() -> None:
    seen = by_machine(own(WITNESS, 2, {"PAS1": 206, "PAS2": 1}))

    outcome = settle(SHEET, [*ALL_PAGES, replace(seen, sure=frozenset({"PAS1"}))])

    assert keys(outcome) == ["OBSERVER:PAS1"]


def test_an_observer_in_person_overrules_what_the_machine_read_on_their_photo() -> None:
    seen = by_machine(own(WITNESS, 2, {"PAS1": 206}))

    assert settle(SHEET, [*ALL_PAGES, seen, own(WITNESS, 2, minute=3)]).state is State.ACCEPTED


def test_a_difference_can_be_taken_back_but_confirms_nothing_any_more() -> None:
    outcome = settle(SHEET, [*ALL_PAGES, own(WITNESS, 2, {"PAS1": 206}), own(WITNESS, 2, minute=5)])

    assert outcome.state is State.ACCEPTED
    assert outcome.confirmed_by["PAS1"] == ("machine", "kpps")
    assert outcome.confirmed_by["PAS2"] == ("machine", "kpps", "witness 2")


def test_where_the_machine_cannot_tell_a_supervisor_in_person_is_the_second_reader() -> None:
    unread = [*both(1), *both(3), reading(Reader.MACHINE, 2, {"PAS1": None}), reading(Reader.KPPS, 2)]

    assert keys(settle(SHEET, unread)) == ["READERS:PAS1"]
    assert settle(SHEET, [*unread, own(SUPERVISOR, 2)]).values == VALUES
    assert keys(settle(SHEET, [*unread, own(SUPERVISOR, 2, {"PAS1": 206})])) == ["READERS:PAS1"]
    assert keys(settle(SHEET, [*unread, by_machine(own(SUPERVISOR, 2))])) == ["READERS:PAS1"]
    assert keys(settle(SHEET, [*unread, own(WITNESS, 2)])) == ["READERS:PAS1"]


def test_a_machine_that_read_something_else_is_overruled_by_nobody_but_an_officer() -> None:
    other = [*both(1), *both(3), reading(Reader.MACHINE, 2, {"PAS1": 206}), reading(Reader.KPPS, 2)]

    assert keys(settle(SHEET, [*other, own(SUPERVISOR, 2)])) == ["READERS:PAS1"]


def test_the_kppss_own_file_is_no_independent_copy() -> None:
    outcome = settle(SHEET, [*ALL_PAGES, own(WITNESS, 2, {"PAS1": 206}, take=1)])

    assert outcome.state is State.ACCEPTED
    assert outcome.observed == {}


def test_an_officers_answer_closes_the_difference_until_another_observer_differs() -> None:
    readings = [*ALL_PAGES, own(WITNESS, 2, {"PAS1": 206})]
    ruling = answer(settle(SHEET, readings).open[0], Reason.PHOTO_WRONG)

    settled = settle(SHEET, readings, [ruling])
    again = settle(SHEET, [*readings, own(SUPERVISOR, 2, {"PAS1": 207})], [ruling])

    assert (settled.state, settled.values) == (State.ACCEPTED, VALUES)
    assert keys(again) == ["OBSERVER:PAS1"]


def test_observers_alone_leave_a_station_waiting() -> None:
    outcome = settle(SHEET, [own(SUPERVISOR, page) for page in PAGES])

    assert (outcome.state, outcome.values, outcome.open) == (State.WAITING, {}, ())
    assert outcome.observed["PAS1"] == (("supervisor", 200),)


@st.composite
def said_by_the_station(draw: st.DrawFn) -> list[Reading]:
    """Readings of the KPPS's own photos, in some cells unreadable or differing."""
    found = []
    for minute in range(draw(st.integers(0, 8))):
        page = draw(st.sampled_from(list(PAGES)))
        code = draw(st.sampled_from(list(PAGES[page])[:2]))
        changes = {code: draw(st.one_of(st.none(), st.just(PAGES[page][code]), st.integers(0, 400)))}
        reader = draw(st.sampled_from([Reader.MACHINE, Reader.KPPS]))
        found.append(reading(reader, page, changes, minute=minute))
    return found


@st.composite
def said_by_observers(draw: st.DrawFn) -> list[Reading]:
    """Readings of observers' photos, by them or by the machine, sometimes of the KPPS's very file."""
    found = []
    for minute in range(draw(st.integers(1, 6))):
        page = draw(st.sampled_from(list(PAGES)))
        code = draw(st.sampled_from(list(PAGES[page])[:2]))
        changes = {code: draw(st.one_of(st.none(), st.just(PAGES[page][code]), st.integers(0, 400)))}
        who, take = draw(st.sampled_from([SUPERVISOR, WITNESS])), draw(st.sampled_from([1, 8, 9]))
        said = own(who, page, changes, take=take, minute=20 + minute)
        found.append(by_machine(said) if draw(st.booleans()) else said)
    return found


@given(said_by_the_station(), said_by_observers())
def test_observers_never_change_a_number_by_themselves(station: list[Reading], observers: list[Reading]) -> None:
    without, outcome = settle(SHEET, station), settle(SHEET, [*station, *observers])

    for code, value in without.values.items():
        assert outcome.values[code] == value
    for code in outcome.values.keys() - without.values.keys():
        in_person = [r for r in observers if r.reader is Reader.OBSERVER and r.observer == SUPERVISOR]
        assert outcome.read[code] is None
        assert outcome.keyed[code] == outcome.values[code]
        assert any(r.values.get(code) == outcome.values[code] for r in in_person)
    assert (outcome.read, outcome.keyed, outcome.photos) == (without.read, without.keyed, without.photos)


@given(said_by_the_station(), said_by_observers())
def test_witnesses_can_question_a_number_and_never_make_one(station: list[Reading], observers: list[Reading]) -> None:
    by_witnesses = [replace(r, observer=WITNESS) for r in observers]

    without, outcome = settle(SHEET, station), settle(SHEET, [*station, *by_witnesses])

    assert outcome.values == without.values
    assert set(keys(without)) <= set(keys(outcome))
    assert all(key.startswith("OBSERVER:") for key in set(keys(outcome)) - set(keys(without)))


@given(said_by_observers())
def test_whoever_confirms_a_number_has_seen_it(observers: list[Reading]) -> None:
    outcome = settle(SHEET, [*ALL_PAGES, *observers])

    for code, names in outcome.confirmed_by.items():
        assert names[:2] == ("machine", "kpps")
        for name in names[2:]:
            seen = [r for r in observers if r.observer and r.observer.name == name and r.photo != photo(r.page)]
            assert any(r.values.get(code) == outcome.written[code] for r in seen)
