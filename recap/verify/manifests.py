"""Every manifest there ever was: its digest, its signature, its place in the chain."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recap.verify import texts
from recap.verify.findings import Failure, Found
from recap.verify.reading import note, parse, same
from recap.verify.scene import Record
from recap.verify.source import Source

VISIBLE, SIGNATURE = "manifest.json", "manifest.sig"
_FOLDER = "manifests/"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One manifest under its digest: how much of the log it shows, with which root (32 bytes), and when it was made."""

    sha256: str
    record: Record
    size: int
    root: bytes
    at: str

    @property
    def path(self) -> str:
        """Return where it lies under its digest."""
        return path_of(self.sha256)


def path_of(name: str, suffix: str = "json") -> str:
    """Return where the manifest with this digest, or its signature, lies."""
    return f"{_FOLDER}{name}.{suffix}"


def load(source: Source, found: Found, names: Sequence[str]) -> dict[str, Manifest]:
    """Return the manifests with these digests by digest, each with its signature checked; without those that fail."""
    paths = [path_of(name, suffix) for name in names for suffix in ("json", "sig")]
    contents = source.ahead(paths)
    loaded: dict[str, Manifest] = {}
    for name, (path, content), (beside, signature) in zip(names, contents, contents, strict=False):
        whole = same(found, path, content, name)
        record = parse(found, path, whole, "") if whole is not None else None
        made = same(found, beside, signature, None)
        if record is None or whole is None:
            continue
        if made is not None and not signed(record, whole, made):
            note(found, Failure.SIGNATURE, beside, texts.UNSIGNED)
        found.count("manifest")
        log = record["log"]
        loaded[name] = Manifest(name, record, log["size"], bytes.fromhex(log["root"]), record["generated_at"])
    return loaded


def signed(record: Record, content: bytes, signature: bytes) -> bool:
    """Tell whether the key a manifest names made this signature, in its one spelling in base64."""
    try:
        raw = b64decode(signature, validate=True)
        key = Ed25519PublicKey.from_public_bytes(b64decode(record["key"], validate=True))
        key.verify(raw, content)
    except (InvalidSignature, NotBase64, ValueError, TypeError, KeyError):
        return False
    return b64encode(raw) == signature
