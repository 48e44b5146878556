"""Records as they cross the wire, in the caller's language."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from api import words
from api.deps import House
from api.desk import Desk, PageSeen, PhotoSeen
from api.schemas import CellOut, ChoiceOut, ContestOut, DiscrepancyOut, PageOut, PhotoOut, ReadOut, SentOut
from recap.app import texts
from recap.app.blindness import Blinds
from recap.app.discrepancies import Case
from recap.app.receipts import Promise
from recap.app.texts import Language
from recap.domain.election import Contest
from recap.domain.message import Message
from recap.domain.photo import Upload


def contest(held: Contest) -> ContestOut:
    """Return a contest with its vote rows."""
    choices = tuple(ChoiceOut(number=c.number, name=c.name, code=c.code, kind=c.kind) for c in held.choices)
    return ContestOut(
        id=held.id, title=held.title, office=held.office, area=held.area, layout=held.layout, choices=choices
    )


def photo(seen: PhotoSeen, language: Language) -> PhotoOut:
    """Return what has become of a photo."""
    upload = seen.upload
    return PhotoOut(
        photo=upload.photo,
        contest=upload.contest,
        station=upload.station,
        received_at=upload.received_at,
        state=seen.state,
        page=seen.page,
        reason=seen.machine.reason if seen.machine else None,
        advice=_said(seen.advice, language),
    )


def sent(seen: PhotoSeen, at_home: House, language: Language) -> SentOut:
    """Return the answer to a photo that arrived."""
    return SentOut(**photo(seen, language).model_dump(), receipt=receipt(seen.upload, at_home))


def receipt(upload: Upload, at_home: House) -> dict[str, str]:
    """Return the signed receipt of an upload, with the key that verifies it."""
    promise = Promise(at_home.settings.log_origin, timedelta(minutes=at_home.settings.log_limit_minutes))
    signed = at_home.signer.sign(upload, promise)
    return {"text": signed.text, "signature": signed.signature, "public_key": at_home.signer.public_key}


def read(on: Desk, seen: PhotoSeen, blinds: Blinds, language: Language) -> ReadOut:
    """Return a photo with its cells; where the person keys blind, the machine's number is left out."""
    labels = words.cell_labels(on.contest.choices, language)
    hidden = seen.hidden(blinds)
    cells = tuple(_cell(code, labels.get(code, code), seen, hidden) for code in codes_of(on, seen))
    query = f"contest={seen.upload.contest}&station={seen.upload.station}"
    picture = f"/api/photos/{seen.upload.photo}/page.jpg?{query}" if cells else None
    return ReadOut(**photo(seen, language).model_dump(), cells=cells, picture=picture)


def codes_of(on: Desk, seen: PhotoSeen) -> tuple[str, ...]:
    """Return the codes of the cells on the page a photo shows."""
    return on.layout.page(seen.page).codes if seen.page else ()


def page(seen: PageSeen, language: Language) -> PageOut:
    """Return an expected page and how far it is."""
    return PageOut(
        page=seen.page.number,
        title=seen.page.title,
        codes=seen.page.codes,
        state=seen.state,
        photo=seen.photo.upload.photo if seen.photo else None,
        advice=_said(seen.photo.advice, language) if seen.photo else None,
    )


def case(found: Case, photos: Mapping[str, str], language: Language) -> DiscrepancyOut:
    """Return a discrepancy with everything seen, its rule in words, and the photo of each of its cells."""
    what = found.discrepancy
    return DiscrepancyOut(
        id=found.number,
        contest=found.contest,
        station=found.station,
        key=what.key,
        rule=what.key.partition(":")[0],
        severity=what.severity,
        words=texts.say(words.rule(what.key), language),
        cells=what.cells,
        values=what.values,
        left_sum=what.left_sum,
        relation=what.relation,
        right_sum=what.right_sum,
        opened_at=found.opened_at,
        open=found.is_open,
        photos=photos,
    )


def _cell(code: str, label: str, seen: PhotoSeen, hidden: Collection[str]) -> CellOut:
    cell = seen.machine.cells.get(code) if seen.machine else None
    if cell is None:
        return CellOut(code=code, label=label, sure=False, value=None, spot=None)
    spot = (cell.spot.x_px, cell.spot.y_px, cell.spot.w_px, cell.spot.h_px) if cell.spot else None
    shown = cell.sure and code not in hidden
    return CellOut(code=code, label=label, sure=shown, value=cell.as_read if shown else None, spot=spot)


def _said(message: Message | None, language: Language) -> str | None:
    return texts.say(message, language) if message else None
