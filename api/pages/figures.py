"""Published numbers, arranged for the eye: vote bars, rows, children, cases, photos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.numbers import format_decimal

from api import words
from api.shapes import CellEntry, ChildEntry, ContestObject, OpenEntry, PhotoEntry, SettledEntry, StationObject
from recap.app import texts
from recap.app.texts import Language
from recap.domain.election import Choice, ChoiceKind
from recap.domain.message import Message
from recap.domain.settlement import Reason, State


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote bar; count and share are None while nothing is in."""

    number: int
    name: str
    short: str
    kind: ChoiceKind
    count: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a form row, with a note when paper and count differ."""

    counted: int | None
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One form row: its text and one or three numbers."""

    code: str
    label: str
    numbers: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Child:
    """An area or station in its parent's table."""

    code: str
    name: str
    state: State
    state_words: Message
    stations_in: int
    stations_total: int
    in_words: str
    votes: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A discrepancy in words; the last fields only once it is settled."""

    words: Message
    cells: str
    numbers: str = ""
    reason: Message | None = None
    note: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A public photo, where it lies and what it shows."""

    sha256: str
    address: str
    caption: Message
    received_at: datetime


def choices(contest: ContestObject) -> tuple[Choice, ...]:
    """Return the contest's choices as the domain knows them."""
    return tuple(Choice(entry.number, entry.name, entry.kind) for entry in contest.choices)


def in_words(done: int, total: int, language: Language) -> str:
    """Say how many stations are in."""
    facts = {"done": format_decimal(done, locale=language), "total": format_decimal(total, locale=language)}
    return texts.say(Message("{done} of {total} TPS in the totals", facts), language)


def in_order(states: Mapping[State, int]) -> list[tuple[State, int]]:
    """Return the states that occur, in the order of a form's way."""
    return [(state, states[state]) for state in State if states.get(state)]


def votes(contest: ContestObject, values: Mapping[str, int], language: Language) -> list[Vote]:
    """Return a bar for every choice."""
    entries = choices(contest)
    counts = [values.get(choice.code) for choice in entries]
    whole = sum(count or 0 for count in counts)
    return [
        Vote(
            choice.number,
            words.choice_name(choice, language),
            texts.say(Message("No. {number}", {"number": choice.number}), language),
            choice.kind,
            count,
            count / whole if count is not None and whole else None,
        )
        for choice, count in zip(entries, counts, strict=True)
    ]


def rows(contest: ContestObject, values: Mapping[str, int], language: Language) -> list[FigureRow]:
    """Return every row of the form with an area's sums."""
    cells = {code: CellEntry(counted=value) for code, value in values.items()}
    return station_rows(contest, cells, language)


def station_rows(contest: ContestObject, cells: Mapping[str, CellEntry], language: Language) -> list[FigureRow]:
    """Return every row of the form with what counts, and what the paper said where that differs."""
    names = {choice.code: words.choice_label(choice, language) for choice in choices(contest)}
    return [
        FigureRow(
            row.code,
            names.get(row.code, row.label_id if language == "id" else row.label_en),
            tuple(_figure(cells.get(code)) for code in row.cells),
        )
        for row in contest.rows
    ]


def child(entry: ChildEntry, contest: ContestObject) -> Child:
    """Return an area's or station's line in the table of its parent."""
    codes = (*(choice.code for choice in contest.choices), "TSAH")
    state = entry.state or State.WAITING
    return Child(
        entry.code,
        entry.name,
        state,
        words.STATES[state],
        entry.stations_in,
        entry.stations_total,
        f"{entry.stations_in}/{entry.stations_total}",
        tuple(entry.values.get(code) for code in codes),
    )


def why(station: StationObject) -> Message:
    """Say why a station's numbers count, or do not count yet."""
    if station.counted and station.by_officer:
        return Message("Counted. The kecamatan's officer settled it with a public reason.")
    if station.counted:
        return Message("Counted. The machine and the KPPS read the same numbers, and the form adds up.")
    return _WHY[station.state]


def opened(case: OpenEntry, labels: Mapping[str, str]) -> Case:
    """Return a case that waits, in words; its numbers are not accepted and not shown."""
    return Case(words.rule(case.key), _named(case.cells, labels))


def settled(case: SettledEntry, labels: Mapping[str, str]) -> Case:
    """Return a settled case with what was seen and why it was settled so."""
    seen = ", ".join(f"{name} {_or_dash(value)}" for name, value in case.values)
    if case.left_sum is not None and case.right_sum is not None:
        seen = f"{case.left_sum} ≠ {case.right_sum} ({seen})"
    corrections = "; ".join(f"{labels.get(code, code)} → {value}" for code, value in case.corrections.items())
    numbers = f"{seen}. {corrections}" if corrections else seen
    reason = words.REASONS.get(Reason(case.reason))
    return Case(words.rule(case.key), _named(case.cells, labels), numbers, reason, case.note, case.settled_at)


def photo(entry: PhotoEntry) -> Picture:
    """Return a public photo; its address is empty until its public copy is made."""
    address = f"/data/photos/{entry.sha256}.jpg" if entry.public_sha256 else ""
    return Picture(entry.sha256, address, _caption(entry), entry.received_at)


_WHY: Mapping[State, Message] = {
    State.WAITING: Message("No photo has arrived yet."),
    State.RECEIVED: Message("A photo is here and is being read."),
    State.READ: Message("The photos are read; the KPPS is confirming the numbers."),
    State.EXAMINATION: Message("The numbers do not add up or were read differently; the kecamatan's officer decides."),
    State.ACCEPTED: Message("The numbers are accepted and will be in the next publication."),
}


def _caption(entry: PhotoEntry) -> Message:
    if entry.state == "refused":
        return Message("Refused photo")
    if entry.page is None:
        return Message("Photo being read")
    facts = {"page": entry.page}
    return (
        Message("Page {page}, retaken later", facts) if entry.state == "superseded" else Message("Page {page}", facts)
    )


def _named(cells: Sequence[str], labels: Mapping[str, str]) -> str:
    return "; ".join(labels.get(code, code) for code in cells)


def _figure(entry: CellEntry | None) -> Figure:
    if entry is None:
        return Figure(None)
    if entry.corrected is not None and entry.corrected != entry.written:
        return Figure(entry.counted, Message("on paper: {written}", {"written": _or_dash(entry.written)}))
    return Figure(entry.counted)


def _or_dash(value: int | None) -> int | str:
    return "?" if value is None else value
