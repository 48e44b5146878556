"""Personal links: a recipient sees their copy without an account, and says with one tap that it arrived."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import render
from api.access import PUBLIC
from api.deps import Session, house
from api.pages import copy_sheet
from api.schemas import Wire
from api.security import same_origin
from recap.app import copies, jobs, recipients
from recap.domain.election import ContestId, StationCode
from recap.domain.message import Message
from recap.domain.recipient import Recipient
from recap.domain.refusals.copies import CopySuperseded

router = APIRouter(prefix="/salinan", include_in_schema=False, dependencies=[Depends(same_origin)])


class Link:
    """A personal link: the station, the recipient, and the code that says they were handed it."""

    def __init__(
        self,
        contest: Annotated[str, Path()],
        station: Annotated[str, Path()],
        recipient: Annotated[int, Path()],
        code: Annotated[str, Path(max_length=64)],
    ) -> None:
        """Keep all four."""
        self.contest, self.station = ContestId(contest), StationCode(station)
        self.recipient, self.code = recipient, code


class Said(Wire):
    """The form of the button: which copy was seen (`count.revision`), and who took it, if they want to say."""

    seen: str
    name: str = ""


@router.get("/{contest}/{station}/{recipient:int}/{code}", dependencies=[PUBLIC])
async def personal_page(link: Annotated[Link, Depends(Link)], request: Request, session: Session) -> Response:
    """Show a recipient their copy, and the button that says it arrived."""
    return await _personal(request, session, link, await _opened(request, session, link))


@router.post("/{contest}/{station}/{recipient:int}/{code}", dependencies=[PUBLIC])
async def acknowledgement(
    link: Annotated[Link, Depends(Link)], request: Request, session: Session, said: Annotated[Said, Form()]
) -> Response:
    """Record that the copy arrived; of a copy that was replaced meanwhile, show the newer one first."""
    recipient = await _opened(request, session, link)
    copy = await copies.current(session, link.contest, link.station)
    if said.seen != f"{copy.count}.{copy.revision}":
        newer = CopySuperseded(revision=copy.revision)
        return await _personal(request, session, link, recipient, newer.message)
    await copies.acknowledge(session, copy, recipient, said.name[:_LONGEST_NAME])
    await jobs.announce(session, jobs.station_topic(link.contest, link.station))
    return RedirectResponse(request.url.path, 303)


_LONGEST_NAME = 120


async def _opened(request: Request, session: AsyncSession, link: Link) -> Recipient:
    """Return whose link this is; CopyLinkForged if it was not handed out."""
    house(request).links.check(link.contest, link.station, link.recipient, link.code)
    return await recipients.one(session, link.contest, link.recipient)


async def _personal(
    request: Request, session: AsyncSession, link: Link, recipient: Recipient, newer: Message | None = None
) -> Response:
    made = await copies.history(session, link.contest, link.station)
    copy = made[-1] if made else None
    receipt = (await copies.receipts(session, copy)).get(recipient.number) if copy else None
    common = await copy_sheet.shown(request, session, link.contest, link.station, copy)
    own = {"recipient": recipient, "receipt": receipt, "newer": newer}
    return render.page(request, "copy.html", common | own, 409 if newer else 200)
