"""A receipt checked against the log: the photo it promises is there, is not due yet, or the promise was broken."""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recap.domain.canonical import canonical
from recap.domain.refusals import ReceiptInvalid
from recap.domain.tlog import merkle, proof, tiles
from recap.domain.tlog.tiles import ENTRIES, WIDTH, Tile
from recap.verify import bundles
from recap.verify.bundles import Log
from recap.verify.keys import Signed, Trust
from recap.verify.logged import Logged
from recap.verify.manifests import Manifest
from recap.verify.notes import agreed_time
from recap.verify.source import Source

UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt promises; `origin` and `log_by` are None in one from before there was a log."""

    photo: str
    contest: str
    station: str
    received_at: datetime
    origin: str | None
    log_by: datetime | None


class Outcome(Enum):
    """What became of a promise."""

    LOGGED = "logged"
    WAITING = "waiting"
    OVERDUE = "overdue"
    BROKEN = "broken"
    NO_PROMISE = "no promise"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a receipt: the index of the entry if there is one, and the latest time the folder speaks of."""

    receipt: Receipt
    outcome: Outcome
    index: int | None
    known_until: datetime


def opened(content: bytes, key: str) -> Receipt:
    """Return the receipt in a file, signed with this key (base64); ReceiptInvalid for anything else."""
    try:
        said = json.loads(content)
        text, signature = str(said["text"]), b64decode(said["signature"], validate=True)
        Ed25519PublicKey.from_public_bytes(b64decode(key)).verify(signature, text.encode())
        facts = json.loads(text)
        received_at = _moment(facts["received_at"])
        limit = facts.get("log_by")
        named = (str(facts["sha256"]), str(facts["contest"]), str(facts["station"]))
        if canonical(facts) != text or b64encode(signature).decode() != said["signature"]:
            raise ReceiptInvalid(key=key)
        log_by = _moment(limit) if limit else None
        origin = str(facts["log"]) if facts.get("log") is not None else None
        return Receipt(*named, received_at, origin, log_by)
    except (InvalidSignature, NotBase64, ValueError, LookupError, TypeError, ArithmeticError, RecursionError) as error:
        raise ReceiptInvalid(key=key) from error


def judge(receipt: Receipt, log: Log, latest: datetime, copied_at: datetime | None) -> Judgement:
    """Return what became of a promise in a log that is known up to `latest` by what is signed in it.

    `copied_at` is when the folder was fetched: nothing in it proves that, so what is late by it alone is overdue and
    not broken.
    """
    places = log.places.get(receipt.photo, set())
    entries = [each for place in places for each in bundles.unpacked(log.of(place))]
    mine = (UPLOAD, receipt.photo, receipt.contest, receipt.station)
    found = [each for each in entries if (each.act, each.photo, each.contest, each.area) == mine]
    if found:
        return Judgement(receipt, Outcome.LOGGED, min(each.index for each in found), latest)
    outcome, until = Outcome.WAITING, latest
    if receipt.log_by is None:
        outcome = Outcome.NO_PROMISE
    elif latest > receipt.log_by:
        outcome = Outcome.BROKEN
    elif copied_at is not None and copied_at > receipt.log_by:
        outcome, until = Outcome.OVERDUE, copied_at
    return Judgement(receipt, outcome, None, until)


def known_until(trust: Trust, signed: Signed, manifest: Manifest, logged: Sequence[Logged]) -> datetime:
    """Return the latest moment at which the log, as its head shows it, was the whole log.

    That is when a quorum of witnesses agreed to the head, or when a publication in it was made: whatever was to be
    logged before must be there. A single witness whose clock runs ahead does not count.
    """
    agreed = agreed_time(signed.judged, trust.policy)
    moments = [_moment(manifest.at)]
    for each in logged:
        with suppress(ValueError):
            moments.append(_moment(each.at))
    return max([*moments, datetime.fromtimestamp(agreed, UTC)] if agreed is not None else moments)


def prove(source: Source, signed: Signed, index: int) -> bytes:
    """Return the proof of an entry as a text to keep (c2sp.org/tlog-proof); `extra` are the bytes of the entry."""
    size = signed.checkpoint.size
    hashes = tiles.TileHashes(size, lambda tile: bundles.content(source, tile))
    place = index // WIDTH
    tile = Tile(ENTRIES, place, min(WIDTH, size - place * WIDTH))
    entry = tiles.unbundle(bundles.content(source, tile), tile)[index % WIDTH]
    path = merkle.inclusion(index, size, hashes)
    merkle.check_inclusion(index, merkle.leaf_hash(entry), path, signed.checkpoint.head)
    return proof.Proof(index, path, signed.content, entry).encode()


def _moment(text: str) -> datetime:
    """Return a moment of its text; ValueError for one that does not tell its zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
