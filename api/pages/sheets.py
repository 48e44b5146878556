"""One photographed page as a person checks it: each printed row, each cell's window, number and rule."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from api import words
from api.desk import Desk, PhotoSeen
from api.windows import Window
from recap.app import texts
from recap.app.texts import Language
from recap.domain.message import Message
from recap.domain.reading import CellReading
from recap.domain.rows import form_rows
from recap.domain.rules import Relation, StationFacts, rules_for

_AT_THE_NUMBERS = frozenset({"unsure", "corrected", "does_not_add_up"})
"""Why the machine leaves a page to a person where that is said beside each number."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell to check: `text` stands in its field; a blind cell is keyed without seeing the machine's guess.

    A `first` cell is to be looked at before the others: what stands in it settles most.
    """

    code: str
    label: str
    part: str
    text: str
    blind: bool
    unreadable: bool
    window: Window | None
    first: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One printed row with its one or three cells."""

    code: str
    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What a person has already written on this page: accepted numbers, or a form that came back."""

    texts: Mapping[str, str]
    unreadable: frozenset[str] = frozenset()


def keyed(values: Mapping[str, int | None] | None) -> Given | None:
    """Return a recorded reading as it was written."""
    if values is None:
        return None
    written = {code: "" if value is None else str(value) for code, value in values.items()}
    return Given(written, frozenset(code for code, value in values.items() if value is None))


@dataclass(frozen=True, slots=True)
class Paper:
    """A photo that was read, the window of each of its cells, and the sure cells that are keyed blind all the same."""

    seen: PhotoSeen
    windows: Mapping[str, Window]
    hidden: Collection[str]

    @property
    def cells(self) -> Mapping[str, CellReading]:
        """Return what the machine read of each cell that the person may see."""
        read = self.seen.machine.cells if self.seen.machine else {}
        return {code: cell for code, cell in read.items() if code not in self.hidden}

    @property
    def remark(self) -> Message | None:
        """Return what the machine says of the page as a whole where it leaves that to a person."""
        machine = self.seen.machine
        return None if machine is None or machine.reason in _AT_THE_NUMBERS else machine.advice

    @property
    def corrected(self) -> Collection[str]:
        """Return the cells that seem to be corrected on the paper: said even where the machine is sure of them."""
        return self.seen.machine.corrected if self.seen.machine else ()

    @property
    def first(self) -> frozenset[str]:
        """Return the cells to look at first: those the machine asks for, and the spot checks among them.

        Nobody can tell one from the other, so none are named where the checks would stand alone among doubtful cells,
        nor where the whole page is to be keyed, nor once it was.
        """
        machine = self.seen.machine
        if machine is None or self.seen.confirmed is not None:
            return frozenset()
        doubtful = any(not cell.sure for cell in machine.cells.values())
        wanted = frozenset(machine.ask) | frozenset(self.hidden)
        told = wanted < machine.cells.keys() and (machine.ask or not doubtful)
        return wanted if told else frozenset()


def rows(on: Desk, paper: Paper, given: Given | None, language: Language) -> list[SheetRow]:
    """Return the rows of the page a photo shows, each cell with its window and what stands in its field."""
    codes = frozenset(on.layout.page(paper.seen.page).codes if paper.seen.page else ())
    labels = words.cell_labels(on.contest.choices, language)
    names = {choice.code: words.choice_label(choice, language) for choice in on.contest.choices}
    cells, shown, first = paper.cells, paper.windows, paper.first
    found = []
    for row in form_rows(len(on.contest.choices)):
        present = [code for code in row.cells if code in codes]
        plain = (_entry(code, labels[code], cells.get(code), shown.get(code), given) for code in present)
        entries = tuple(replace(entry, first=entry.code in first) for entry in plain)
        if entries:
            found.append(SheetRow(row.code, names.get(row.code) or words.row_label(row, language), entries))
    return found


def hints(on: Desk, page: int, facts: StationFacts, language: Language) -> list[dict[str, object]]:
    """Return the rules that speak of this page, for the hints shown while a person types; none of them blocks."""
    codes = frozenset(on.layout.page(page).codes)
    labels = words.cell_labels(on.contest.choices, language)
    own = [rule for rule in rules_for(len(on.contest.choices)) if codes.intersection(rule.codes)]
    found = [
        {
            "left": rule.left,
            "relation": rule.relation,
            "right": rule.right,
            "due": 0,
            "words": texts.say(words.rule(rule.key), language),
            "at": labels[rule.left[0]],
        }
        for rule in own
    ]
    return found + [_due(code, number, labels, language) for code, number in _listed(facts) if code in codes]


def _listed(facts: StationFacts) -> Iterable[tuple[str, int]]:
    yield "DP1-L", facts.voters_male
    yield "DP1-P", facts.voters_female
    yield "DP1-J", facts.voters_male + facts.voters_female


def _due(code: str, number: int, labels: Mapping[str, str], language: Language) -> dict[str, object]:
    said = texts.say(words.rule("R16"), language)
    return {"left": (code,), "relation": Relation.EQUAL, "right": (), "due": number, "words": said, "at": labels[code]}


def _entry(code: str, label: str, cell: CellReading | None, window: Window | None, given: Given | None) -> Entry:
    part = label.rpartition(", ")[2] if ", " in label and code[-2:] in {"-L", "-P", "-J"} else ""
    blind = cell is None or not cell.sure
    if given is not None:
        return Entry(code, label, part, given.texts.get(code, ""), blind, code in given.unreadable, window)
    text = "" if cell is None or blind or cell.as_read is None else str(cell.as_read)
    return Entry(code, label, part, text, blind, unreadable=False, window=window)
