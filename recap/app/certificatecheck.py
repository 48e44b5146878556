"""Checking a certificate (D.HASIL) from its PDF alone: the file, the office that signed it, the attached statement."""

import json
from collections.abc import Sequence

from recap.app import copycheck, pades, trust
from recap.app.documents import attached
from recap.app.documents.certificate import STATEMENT_FILE
from recap.domain.message import Message
from recap.domain.proof import Class, Proof
from recap.domain.refusals.documents import DocumentUnreadable


def of_pdf(pdf: bytes, roots: Sequence[str]) -> list[Proof]:
    """Return the proofs on a certificate under these roots (PEM); DocumentUnreadable if it is none at all."""
    checked = pades.check(pdf, roots)
    area = _area(attached.files(pdf).get(STATEMENT_FILE, b""))
    facts = {"key": checked.key, "office": checked.signer, "area": area}
    own = Message("The key {key} belongs to {office}, whose certificate this is.", facts)
    other = Message("The key {key} belongs to {office}, not to the area {area} the statement speaks of.", facts)
    vouched = Message("The election authority vouches for the key {key}.", facts)
    unknown = Message("No root you trust vouches for the key {key}. Get root.pem from the authority itself.", facts)
    return [
        *copycheck.file(checked),
        copycheck.either(Class.KEY, (own, other), checked.area == area),
        copycheck.either(Class.KEY, (vouched, unknown), trust.vouched(checked.certificate_pem, roots)),
    ]


def _area(content: bytes) -> str:
    try:
        statement = json.loads(content)
        return str(statement["area"])
    except (ValueError, KeyError, TypeError) as error:
        raise DocumentUnreadable(reason="no certificate's statement is attached") from error
