"""Checking a copy (C.HASIL-SALINAN) or the text of its QR code: line by line what is right or wrong, and why."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from recap.app import keys, pades, trust
from recap.app.documents import attached
from recap.app.documents.copy import QR_FILE, STATEMENT_FILE
from recap.domain import statement
from recap.domain.message import Fact, Message
from recap.domain.proof import Class, Proof
from recap.domain.refusals.documents import DocumentUnreadable, KeyUnknown, SignatureInvalid
from recap.domain.statement import CopyStatement


@dataclass(frozen=True, slots=True)
class Trust:
    """What the checker holds beforehand: roots (PEM), certificates by the key's name, a published folder or None."""

    roots: tuple[str, ...]
    certificate: Callable[[str], str | None]
    folder: Path | None = None


def signed_by(text: str, certificate_pem: str) -> CopyStatement:
    """Return the statement in a QR text that this certificate's key signed; nothing but the two is needed.

    StatementUnreadable if it is none, SignatureInvalid if another key signed it or it was changed.
    """
    said, signed, signature = statement.decode(text)
    keys.verify(signed, signature, certificate_pem)
    return said


def of_text(text: str, held: Trust) -> list[Proof]:
    """Return the proofs on a QR text; StatementUnreadable if it is none, KeyUnknown if its key is not at hand."""
    said, _, _ = statement.decode(text)
    certificate = held.certificate(said.key)
    if certificate is None:
        raise KeyUnknown(key=said.key)
    return [*_signature(text, certificate), *_key(said, certificate, held), *_published(said, {}, held)]


def of_pdf(pdf: bytes, held: Trust) -> list[Proof]:
    """Return the proofs on a copy's PDF; DocumentUnreadable or StatementUnreadable if it is no copy at all."""
    checked = pades.check(pdf, held.roots)
    files = attached.files(pdf)
    text, content = files.get(QR_FILE, b"").decode(errors="replace"), files.get(STATEMENT_FILE, b"")
    said, _, _ = statement.decode(text)
    facts = _facts(content)
    return [
        *file(checked),
        *_signature(text, checked.certificate_pem),
        *_key(said, checked.certificate_pem, held),
        *_content(said, content, facts),
        *_pictures(pdf, facts),
        *_published(said, {str(p["sha256"]): str(p["public_sha256"]) for p in _listed(facts)}, held),
    ]


def either(kind: Class, messages: tuple[Message, Message], good: object) -> Proof:
    """Return a proof with the first message if the verdict is good, with the second if not."""
    return Proof(kind, bool(good), messages[0] if good else messages[1])


def file(checked: pades.Checked) -> list[Proof]:
    """Return the proofs on a PDF file as such: changed, or added to, since it was signed."""
    intact = Message("The file is as it was signed by {signer}.", {"signer": checked.signer})
    broken = Message("The file was changed after {signer} signed it.", {"signer": checked.signer})
    whole = Message("Nothing was appended to the file after signing.")
    longer = Message("Something was appended to the file after signing. Use only the copy as it was given out.")
    return [
        either(Class.CONTENT, (intact, broken), checked.intact and not checked.changed_after),
        either(Class.CONTENT, (whole, longer), checked.covers_whole),
    ]


def _signature(text: str, certificate: str) -> list[Proof]:
    try:
        said = signed_by(text, certificate)
    except SignatureInvalid as refusal:
        return [Proof(Class.CONTENT, good=False, message=refusal.message)]
    facts: dict[str, Fact] = {
        "station": said.station,
        "count": said.count,
        "revision": said.revision,
        "cells": len(said.values),
    }
    right = "The QR code holds {cells} signed numbers of TPS {station}, count {count}, revision {revision}."
    return [Proof(Class.CONTENT, good=True, message=Message(right, facts))]


def _key(said: CopyStatement, certificate: str, held: Trust) -> list[Proof]:
    office = trust.office_in(certificate)
    facts = {"key": said.key, "office": office.name}
    named = Message("The key {key} belongs to {office}, this station's own.", facts)
    other = Message("The key {key} belongs to {office}, not to this station.", facts)
    vouched = Message("The election authority vouches for the key {key}.", facts)
    unknown = Message("No root you trust vouches for the key {key}. Get root.pem from the authority itself.", facts)
    own = office.area == said.station and office.key == said.key
    return [
        either(Class.KEY, (named, other), own),
        either(Class.KEY, (vouched, unknown), trust.vouched(certificate, held.roots)),
    ]


def _content(said: CopyStatement, content: bytes, facts: Mapping[str, object]) -> list[Proof]:
    bound = Message("The attached statement is the one the QR code names.")
    other = Message("The attached statement is not the one the QR code names.")
    listed = facts.get("values")
    values = listed if isinstance(listed, dict) else {}
    differing = [code for code in said.values if values.get(code) != said.values[code]]
    equal = Message("The numbers in the file are those in the QR code.")
    unequal = Message("The file and the QR code differ in: {cells}.", {"cells": ", ".join(differing)})
    return [
        either(Class.CONTENT, (bound, other), sha256(content).hexdigest() == said.content),
        either(Class.CONTENT, (equal, unequal), not differing),
    ]


def _pictures(pdf: bytes, facts: Mapping[str, object]) -> list[Proof]:
    drawn = attached.photos(pdf)
    right = Message("The photos on the pages are the signed ones.")
    wrong = Message("A photo on the pages is not the signed one.")
    return [either(Class.PHOTO, (right, wrong), all(one["shown_sha256"] in drawn for one in _listed(facts)))]


def _published(said: CopyStatement, public: Mapping[str, str], held: Trust) -> list[Proof]:
    # A published file is named by the photo that arrived; its bytes are the re-encoded public copy.
    if held.folder is None:
        return []
    found = []
    for page, digest in sorted(said.photos.items()):
        path = held.folder / "photos" / f"{digest}.jpg"
        there = path.is_file()
        same = there and (digest not in public or sha256(path.read_bytes()).hexdigest() == public[digest])
        right = Message("Page {page}: the published photo is the signed one.", {"page": page})
        wrong = Message("Page {page}: the published photo is another one.", {"page": page})
        missing = Message("Page {page}: the signed photo is not in the published folder.", {"page": page})
        found.append(either(Class.PHOTO, (right, wrong if there else missing), same))
    return found


def _facts(content: bytes) -> dict[str, object]:
    try:
        facts = json.loads(content)
    except ValueError as error:
        raise DocumentUnreadable(reason="its statement is not JSON") from error
    if not isinstance(facts, dict):
        raise DocumentUnreadable(reason="its statement is not a list of facts")
    return facts


def _listed(facts: Mapping[str, object]) -> list[Mapping[str, object]]:
    photos = facts.get("photos")
    named = {"sha256", "public_sha256", "shown_sha256"}
    return [one for one in photos if isinstance(one, dict) and named <= one.keys()] if isinstance(photos, list) else []
