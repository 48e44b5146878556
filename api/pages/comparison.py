"""An observer's own photo beside the KPPS's: number by number, once the observer has sent what they read."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api import windows, words
from api.desk import Desk, PageSeen, PageState, desk
from api.pages.history import numbers
from api.windows import Window
from recap.app.blobs import Blobs
from recap.app.texts import Language
from recap.domain.form import Page
from recap.domain.rows import form_rows


@dataclass(frozen=True, slots=True)
class Pairing:
    """One number as the observer and the KPPS read it; `differs` only when both have said one.

    `windows` show it on the observer's photo and on the KPPS's.
    """

    code: str
    label: str
    mine: str
    theirs: str
    differs: bool
    windows: tuple[Window | None, Window | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row with its one or three numbers."""

    label: str
    cells: tuple[Pairing, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One page the observer has keyed; `confirmed` says that the KPPS has too.

    `photos` are the addresses of the observer's photo and of the KPPS's, empty while there is none.
    """

    page: Page
    confirmed: bool
    lines: tuple[Line, ...]
    photos: tuple[str, str]

    @property
    def differing(self) -> tuple[Pairing, ...]:
        """Return the numbers that are not the same."""
        return tuple(cell for line in self.lines for cell in line.cells if cell.differs)


@dataclass(frozen=True, slots=True)
class _Side:
    """One side's photo of a page: what was keyed, and where each number stands."""

    values: Mapping[str, int | None]
    windows: Mapping[str, Window]
    photo: str


async def of_desk(session: AsyncSession, blobs: Blobs, mine: Desk, language: Language) -> list[Compared]:
    """Return the pages an observer has keyed, each beside the KPPS's; nothing of a page they have not."""
    theirs = await desk(session, mine.contest.id, mine.station)
    facing = {page.page.number: page for page in theirs.pages}
    labels = words.cell_labels(mine.contest.choices, language)
    names = {choice.code: words.choice_label(choice, language) for choice in mine.contest.choices}
    names |= {row.code: words.row_label(row, language) for row in form_rows(len(names)) if row.code not in names}
    found = []
    for seen in mine.pages:
        if seen.page.number in mine.keyed:
            other = facing[seen.page.number]
            sides = (await _side(blobs, mine, seen), await _side(blobs, theirs, other))
            lines = _lines(seen.page, sides, labels, names)
            confirmed = other.state is PageState.CONFIRMED
            found.append(Compared(seen.page, confirmed, lines, (sides[0].photo, sides[1].photo)))
    return found


async def _side(blobs: Blobs, on: Desk, seen: PageSeen) -> _Side:
    if seen.photo is None:
        return _Side({}, {}, "")
    values = on.keyed.get(seen.page.number, {}) if on.observer or seen.state is PageState.CONFIRMED else {}
    return _Side(values, await windows.of_photo(blobs, seen.photo), windows.page_address(seen.photo))


def _lines(
    page: Page, sides: tuple[_Side, _Side], labels: Mapping[str, str], names: Mapping[str, str]
) -> tuple[Line, ...]:
    choices = sum(code.startswith("PAS") for code in names)
    rows = [(row, [code for code in row.cells if code in page.codes]) for row in form_rows(choices)]
    return tuple(
        Line(names[row.code], tuple(_pairing(code, labels[code], *sides) for code in codes))
        for row, codes in rows
        if codes
    )


def _pairing(code: str, label: str, mine: _Side, theirs: _Side) -> Pairing:
    said = (mine.values.get(code), theirs.values.get(code))
    return Pairing(
        code=code,
        label=label,
        mine=numbers(mine.values, code),
        theirs=numbers(theirs.values, code),
        differs=None not in said and said[0] != said[1],
        windows=(mine.windows.get(code), theirs.windows.get(code)),
    )
