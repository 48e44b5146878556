"""The signed receipt of an upload: nobody has to wonder whether a photo arrived, or whether it will be in the log.

A receipt is a canonical JSON text (sorted keys, no spaces, UTF-8) and an Ed25519 signature over its bytes. The server
makes its key once; `key` in the text names it by the first 16 hexadecimal digits of the SHA-256 of the public key.
`log` and `log_by` are a promise: the log of this name has an entry of the photo by that moment, or the server lied.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from recap.app import keyfiles
from recap.domain.canonical import canonical
from recap.domain.photo import Upload
from recap.domain.refusals import ReceiptInvalid


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender keeps: the text that was signed, and the signature in base64."""

    text: str
    signature: str


@dataclass(frozen=True, slots=True)
class Promise:
    """What every receipt promises: in which log the photo will be, and within which time after it arrived."""

    log: str
    within: timedelta


class Signer:
    """The server's own key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """Sign with this key."""
        self._key = key

    @property
    def public_key(self) -> str:
        """Return the public key in base64, as anybody needs it to verify a receipt."""
        return b64encode(self._key.public_key().public_bytes_raw()).decode()

    def sign_bytes(self, content: bytes) -> str:
        """Return the signature of these bytes in base64."""
        return b64encode(self._key.sign(content)).decode()

    def sign(self, upload: Upload, promise: Promise) -> Receipt:
        """Return the receipt of one upload."""
        facts = {
            "sha256": upload.photo,
            "contest": upload.contest,
            "station": upload.station,
            "received_at": upload.received_at.isoformat(),
            "key": key_id(self.public_key),
            "log": promise.log,
            "log_by": (upload.received_at + promise.within).isoformat(),
        }
        text = canonical(facts)
        return Receipt(text, self.sign_bytes(text.encode()))


def signer(data_dir: Path) -> Signer:
    """Return the signer whose key lies in `data_dir/keys`, made on first use and readable by its owner alone."""
    path = data_dir / "keys" / "receipts.ed25519"
    key = keyfiles.kept(path, lambda: b64encode(Ed25519PrivateKey.generate().private_bytes_raw()))
    return Signer(Ed25519PrivateKey.from_private_bytes(b64decode(key)))


def key_id(public_key: str) -> str:
    """Return the short name of a public key."""
    return sha256(b64decode(public_key)).hexdigest()[:16]


def verify(receipt: Receipt, public_key: str) -> dict[str, str]:
    """Return the facts of a receipt that was signed by the owner of this key; ReceiptInvalid for any other."""
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(public_key)).verify(
            b64decode(receipt.signature, validate=True), receipt.text.encode()
        )
    except (InvalidSignature, NotBase64, ValueError) as error:
        raise ReceiptInvalid(key=public_key) from error
    return {name: str(fact) for name, fact in json.loads(receipt.text).items()}
