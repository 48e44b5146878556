"""What is public of each kind of act, from the values as the published records have them.

Anybody can so make the public part of every entry from the published folder and compare. Words and numbers stand as
`H`, the SHA-256 of their canonical JSON.
"""

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256

from recap.domain.canonical import canonical

Public = dict[str, object]
"""What is public of an act beside its kind, number, moment, contest, area and role."""

Cells = Mapping[str, Mapping[str, int | None]]
"""By cell, what was `read`, `keyed`, `written`, `corrected` (None where nothing was) and is `counted`."""


class Kind(StrEnum):
    """The kinds of acts of which more is public than that they happened."""

    UPLOAD = "upload"
    PHOTO = "photo"
    PICTURE = "picture"
    READING = "reading"
    RESULT = "result"
    STATION_STATE = "station_state"
    DISCREPANCY = "discrepancy"
    SETTLEMENT = "settlement"
    APPROVAL = "approval"
    OBJECTION = "objection"
    OBJECTION_ANSWER = "objection_answer"
    COUNT_ORDER = "count_order"
    CERTIFICATE = "certificate"
    REOPENING = "reopening"
    REOPENING_ANSWER = "reopening_answer"
    COPY = "copy"
    COPY_RECEIPT = "copy_receipt"
    PUBLICATION = "publication"
    DEFINITION = "definition"
    LOG_KEY = "log_key"


def digest_of(facts: Mapping[str, object]) -> str:
    """Return H: the SHA-256 of the canonical JSON of facts, in hexadecimal digits."""
    return sha256(canonical(facts).encode()).hexdigest()


def photo(sha256: str) -> Public:
    """Return what is public of a photo that arrived."""
    return {"photo": sha256}


def upload(photo: str, count: int, *, observed: bool) -> Public:
    """Return what is public of sending a photo for a station's count; `observed` by a witness or supervisor."""
    return {"photo": photo, "count": count, "observed": observed}


def picture(photo: str, picture: str) -> Public:
    """Return what is public of making the public copy of a photo."""
    return {"photo": photo, "picture": picture}


def reading(photo: str, reader: str, page: int | None, count: int, flags: Mapping[str, bool]) -> Public:
    """Return what is public of a reading, and not the numbers read; `flags` are `observed` and `counted`."""
    return {"photo": photo, "reader": reader, "page": page, "count": count, **flags}


def result(count: int, revision: int, values: Mapping[str, int], cells: Cells) -> Public:
    """Return what is public of a station's accepted numbers and of how each came about."""
    return {"count": count, "revision": revision, "values": digest_of(values), "cells": digest_of(cells)}


def station_state(state: str, count: int, revision: int) -> Public:
    """Return what is public of how far a station has come; `state` as it is published: `locked` once it is signed."""
    return {"state": state, "count": count, "revision": revision}


def discrepancy(case: int, key: str, count: int, severity: str) -> Public:
    """Return what is public of a discrepancy: its number, its rule, the count it is in, how grave it is."""
    return {"case": case, "key": key, "count": count, "severity": severity}


def settlement(case: int, corrections: Mapping[str, int], note: str, reason: str, *, second: bool) -> Public:
    """Return what is public of an officer's answer to a discrepancy; `second`: it waits for a second person's word.

    Of one that waits nothing is told of its numbers and words, which could be guessed: `approval` tells it.
    """
    return {"case": case, "second": second, **({} if second else _answer(corrections, note, reason))}


def approval(case: int, corrections: Mapping[str, int], note: str, reason: str, *, agreed: bool) -> Public:
    """Return what is public of a second person's word on a settlement, whose answer has effect if they agree."""
    return {"case": case, "agreed": agreed, **(_answer(corrections, note, reason) if agreed else {})}


def _answer(corrections: Mapping[str, int], note: str, reason: str) -> Public:
    return {"public": digest_of({"corrections": corrections, "note": note, "reason": reason})}


def objection(number: int, kind: str, choice: int | None, text: str, values: Mapping[str, int]) -> Public:
    """Return what is public of an objection or special event."""
    said = {"kind": kind, "choice": choice, "text": text, "values": values}
    return {"number": number, "public": digest_of(said)}


def objection_answer(number: int, answer: str, verdict: str) -> Public:
    """Return what is public of an officer's answer to the objection of this number."""
    return {"number": number, "public": digest_of({"answer": answer, "verdict": verdict})}


def count_order(
    count: int, kind: str, words: Mapping[str, str], voters: Mapping[str, int], ballots: int | None
) -> Public:
    """Return what is public of an ordered count; `words` are `ground` and `decision`, `voters` `male` and `female`."""
    return {"count": count, "kind": kind, "public": digest_of({**words, "voters": voters, "ballots": ballots})}


def certificate(sha256: str, pdf: str, revision: int) -> Public:
    """Return what is public of a signed certificate: the digests of its statement and of its document."""
    return {"certificate": sha256, "pdf": pdf, "revision": revision}


def reopening(certificate: str, reason: str) -> Public:
    """Return what is public of a request to open what the certificate of this digest locked."""
    return {"certificate": certificate, "public": digest_of({"reason": reason})}


def reopening_answer(certificate: str, note: str, *, granted: bool) -> Public:
    """Return what is public of the answer to such a request."""
    said = digest_of({"granted": granted, "note": note})
    return {"certificate": certificate, "granted": granted, "public": said}


def copy(count: int, revision: int, qr: str, pdf: str) -> Public:
    """Return what is public of a signed copy: the digests of its QR text and of its document."""
    return {"count": count, "revision": revision, "qr": sha256(qr.encode()).hexdigest(), "pdf": pdf}


def copy_receipt(count: int, revision: int) -> Public:
    """Return what is public of an acknowledgement that this revision of a copy arrived."""
    return {"count": count, "revision": revision}


def publication(manifest: str, size: int, roots: Mapping[str, str]) -> Public:
    """Return what is public of a publication: manifest, how many entries it shows, H of each contest's sum-tree root.

    An entry holds 65,535 bytes at most, and a nation has thousands of contests.
    """
    return {"manifest": manifest, "size": size, "roots": digest_of(roots)}


def definition(election: str, sha256: str) -> Public:
    """Return what is public of loading an election's definition."""
    return {"election": election, "definition": sha256}


def log_key(vkey: str) -> Public:
    """Return what is public of a key that signs the log from now on."""
    return {"vkey": vkey}
