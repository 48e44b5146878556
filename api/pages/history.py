"""The way of each number (riwayat angka), for people: who said what of it, when, on which photo, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import render, words
from api.access import AnyOfficer
from api.deps import Session, language_of
from api.desk import Desk, desk, desk_of, observes
from recap.app import elections, provenance, texts
from recap.app.texts import Language
from recap.domain.message import Message
from recap.domain.provenance import Step
from recap.domain.reading import Observer, Reader
from recap.domain.rights import RIGHTS, Act


@dataclass(frozen=True, slots=True)
class Said:
    """One step, in words; the last fields only where an officer decided."""

    at: datetime
    who: str
    number: str
    photo: str = ""
    reason: Message | None = None
    note: str = ""
    case: int | None = None
    second: str = ""


@dataclass(frozen=True, slots=True)
class CellHistory:
    """The way of one number; `moved` when not everybody said the same."""

    code: str
    label: str
    steps: tuple[Said, ...]
    moved: bool


@dataclass(frozen=True, slots=True)
class PageHistory:
    """The ways of all numbers of one page."""

    page: int
    title: str
    cells: tuple[CellHistory, ...]

    @property
    def moved(self) -> int:
        """Return how many of its numbers were not said alike by everybody."""
        return sum(cell.moved for cell in self.cells)


router = APIRouter(prefix="/petugas/riwayat", include_in_schema=False)


@router.get("/{contest}/{station}")
async def page(contest: str, station: str, request: Request, officer: AnyOfficer, session: Session) -> Response:
    """Show the way of every number of a station's form, as far as this officer may know it."""
    officer.must(Act.SEE, contest, station)
    on = await desk_of(session, officer, contest, station)
    areas = await elections.lineage(session, on.contest.id, on.station)
    # Whoever reads a form sees their own side; the tiers above, who decide, see everybody's.
    reads = observes(officer) or Act.SEND in RIGHTS[officer.role]
    context = {
        "contest": on.contest,
        "station": await elections.station(session, on.contest.id, on.station),
        "village": areas[-1].name,
        "district": areas[-2].name,
        "history": await of_desk(session, on, request, everybody=not reads),
    }
    return render.page(request, "ways.html", context)


async def of_desk(session: AsyncSession, on: Desk, request: Request, *, everybody: bool = False) -> list[PageHistory]:
    """Return the history of every page that the owner of this desk has keyed; nothing of a page still keyed blind.

    The KPPS sees its own side and the officers' decisions; an observer sees their own side too, and the KPPS's of the
    pages that both have keyed. With `everybody`, every side is shown.
    """
    chains = await provenance.of_station(session, on.contest.id, on.station, on.count)
    theirs = on if on.observer is None else await desk(session, on.contest.id, on.station)
    labels, language = words.cell_labels(on.contest.choices, language_of(request)), language_of(request)
    found = []
    for each in on.layout.pages:
        if each.number in on.keyed:
            sides = {on.observer} | ({None} if each.number in theirs.keyed else set())
            known = {
                code: [step for step in chains.get(code, ()) if everybody or _side(step.observer) in sides]
                for code in each.codes
            }
            cells = tuple(_cell(code, labels[code], known[code], language) for code in each.codes)
            found.append(PageHistory(each.number, each.title, cells))
    return found


def _side(observer: Observer | None) -> int | None:
    return observer.officer if observer else None


def _cell(code: str, label: str, steps: Collection[Step], language: Language) -> CellHistory:
    said = tuple(_said(step, language) for step in steps)
    return CellHistory(code, label, said, moved=len({step.number for step in said}) > 1)


def _said(step: Step, language: Language) -> Said:
    return Said(
        at=step.at,
        who=texts.say(_who(step, language), language),
        number="?" if step.value is None else str(step.value),
        photo=(step.photo or "")[:12],
        reason=words.REASONS[step.reason] if step.reason else None,
        note=step.note,
        case=step.case,
        second=texts.say(words.ROLES[step.second], language) if step.second else "",
    )


def _who(step: Step, language: Language) -> Message:
    if step.observer is not None:
        who = words.role(step.observer.role, step.observer.area, step.observer.choice)
        if step.reader is not Reader.MACHINE:
            return who
        return Message("Machine, on the photo of: {who}", {"who": texts.say(who, language)})
    return words.ROLES[step.role] if step.role else Message("Machine")


def numbers(rows: Mapping[str, int | None], code: str) -> str:
    """Return a cell's number as it is shown: a hyphen when nobody has said one, a question mark when none could."""
    if code not in rows:
        return "-"
    return "?" if rows[code] is None else str(rows[code])
