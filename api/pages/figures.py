"""Published numbers, arranged for the eye: vote bars, rows, children, cases, photos."""

from collections.abc import Mapping
from dataclasses import dataclass

from babel.numbers import format_decimal

from api import words
from api.shapes import CellEntry, ChildEntry, ContestObject
from recap.app import texts
from recap.app.texts import Language
from recap.domain.election import Choice, ChoiceKind
from recap.domain.message import Message
from recap.domain.settlement import State


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote bar; count and share are None while nothing is in."""

    number: int
    name: str
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
    words: Message
    stations_in: int
    stations_total: int
    in_words: str
    votes: tuple[int | None, ...]


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


def votes(choices: tuple[Choice, ...], values: Mapping[str, int | None], language: Language) -> list[Vote]:
    """Return a bar for every choice; where a number is not known there is none."""
    counts = [values.get(choice.code) for choice in choices]
    whole = sum(count or 0 for count in counts)
    return [
        Vote(
            choice.number,
            words.choice_name(choice, language),
            choice.kind,
            count,
            count / whole if count is not None and whole else None,
        )
        for choice, count in zip(choices, counts, strict=True)
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


def _figure(entry: CellEntry | None) -> Figure:
    if entry is None:
        return Figure(None)
    if entry.corrected is None or entry.corrected == entry.written:
        return Figure(entry.counted)
    written = "?" if entry.written is None else entry.written
    return Figure(entry.counted, Message("on paper: {written}", {"written": written}))
