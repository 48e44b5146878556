from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.domain.errors import RecapError
from recap.domain.plenary import Attendee, Closing, Event, Moment, Plenary, Presence, Seat, fold
from recap.domain.plenary_order import must_follow
from recap.domain.refusals.plenary import (
    AttendanceEmpty,
    ChildrenUnread,
    NotOnAgenda,
    ObjectionsUnanswered,
    PlenaryHeld,
    PlenaryNotOpen,
    PlenaryOpen,
    PlenaryWordsMissing,
    ReadAlready,
)

START = datetime(2024, 11, 29, 2, tzinfo=UTC)
CHILDREN = {"a": "1.1", "b": "1.1", "c": "1.1"}
OPENED = Event(Moment.OPENED, START, 1, place="Aula", chair="Sri")
WITNESS = Attendee(Seat.WITNESS, "Budi", choice=1, mandate="SM 1")
ATTENDED = Event(Moment.ATTENDED, START, 1, attendee=WITNESS)
CLOSED = Event(Moment.CLOSED, START, 1, closing=Closing())


def read(code: str, standing: str = "1.1") -> Event:
    return Event(Moment.READ, START, 1, subject=code, standing=standing)


def skipped(code: str, words: str = "C.Hasil belum datang") -> Event:
    return Event(Moment.SKIPPED, START, 1, subject=code, words=words)


def after(*events: Event) -> Plenary:
    return fold(events, CHILDREN)


def test_children_are_read_in_order_and_what_was_skipped_comes_last() -> None:
    begun = after(OPENED)

    assert begun.current == "a"
    assert after(OPENED, skipped("a")).current == "b"
    assert after(OPENED, skipped("a"), read("b"), read("c")).current == "a"
    assert after(OPENED, read("a"), Event(Moment.CALLED, START, 1, subject="c")).current == "c"
    assert after(OPENED, read("a"), read("b"), read("c")).current == ""


def test_a_child_that_changed_after_it_was_read_must_be_read_again() -> None:
    held = (OPENED, ATTENDED, read("a"), read("b"), read("c"), CLOSED)

    changed = fold(held, {**CHILDREN, "b": "1.2"})

    assert fold(held, CHILDREN).closed_at == START
    assert (changed.stale, changed.pending) == (frozenset("b"), ("b",))
    assert changed.closed_at is None
    assert fold([*held, read("b", "1.2")], {**CHILDREN, "b": "1.2"}).stale == frozenset()


def test_a_plenary_is_opened_once_and_reopened_with_a_reason() -> None:
    closed = after(OPENED, ATTENDED, read("a"), read("b"), read("c"), CLOSED)
    again = Event(Moment.REOPENED, START, 1, words="Putusan Bawaslu")

    must_follow(closed, again)
    with pytest.raises(PlenaryOpen):
        must_follow(after(OPENED), OPENED)
    with pytest.raises(PlenaryHeld):
        must_follow(closed, OPENED)
    with pytest.raises(PlenaryWordsMissing):
        must_follow(closed, Event(Moment.REOPENED, START, 1, words=" "))
    with pytest.raises(PlenaryNotOpen):
        must_follow(after(), again)
    assert after(OPENED, ATTENDED, read("a"), read("b"), read("c"), CLOSED, again).in_session


@pytest.mark.parametrize("event", [read("a"), skipped("a"), ATTENDED, CLOSED])
def test_nothing_happens_outside_the_session(event: Event) -> None:
    with pytest.raises(PlenaryNotOpen):
        must_follow(after(), event)


def test_only_what_is_on_the_agenda_is_read_and_skipping_needs_a_reason() -> None:
    with pytest.raises(NotOnAgenda):
        must_follow(after(OPENED), read("d"))
    with pytest.raises(PlenaryWordsMissing):
        must_follow(after(OPENED), skipped("a", ""))
    with pytest.raises(ReadAlready):
        must_follow(after(OPENED, read("a")), skipped("a"))


def test_a_plenary_ends_when_all_is_read_somebody_was_there_and_objections_are_dealt_with() -> None:
    all_read = (OPENED, read("a"), read("b"), read("c"))

    with pytest.raises(ChildrenUnread):
        must_follow(after(OPENED, ATTENDED, read("a")), CLOSED)
    with pytest.raises(AttendanceEmpty):
        must_follow(after(*all_read), CLOSED)
    with pytest.raises(ObjectionsUnanswered):
        must_follow(after(*all_read, ATTENDED), CLOSED, [7])
    must_follow(after(*all_read, ATTENDED), Event(Moment.CLOSED, START, 1, closing=Closing((7,))), [7])


def test_who_leaves_or_refuses_to_sign_says_why() -> None:
    refusing = Attendee(Seat.WITNESS, "Budi", Presence.REFUSED, choice=1)

    with pytest.raises(PlenaryWordsMissing):
        must_follow(after(OPENED), Event(Moment.ATTENDED, START, 1, attendee=refusing))


def test_the_last_word_on_a_person_counts() -> None:
    left = Attendee(Seat.WITNESS, "BUDI", Presence.LEFT, choice=1, reason="sakit")

    now = after(OPENED, ATTENDED, Event(Moment.ATTENDED, START, 1, attendee=left))

    assert list(now.attendance.values()) == [left]


EVENTS = st.builds(
    Event,
    kind=st.sampled_from(Moment),
    at=st.integers(0, 600).map(lambda minutes: START + timedelta(minutes=minutes)),
    officer=st.just(1),
    subject=st.sampled_from(["", "a", "b", "c", "d"]),
    words=st.sampled_from(["", "alasan"]),
    place=st.sampled_from(["", "Aula"]),
    chair=st.just("Sri"),
    standing=st.sampled_from(["1.1", "1.2"]),
    attendee=st.sampled_from([None, WITNESS]),
    closing=st.just(Closing()),
)


@given(st.lists(EVENTS, max_size=40))
def test_any_order_of_moments_gives_a_lawful_state_or_a_refusal(events: list[Event]) -> None:
    held: list[Event] = []
    for event in events:
        before = fold(held, CHILDREN)
        try:
            must_follow(before, event)
        except RecapError:
            continue
        held.append(event)
        now = fold(held, CHILDREN)

        assert now.opened_at is not None
        assert now.read | set(now.pending) == set(CHILDREN)
        assert not now.read & set(now.pending)
        assert now.stale <= set(now.pending)
        assert not now.skipped.keys() & now.read
        assert (now.closed_at is None) or (not now.pending and now.attendance)
        assert (now.current == "") == (not now.pending) or now.called
