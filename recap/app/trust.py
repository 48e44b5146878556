"""What a certificate says, and whether somebody you trust stands behind it."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from recap.app import authority
from recap.app.keys import key_id


@dataclass(frozen=True, slots=True)
class Office:
    """Whom a certificate speaks of: the area's code, the office's name, the name of its key."""

    area: str
    name: str
    key: str


def office_in(certificate_pem: str) -> Office:
    """Return the office a certificate (PEM) was made for."""
    certificate = x509.load_pem_x509_certificate(certificate_pem.encode())
    return Office(authority.area(certificate), authority.office_name(certificate), key_id(certificate))


def vouched(certificate_pem: str, roots: Iterable[str]) -> bool:
    """Return whether one of these roots (PEM) issued the certificate."""
    certificate = x509.load_pem_x509_certificate(certificate_pem.encode())
    for root in roots:
        with suppress(ValueError, TypeError, InvalidSignature):
            certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(root.encode()))
            return True
    return False
