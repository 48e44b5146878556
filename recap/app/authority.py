"""The small certificate authority of the house: a self-signed root, and one certificate for each office."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from recap.app import clock, keyfiles

_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""RFC 9336; NSS, which pdfsig asks, knows only the use for mail, so a certificate names both."""

_EARLIER = timedelta(days=2 * 366)
"""A certificate is valid from before it was made: a rehearsal signs with the times of the election it repeats."""

_ROOT_YEARS, _OFFICE_YEARS = timedelta(days=10 * 366), timedelta(days=6 * 366)
_NO_USE = dict.fromkeys(
    (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A secret key on P-256 and the certificate of its public half."""

    secret: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def root(folder: Path, name: str) -> Pair:
    """Return the authority's own pair, made on first use."""
    path = folder / "root.pem"
    if not path.exists():
        subject = _name(f"{name} - Recap", "root", name)
        secret = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(subject, subject, secret.public_key(), _ROOT_YEARS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        usage = x509.KeyUsage(**{**_NO_USE, "key_cert_sign": True, "crl_sign": True})
        builder = builder.add_extension(usage, critical=True)
        _keep(path, Pair(secret, builder.sign(secret, hashes.SHA256())))
    return _load(path)


def office(folder: Path, above: Pair, area_code: str, office_name: str) -> Pair:
    """Return the pair of an office, made and vouched for by the authority on first use."""
    path = folder / f"{int(area_code)}.pem"
    if not path.exists():
        secret = ec.generate_private_key(ec.SECP256R1())
        organisation = above.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value
        subject = _name(office_name, area_code, str(organisation))
        builder = _builder(subject, above.certificate.subject, secret.public_key(), _OFFICE_YEARS)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        usage = x509.KeyUsage(**{**_NO_USE, "digital_signature": True, "content_commitment": True})
        builder = builder.add_extension(usage, critical=True)
        uses = x509.ExtendedKeyUsage([_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(uses, critical=False)
        above_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(public_key(above.certificate))
        builder = builder.add_extension(above_id, critical=False)
        _keep(path, Pair(secret, builder.sign(above.secret, hashes.SHA256())))
    pair = _load(path)
    _publish(folder, pair.certificate)
    return pair


def published(folder: Path, key_id: str) -> x509.Certificate | None:
    """Return the certificate of the key with this name, None if there is none."""
    if not key_id.isalnum():
        return None
    try:
        return x509.load_pem_x509_certificate((folder / "public" / f"{key_id}.pem").read_bytes())
    except FileNotFoundError:
        return None


def area(certificate: x509.Certificate) -> str:
    """Return the code of the area an office's certificate speaks for, empty for another's."""
    return _fact(certificate, NameOID.SERIAL_NUMBER)


def office_name(certificate: x509.Certificate) -> str:
    """Return the name of the office, as `PPK Tugu (337416)`."""
    return _fact(certificate, NameOID.COMMON_NAME)


def public_key(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    """Return the public key of a certificate of this house; ValueError for a key of another kind."""
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError(key)  # noqa: TRY004  a wrong value in a file, not a wrong call
    return key


def pem(certificate: x509.Certificate) -> str:
    """Return a certificate in PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _fact(certificate: x509.Certificate, kind: ObjectIdentifier) -> str:
    return "".join(str(fact.value) for fact in certificate.subject.get_attributes_for_oid(kind))


def _name(common: str, number: str, organisation: str) -> x509.Name:
    facts = (
        (NameOID.COUNTRY_NAME, "ID"),
        (NameOID.ORGANIZATION_NAME, organisation[:64]),
        (NameOID.SERIAL_NUMBER, number),
        (NameOID.COMMON_NAME, common[:64]),
    )
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in facts])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, valid: timedelta
) -> x509.CertificateBuilder:
    now: datetime = clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + valid)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _load(path: Path) -> Pair:
    content = path.read_bytes()
    secret = serialization.load_pem_private_key(content, password=None)
    if not isinstance(secret, ec.EllipticCurvePrivateKey):
        raise TypeError(path)
    return Pair(secret, x509.load_pem_x509_certificate(content))


def _keep(path: Path, pair: Pair) -> None:
    secret = pair.secret.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    keyfiles.place(path, secret + pem(pair.certificate).encode())


def _publish(folder: Path, certificate: x509.Certificate) -> None:
    spki = public_key(certificate).public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    path = folder / "public" / f"{sha256(spki).hexdigest()[:16]}.pem"
    if not path.exists():
        keyfiles.place(path, pem(certificate).encode())
