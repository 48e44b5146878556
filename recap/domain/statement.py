"""The compact signed statement in the QR code of a station's copy (C.HASIL-SALINAN): format in docs/copy-format.md.

Binary, one spelling for one statement, written as one decimal number so that a QR code takes it in numeric mode, the
densest there is; in an address it may follow a `#`, which a phone's camera opens and which is never sent to a server.
The PDF cannot hold its own digest: `content` is the digest of the statement.json attached to it, which names
everything printed; the PDF as a file is bound by its PAdES signature.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from recap.domain.bytecode import Source, varint
from recap.domain.refusals.documents import StatementInvalid, StatementUnreadable
from recap.domain.rows import cell_codes, form_rows

MAGIC = b"RCS\x01"
"""The first bytes of every statement: what it is, and the version of the format."""

SIGNATURE_BYTES = 64
_STATION_BYTES, _DIGEST_BYTES, _KEY_BYTES = 6, 32, 8
_MOST_CHOICES, _MOST_PAGES, _MOST_DIGITS = 99, 32, 2_900
"""A QR code of version 25 with correction level M holds 2,395 digits; no honest text has many more."""


@dataclass(frozen=True, slots=True)
class CopyStatement:
    """What a polling station's copy says: who counted what, which photos show it, and which key signs it.

    `values` names every cell of C.HASIL-KWK for this number of choices, None where the paper has no number; `photos`
    are SHA-256 of the photos as they arrived, by page; `content` is the SHA-256 of the attached statement.json; `key`
    is the name of the key (16 hexadecimal digits); `made_at` is in UTC and in whole seconds.
    """

    contest: str
    station: str
    count: int
    revision: int
    made_at: datetime
    values: Mapping[str, int | None]
    photos: Mapping[int, str]
    content: str
    key: str

    @property
    def choices(self) -> int:
        """Return how many choices the form has."""
        return sum(code.startswith("PAS") for code in self.values)


def cells(choices: int) -> tuple[str, ...]:
    """Return the codes of a statement's numbers in their order: every cell of C.HASIL-KWK as printed."""
    return cell_codes(form_rows(choices))


def pack(statement: CopyStatement) -> bytes:
    """Return the bytes that are signed; StatementInvalid if the statement has no spelling."""
    order = cells(statement.choices)
    if unknown := sorted(statement.values.keys() - set(order)):
        raise StatementInvalid(reason=", ".join(unknown))
    try:
        parts = [
            MAGIC,
            varint(len(statement.contest.encode())),
            statement.contest.encode(),
            int(statement.station).to_bytes(_STATION_BYTES),
            *map(varint, (statement.count, statement.revision, int(statement.made_at.timestamp()), statement.choices)),
            *(varint(_written(statement.values.get(code))) for code in order),
            varint(len(statement.photos)),
            *(varint(page) + _hex(digest, _DIGEST_BYTES) for page, digest in sorted(statement.photos.items())),
            _hex(statement.content, _DIGEST_BYTES),
            _hex(statement.key, _KEY_BYTES),
        ]
    except (ValueError, OverflowError) as error:
        raise StatementInvalid(reason=str(error)) from error
    return b"".join(parts)


def encode(statement: CopyStatement, signature: bytes) -> str:
    """Return the digits of the QR code: the statement and its signature (raw r and s, 64 bytes)."""
    if len(signature) != SIGNATURE_BYTES:
        raise StatementInvalid(reason=f"{len(signature)} bytes of signature")
    return str(int.from_bytes(pack(statement) + signature))


def decode(text: str) -> tuple[CopyStatement, bytes, bytes]:
    """Return the statement, the bytes that were signed, and the signature; what stands before a last `#` is ignored.

    StatementUnreadable if it is anything but one statement in its one spelling; the signature is not checked here.
    """
    digits = text.rpartition("#")[2].strip()
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > _MOST_DIGITS or digits.startswith("0"):
        raise StatementUnreadable
    number = int(digits)
    content = number.to_bytes((number.bit_length() + 7) // 8)
    signed, signature = content[:-SIGNATURE_BYTES], content[-SIGNATURE_BYTES:]
    try:
        statement = _unpack(signed)
        canonical = pack(statement)
    except (ValueError, OverflowError, OSError, StatementInvalid) as error:
        raise StatementUnreadable from error
    if canonical != signed:
        raise StatementUnreadable
    return statement, signed, signature


def _unpack(signed: bytes) -> CopyStatement:
    source = Source(signed)
    if source.take(len(MAGIC)) != MAGIC:
        raise ValueError(MAGIC)
    contest = source.take(source.varint()).decode()
    station = f"{int.from_bytes(source.take(_STATION_BYTES)):013d}"
    count, revision, seconds = source.varint(), source.varint(), source.varint()
    order = cells(source.varint(_MOST_CHOICES))
    values = {code: written - 1 if (written := source.varint()) else None for code in order}
    photos = {source.varint(): source.take(_DIGEST_BYTES).hex() for _ in range(source.varint(_MOST_PAGES))}
    content, key = source.take(_DIGEST_BYTES).hex(), source.take(_KEY_BYTES).hex()
    source.finish()
    made_at = datetime.fromtimestamp(seconds, UTC)
    return CopyStatement(contest, station, count, revision, made_at, values, photos, content, key)


def _written(value: int | None) -> int:
    # One more than the number: nothing written is not the number zero.
    if value is None:
        return 0
    if value < 0:
        raise ValueError(value)
    return value + 1


def _hex(text: str, length: int) -> bytes:
    content = bytes.fromhex(text)
    if len(content) != length:
        raise ValueError(text)
    return content
