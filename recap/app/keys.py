"""The keys that offices sign with: one for each area and station, vouched for by a small authority of the house.

Everything lies in `data_dir/keys/tiers`, readable by its owner alone, made on first use. In a real election these keys
live in a hardware module and the certificates come from the state's authority: docs/keys.md.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from recap.app import authority
from recap.domain.election import Tier, tier_of
from recap.domain.refusals.documents import KeyUnknown, SignatureInvalid

_HALF = 32
"""Bytes of r, and of s, in a signature over P-256."""

_OFFICES = {
    Tier.PROVINCE: "KPU Provinsi",
    Tier.CITY: "KPU Kota",
    Tier.DISTRICT: "PPK",
    Tier.VILLAGE: "PPS",
    Tier.STATION: "KPPS",
}


@dataclass(frozen=True, slots=True)
class TierKey:
    """The key pair of one office, its certificate and the certificates above it, in PEM."""

    area: str
    office: str
    secret: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    root_pem: str

    @property
    def id(self) -> str:
        """Return the name of the key: 16 hexadecimal digits of the SHA-256 of its public key (SPKI, DER)."""
        return key_id(self.certificate)

    @property
    def certificate_pem(self) -> str:
        """Return the certificate of this key in PEM."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def chain(self) -> str:
        """Return the certificates from this key up to the root, in PEM."""
        return self.certificate_pem + self.root_pem

    def sign(self, content: bytes) -> bytes:
        """Return the ECDSA signature with SHA-256 of these bytes as r and s, 64 bytes (IEEE P1363, as WebCrypto)."""
        return _signature(self.secret, content)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What anybody may know of an office's key."""

    id: str
    area: str
    office: str
    certificate_pem: str
    jwk: dict[str, str]


class TierKeys:
    """The key store of this house."""

    def __init__(self, data_dir: Path, name: str = "KPU") -> None:
        """Keep the keys under this folder; `name` is the election authority in the root's name."""
        self._folder = data_dir / "keys" / "tiers"
        self._name = name

    @cached_property
    def _root(self) -> authority.Pair:
        return authority.root(self._folder, self._name)

    @property
    def root_pem(self) -> str:
        """Return the certificate of the house's authority in PEM, made on first use."""
        return authority.pem(self._root.certificate)

    @property
    def root_jwk(self) -> dict[str, str]:
        """Return the authority's public key as a browser reads it (RFC 7517)."""
        return jwk(self._root.certificate)

    def vouch(self, content: bytes) -> bytes:
        """Return the authority's own signature of these bytes, 64 bytes as `TierKey.sign` writes it."""
        return _signature(self._root.secret, content)

    def of(self, area_code: str, name: str) -> TierKey:
        """Return the key of the office of this area or station, made on first use under this name."""
        root = self._root
        office = office_of(area_code, name)
        pair = authority.office(self._folder, root, area_code, office)
        return TierKey(area_code, office, pair.secret, pair.certificate, authority.pem(root.certificate))

    def write_certificates(self, folder: Path) -> int:
        """Write root.pem and the certificate of every key made so far into a folder; return how many keys."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "root.pem").write_text(self.root_pem)
        known = sorted((self._folder / "public").glob("*.pem"))
        for path in known:
            (folder / path.name).write_bytes(path.read_bytes())
        return len(known)

    def public(self, key_id: str) -> PublicKey:
        """Return the public part of the key with this name; KeyUnknown if this house never made it."""
        certificate = authority.published(self._folder, key_id)
        if certificate is None:
            raise KeyUnknown(key=key_id)
        return PublicKey(
            key_id,
            authority.area(certificate),
            authority.office_name(certificate),
            authority.pem(certificate),
            jwk(certificate),
        )


def office_of(area_code: str, name: str) -> str:
    """Return the name of the office that signs for an area: `PPK Tugu (337416)`."""
    return f"{_OFFICES[tier_of(area_code)]} {name} ({area_code})"


def key_id(certificate: x509.Certificate) -> str:
    """Return the name of a certificate's key."""
    spki = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return sha256(spki).hexdigest()[:16]


def jwk(certificate: x509.Certificate) -> dict[str, str]:
    """Return a certificate's key on P-256 as a browser reads it."""
    numbers = authority.public_key(certificate).public_numbers()
    x, y = (urlsafe_b64encode(number.to_bytes(_HALF)).rstrip(b"=").decode() for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def verify(content: bytes, signature: bytes, certificate_pem: str) -> None:
    """Demand that the key of this certificate signed these bytes; SignatureInvalid otherwise."""
    certificate = x509.load_pem_x509_certificate(certificate_pem.encode())
    r, s = int.from_bytes(signature[:_HALF]), int.from_bytes(signature[_HALF:])
    try:
        authority.public_key(certificate).verify(encode_dss_signature(r, s), content, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise SignatureInvalid(key=key_id(certificate)) from error


def _signature(secret: ec.EllipticCurvePrivateKey, content: bytes) -> bytes:
    r, s = decode_dss_signature(secret.sign(content, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(_HALF) + s.to_bytes(_HALF)
