"""C.HASIL-SALINAN: a station's numbers and photos as one signed file that every recipient holds (A4).

What is signed twice: the statement in the QR code (the numbers, the photos and the digest of everything printed), and
the file as a whole. The code cannot hold the digest of the file it stands in; it holds that of the attachment.
"""

from hashlib import sha256

from recap.app import pades
from recap.app.documents import copy_pages, pictures
from recap.app.documents.papers import CopyPaper, SignedCopy
from recap.app.documents.symbols import Picture
from recap.app.keys import TierKey
from recap.domain import statement
from recap.domain.canonical import canonical
from recap.domain.statement import CopyStatement

STATEMENT_FILE, QR_FILE = "statement.json", "qr.txt"

_PHOTO_BYTES = 1_200_000
"""For all photos together; with type and signature the file stays under 1.5 MB, which every messenger carries."""


def make(paper: CopyPaper, key: TierKey) -> SignedCopy:
    """Return the copy of a station: statement signed with this key, drawn, and the PDF signed with the same key."""
    room = _PHOTO_BYTES // max(len(paper.photos), 1)
    shown = [pictures.shrink(photo.jpeg, room) for photo in paper.photos]
    attached = _attachment(paper, shown, key)
    said = _statement(paper, attached, key)
    qr = statement.encode(said, key.sign(statement.pack(said)))
    text = f"{paper.address}#{qr}" if paper.address else qr
    files = {STATEMENT_FILE: attached.encode(), QR_FILE: text.encode()}
    drawn = copy_pages.draw(paper, copy_pages.Marks(text, said.content, key.id, key.office), shown, files)
    pdf = pades.sign(drawn, key, "C.HASIL-SALINAN-KWK", paper.station_name, paper.made_at)
    return SignedCopy(pdf, text, attached, key.id)


def _statement(paper: CopyPaper, attached: str, key: TierKey) -> CopyStatement:
    subject = paper.subject
    return CopyStatement(
        contest=subject.contest,
        station=subject.station,
        count=subject.count,
        revision=subject.revision,
        made_at=paper.made_at.replace(microsecond=0),
        values={code: paper.values.get(code) for code in statement.cells(len(paper.choices))},
        photos={photo.page: photo.sha256 for photo in paper.photos},
        content=sha256(attached.encode()).hexdigest(),
        key=key.id,
    )


def _attachment(paper: CopyPaper, shown: list[Picture], key: TierKey) -> str:
    subject = paper.subject
    facts = {
        "kind": "copy",
        "contest": subject.contest,
        "station": subject.station,
        "count": subject.count,
        "revision": subject.revision,
        "made_at": paper.made_at.replace(microsecond=0).isoformat(),
        "title": paper.title,
        "day": paper.day.isoformat(),
        "places": [[place.label, place.name] for place in paper.places],
        "station_name": paper.station_name,
        "choices": [{"number": choice.number, "name": choice.name} for choice in paper.choices],
        "values": dict(paper.values),
        "photos": [
            {
                "page": photo.page,
                "sha256": photo.sha256,
                "public_sha256": sha256(photo.jpeg).hexdigest(),
                "shown_sha256": sha256(picture.jpeg).hexdigest(),
            }
            for photo, picture in zip(paper.photos, shown, strict=True)
        ],
        "signatories": [
            {"office": one.office, "name": one.name, "signed": one.signed, "reason": one.reason}
            for one in paper.signatories
        ],
        "key": key.id,
    }
    return canonical(facts)
