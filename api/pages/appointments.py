"""The page of those who appoint: everybody below, lists by letter with their slips, new codes, ended appointments."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import UploadFile

from api import qr, render, words
from api.access import holding
from api.deps import AtHome, House, Session
from api.errors import status_of
from api.pages import appointed, sample_list
from api.pages.appointed import Ground, Wanted
from api.security import same_origin
from recap.app import appointments, invitations
from recap.app.appointments import Activation, NewAppointment
from recap.app.documents import slips
from recap.app.officers import Officer
from recap.domain.errors import RecapError
from recap.domain.refusals.doors import ListMissing, NobodyWaits, TooManySlips
from recap.domain.refusals.people import AppointmentsInvalid
from recap.domain.rights import Act

_LARGEST_BYTES = 12 * 1024 * 1024
"""A whole city's list of 16,000 people has 3 MB; the form that follows the check carries it once more."""
_MOST_SLIPS = 2000
"""Codes renewed in one go: a kecamatan's, in a few seconds."""

router = APIRouter(
    prefix="/petugas/penunjukan",
    include_in_schema=False,
    dependencies=[Depends(same_origin)],
    max_body_size=_LARGEST_BYTES,
)

Appointing = Annotated[Officer, Depends(holding(Act.APPOINT))]


@router.get("")
async def everybody(
    wanted: Annotated[Wanted, Query()], request: Request, officer: Appointing, session: Session
) -> Response:
    """Show who is appointed below, how far each account is, and what can be done about it."""
    return await _listed(request, session, officer, wanted)


@router.get("/contoh.csv")
async def sample(officer: Appointing, session: Session) -> Response:
    """Return a list with the right columns and one line for each role, to be filled in."""
    content = await sample_list.csv_for(session, officer)
    headers = {"Content-Disposition": 'attachment; filename="contoh-penunjukan.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("")
async def appoint(request: Request, officer: Appointing, session: Session, at_home: AtHome) -> Response:
    """Check a list and show what it would do; when that is confirmed, appoint and answer with the slips.

    The PDF of the slips is the only place where the codes ever stand: they are kept as digests alone.
    """
    async with request.form(max_files=1, max_fields=3, max_part_size=_LARGEST_BYTES) as form:
        given, confirmed = form.get("list"), bool(form.get("confirmed"))
        content = await given.read() if isinstance(given, UploadFile) else (given or "").encode()
    try:
        new = await _read(content, at_home)
        if confirmed:
            return await _slips(request, session, await appointments.appoint(session, new, officer))
        await _try(session, new, officer)
    except (AppointmentsInvalid, ListMissing) as refused:
        return await _listed(request, session, officer, Wanted(), refused)
    context = {"count": len(new), "roles": appointed.by_role(new), "list": content.decode("utf-8-sig")}
    context["letters"] = sorted({(one.letter, one.issuer, one.issued_on) for one in new})
    return render.page(request, "appointments_check.html", context)


@router.post("/slip")
async def renew_waiting(
    request: Request, officer: Appointing, session: Session, wanted: Annotated[Wanted, Form()]
) -> Response:
    """Give everybody in the narrowed list who has not activated yet a new code, and answer with the slips."""
    try:
        found = await appointed.people(session, officer, wanted, Ground((), ()))
        waiting = [one.id for one in found.found if one.state in appointed.WAITING]
        if not waiting:
            raise NobodyWaits
        if len(waiting) > _MOST_SLIPS:
            raise TooManySlips(count=len(waiting), most=_MOST_SLIPS)
    except RecapError as refused:
        return await _listed(request, session, officer, wanted, refused)
    return await _slips(request, session, [await appointments.reissue(session, one, officer) for one in waiting])


@router.post("/{number}/kode")
async def renew(number: int, request: Request, officer: Appointing, session: Session) -> Response:
    """Give one person a new code, shown once, to be printed or read out."""
    try:
        async with session.begin_nested():
            made = await appointments.reissue(session, number, officer)
    except RecapError as refused:
        return await _listed(request, session, officer, Wanted(), refused)
    address = f"{_base(request)}/aktivasi"
    context = {
        "made": made,
        "role": words.role(made.role, made.area, made.choice),
        "area": words.area(made.area, (await appointed.ground(session, officer)).names),
        "address": address,
        "qr": qr.svg(f"{address}?kode={made.code}"),
    }
    return render.page(request, "appointments_code.html", context)


@router.post("/{number}/akhir")
async def end(
    number: int,
    request: Request,
    officer: Appointing,
    session: Session,
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """End an appointment with a reason; the account is closed on every device at once."""
    try:
        async with session.begin_nested():
            await appointments.end(session, number, officer, reason)
    except RecapError as refused:
        return await _listed(request, session, officer, Wanted(), refused)
    return RedirectResponse("/petugas/penunjukan?done=ended", 303)


@router.get("/slip")
@router.get("/{number}/{_what}")
async def back(_officer: Appointing) -> Response:
    """Lead back to the list from an answer that was shown once."""
    return RedirectResponse("/petugas/penunjukan", 303)


async def _listed(
    request: Request, session: AsyncSession, officer: Officer, wanted: Wanted, refused: RecapError | None = None
) -> Response:
    on = await appointed.ground(session, officer)
    context = {
        "contest": on.contests[0] if len(on.contests) == 1 else None,
        "wanted": wanted,
        "people": await appointed.people(session, officer, wanted, on),
        "refused": refused.message if refused else None,
        "faults": refused.faults if isinstance(refused, AppointmentsInvalid) else (),
        "waiting": appointed.WAITING,
    }
    return render.page(request, "appointments.html", context, status_of(refused) if refused else 200)


async def _read(content: bytes, at_home: House) -> list[NewAppointment]:
    """Return the appointments of a list; ListMissing without one, AppointmentsInvalid with every fault."""
    if not content.strip():
        raise ListMissing
    return await asyncio.to_thread(appointments.read, content, at_home.settings.data_dir)


async def _try(session: AsyncSession, new: list[NewAppointment], officer: Officer) -> None:
    """Raise AppointmentsInvalid if these people cannot be appointed; nobody is."""
    async with session.begin_nested() as trial:
        await appointments.appoint(session, new, officer)
        await trial.rollback()


async def _slips(request: Request, session: AsyncSession, made: list[Activation]) -> Response:
    printed = await invitations.slips(session, made)
    content = await asyncio.to_thread(slips.render, printed, _base(request))
    headers = {"Content-Disposition": f'attachment; filename="kartu-aktivasi-{len(made)}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")
