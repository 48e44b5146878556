"""Certificates in a published folder, checked from its files alone: digests, signatures, keys, and their numbers."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from aggregation import tree
from aggregation.acts import Certificate
from aggregation.folder import seal_path
from aggregation.records import AreaRecord
from aggregation.spelling import digest
from recap.app import authority, keys
from recap.domain.certificate import Standing
from recap.domain.errors import RecapError

_ROOT = "keys/root.pem"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing a certificate says, beside what the folder makes of it."""

    path: str
    what: str
    published: object
    recomputed: object


def comparisons(read: Callable[[str], bytes], area: AreaRecord) -> Iterator[Comparison]:
    """Yield everything that can be compared of an area's certificates; `read` returns a file of the folder."""
    for each in area.acts.certificates:
        path, document = seal_path(each.sha256, "json"), seal_path(each.pdf, "pdf")
        statement = read(path)
        yield Comparison(path, "sha256", each.sha256, digest(statement))
        yield Comparison(document, "sha256", each.pdf, digest(read(document)))
        yield Comparison(seal_path(each.sha256, "sig"), "signature", _signed(read, each, statement, area.code), "valid")
        yield from _numbers(path, each, statement, area)


def _signed(read: Callable[[str], bytes], each: Certificate, statement: bytes, area: str) -> str:
    """Say whether the area's own key, which the folder's authority vouches for, signed the statement."""
    try:
        office = x509.load_pem_x509_certificate(read(f"keys/{each.key}.pem"))
        office.verify_directly_issued_by(x509.load_pem_x509_certificate(read(_ROOT)))
        pem = read(f"keys/{each.key}.pem").decode()
        keys.verify(statement, b64decode(read(seal_path(each.sha256, "sig"))), pem)
    except (RecapError, InvalidSignature, ValueError, TypeError) as error:
        return f"not valid: {type(error).__name__}"
    if authority.area(office) != area:
        return "by the key of another area"
    return "valid" if keys.key_id(office) == each.key else "by another key than the one it names"


def _numbers(path: str, each: Certificate, statement: bytes, area: AreaRecord) -> Iterator[Comparison]:
    """Compare a certificate in force with the area's published totals; of an earlier one only whose it is."""
    try:
        said = json.loads(statement)
        yield Comparison(path, "area", (said["contest"], said["area"]), (area.contest, area.code))
        total, passed = dict(said["total"]), set(said["absent"])
    except (ValueError, KeyError, TypeError):
        yield Comparison(path, "statement", "unreadable", "a statement")
        return
    if each.standing == Standing.VALID:
        # What a kelurahan passed upward, with a reason, may have been decided since.
        due = tree.add_up(child.values for child in area.children if child.code not in passed)
        for row in sorted(total.keys() | due.keys()):
            yield Comparison(path, row, total.get(row, 0), due.get(row, 0))
