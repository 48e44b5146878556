"""The private halves of note keys: who signs checkpoints, and who cosigns them.

A key is kept as `PRIVATE+KEY+name+id+base64`, the spelling of Go's note package, so that it can move between programs.
"""

from base64 import b64encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recap.domain.refusals.tlog import KeyBroken
from recap.domain.tlog import cosignature
from recap.domain.tlog.note import ED25519, Signature, VerifierKey, decoded, named

_PREFIX = "PRIVATE+KEY+"
_SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Signer:
    """A key pair with the name and the kind under which it signs."""

    name: str
    kind: int
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """Return the public half."""
        return VerifierKey(self.name, self.kind, self.key.public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """Return the key as it is kept; whoever reads it can sign."""
        secret = bytes([self.kind]) + self.key.private_bytes_raw()
        return f"{_PREFIX}{self.name}+{self.verifier.id.hex()}+{b64encode(secret).decode()}"

    def sign(self, text: str) -> Signature:
        """Return the signature of a note's text."""
        return Signature(self.name, self.verifier.id, self.key.sign(text.encode()))

    def cosign(self, text: str, time: int) -> Signature:
        """Return the cosignature of a checkpoint's text at a time in seconds since 1970."""
        signature = self.key.sign(cosignature.message(time, text))
        return Signature(self.name, self.verifier.id, cosignature.pack(time, signature))


def new_signer(name: str, kind: int = ED25519) -> Signer:
    """Return a new key under this name; KeyBroken if no key may have it."""
    if not named(name):
        raise KeyBroken(reason="a name has no spaces and no plus sign")
    return Signer(name, kind, Ed25519PrivateKey.generate())


def parse_signer(text: str) -> Signer:
    """Return the key of its text; KeyBroken if it is none."""
    name, _, rest = text.strip().removeprefix(_PREFIX).partition("+")
    key_id, _, encoded = rest.partition("+")
    content = decoded(encoded)
    if not text.startswith(_PREFIX) or not content or len(content) != 1 + _SEED_BYTES:
        raise KeyBroken(reason="not a private key")
    signer = Signer(name, content[0], Ed25519PrivateKey.from_private_bytes(content[1:]))
    if signer.verifier.id.hex() != key_id:
        raise KeyBroken(reason="the id does not belong to the key")
    return signer
