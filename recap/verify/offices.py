"""The keys of offices and stations: each in a certificate (X.509) that the folder's authority issued for its area."""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID

from recap.verify import phrases, reading
from recap.verify.findings import Failure
from recap.verify.scene import Scene

ROOT = "keys/root.pem"
_HALF = 32
"""Bytes of r, and of s, in a signature over P-256 (IEEE P1363)."""
_NAME = re.compile(r"[0-9a-f]{16}").fullmatch


def key_of(scene: Scene, name: str, code: str) -> ec.EllipticCurvePublicKey | None:
    """Return the key of this name if it is that of this area or station; None, and a finding, if it is not."""
    if _NAME(name) is None:
        _refuse(scene, name, code, "name")
        return None
    office, root = _certificate(scene, f"keys/{name}.pem"), _certificate(scene, ROOT)
    if office is None or root is None:
        return None
    reason = _wrong(office, root, name, code)
    key = office.public_key()
    if reason or not isinstance(key, ec.EllipticCurvePublicKey):
        _refuse(scene, name, code, reason or "kind")
        return None
    return key


def signed(key: ec.EllipticCurvePublicKey, signature: bytes, content: bytes) -> bool:
    """Tell whether this key signed these bytes: ECDSA with SHA-256, r and s of 32 bytes each."""
    if len(signature) != 2 * _HALF:
        return False
    r, s = int.from_bytes(signature[:_HALF]), int.from_bytes(signature[_HALF:])
    try:
        key.verify(encode_dss_signature(r, s), content, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def from_base64(text: bytes) -> bytes:
    """Return the bytes a base64 text stands for, nothing if it is not the one spelling of them."""
    try:
        content = b64decode(text, validate=True)
    except (NotBase64, ValueError):
        return b""
    return content if b64encode(content) == text else b""


def _certificate(scene: Scene, path: str) -> x509.Certificate | None:
    """Return the certificate in a file, if the file is its one spelling in PEM."""
    content = reading.fetch(scene.source, scene.found, path)
    if content is None:
        return None
    try:
        found = x509.load_pem_x509_certificate(content)
    except ValueError:
        found = None
    if found is None or found.public_bytes(serialization.Encoding.PEM) != content:
        scene.note(Failure.KEY, path, phrases.PEM)
        return None
    return found


def _wrong(office: x509.Certificate, root: x509.Certificate, name: str, code: str) -> str:
    """Say what is wrong with an office's certificate, empty if nothing is."""
    try:
        root.verify_directly_issued_by(root)
        office.verify_directly_issued_by(root)
        constraints = root.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return "issuer"
    spki = office.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    areas = [fact.value for fact in office.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)]
    if not constraints.ca or areas != [code]:
        return "area"
    return "" if sha256(spki).hexdigest()[:16] == name else "name"


def _refuse(scene: Scene, name: str, code: str, reason: str) -> None:
    scene.note(Failure.KEY, f"keys/{name}.pem", phrases.KEY, key=name, code=code, reason=reason)
