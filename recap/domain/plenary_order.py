"""The order of business of a plenary: which moment may follow, and what it must say."""

from collections.abc import Callable, Iterable, Mapping

from recap.domain.plenary import Event, Moment, Plenary
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


def must_follow(plenary: Plenary, event: Event, unanswered: Iterable[int] = ()) -> None:
    """Raise unless this event may happen now; `unanswered` are the numbers of the objections that have no answer."""
    if event.kind in _OUTSIDE:
        _OUTSIDE[event.kind](plenary, event)
        return
    if not plenary.in_session:
        raise PlenaryNotOpen
    if event.kind is Moment.CLOSED:
        _may_close(plenary, event, unanswered)
    elif event.kind is Moment.ATTENDED:
        _may_attend(event)
    else:
        _may_take(plenary, event)


def _may_open(plenary: Plenary, event: Event) -> None:
    if plenary.in_session:
        raise PlenaryOpen
    if plenary.opened_at is not None:
        raise PlenaryHeld
    _say("place", event.place)
    _say("chair", event.chair)


def _may_reopen(plenary: Plenary, event: Event) -> None:
    if plenary.in_session:
        raise PlenaryOpen
    if plenary.opened_at is None:
        raise PlenaryNotOpen
    _say("reason", event.words)


def _may_attend(event: Event) -> None:
    who = event.attendee
    _say("name", who.name if who else "")
    if who and who.presence.needs_reason:
        _say("reason", who.reason)


def _may_take(plenary: Plenary, event: Event) -> None:
    if event.subject not in plenary.standings:
        raise NotOnAgenda(code=event.subject)
    if event.kind is Moment.SKIPPED:
        if event.subject in plenary.read:
            raise ReadAlready(code=event.subject)
        _say("reason", event.words)


def _may_close(plenary: Plenary, event: Event, unanswered: Iterable[int]) -> None:
    if plenary.pending or not plenary.agenda:
        raise ChildrenUnread(count=len(plenary.pending), total=len(plenary.agenda))
    if not plenary.attendance:
        raise AttendanceEmpty
    carried = event.closing.carried if event.closing else ()
    left = sorted(set(unanswered) - set(carried))
    if left:
        raise ObjectionsUnanswered(numbers=", ".join(map(str, left)))


def _say(what: str, words: str) -> None:
    if not words.strip():
        raise PlenaryWordsMissing(what=what)


_OUTSIDE: Mapping[Moment, Callable[[Plenary, Event], None]] = {
    Moment.OPENED: _may_open,
    Moment.REOPENED: _may_reopen,
}
