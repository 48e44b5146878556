"""A text and the signatures under it (c2sp.org/signed-note), and the keys they are checked with.

Here is only how a note is written; the signatures themselves are checked in `recap/verify/notes.py`.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import sha256

from recap.domain.refusals.tlog import KeyBroken, NoteBroken

ED25519 = 1
"""The kind of a key that signs the text of a note itself."""

COSIGNATURE = 4
"""The kind of a witness's key, which signs the text together with the time (c2sp.org/tlog-cosignature)."""

_DASH = "\u2014 "
_ID_BYTES, _KEY_BYTES = 4, 32
_MOST_BYTES, _MOST_SIGNATURES = 1 << 20, 100
_FIRST_PRINTABLE = " "
_PRIME = 2**255 - 19
_WEAK = frozenset(
    int.from_bytes(bytes.fromhex(y), "little")
    for y in (
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    )
) | {0, 1, _PRIME - 1}
"""The y of the points of small order on edwards25519: signatures of such a key can be made without its private half."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the name of the key, the four bytes of its id, and what it wrote."""

    name: str
    key_id: bytes
    body: bytes

    @property
    def line(self) -> str:
        """Return the line as it stands in the note, with its newline."""
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.body).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a newline, and its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """Return the note as bytes."""
        return (self.text + "\n" + "".join(signature.line for signature in self.signatures)).encode()

    def signed(self, *more: Signature) -> "Note":
        """Return the note with these signatures as well; one that was there before is replaced by its successor."""
        new = {(signature.name, signature.key_id): signature for signature in more}
        kept = (one for one in self.signatures if (one.name, one.key_id) not in new)
        return Note(self.text, (*kept, *new.values()))


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key: its name, its kind, and its 32 bytes (RFC 8032)."""

    name: str
    kind: int
    key: bytes

    @property
    def id(self) -> bytes:
        """Return the four bytes that signatures name the key by."""
        return sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.key).digest()[:_ID_BYTES]

    @property
    def text(self) -> str:
        """Return the key as one word, as its owner hands it out."""
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.kind]) + self.key).decode()}"


def parse(content: bytes) -> Note:
    """Return the note these bytes are; NoteBroken for anything else, and for a second spelling of the same note."""
    if len(content) > _MOST_BYTES:
        raise NoteBroken(reason="too long")
    try:
        whole = content.decode()
    except UnicodeDecodeError as error:
        raise NoteBroken(reason="not UTF-8") from error
    if any(sign < _FIRST_PRINTABLE and sign != "\n" for sign in whole):
        raise NoteBroken(reason="control characters")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NoteBroken(reason="no signatures")
    # Not splitlines(): that would also divide at characters which a note may contain.
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > _MOST_SIGNATURES:
        raise NoteBroken(reason="too many signatures")
    return Note(text + "\n", signatures)


def parse_signatures(content: bytes) -> tuple[Signature, ...]:
    """Return the signatures of lines without their text, as a witness answers; NoteBroken for anything else."""
    found = parse(b"\n\n" + content)
    if found.text != "\n":
        raise NoteBroken(reason="a line is not a signature")
    return found.signatures


def parse_key(text: str) -> VerifierKey:
    """Return the key of its text; KeyBroken if it is cut, changed, or of a kind that is not understood."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    content = decoded(encoded)
    if not named(name) or not content or len(content) != 1 + _KEY_BYTES:
        raise KeyBroken(reason="not `name+id+key`")
    key = VerifierKey(name, content[0], content[1:])
    if key.kind not in (ED25519, COSIGNATURE):
        raise KeyBroken(reason="a kind of key that is not understood")
    if key.id.hex() != key_id:
        raise KeyBroken(reason="the id does not belong to the key")
    y = int.from_bytes(key.key, "little") % 2**255
    if y in _WEAK or y >= _PRIME:
        raise KeyBroken(reason="a key with which anybody could sign")
    return key


def named(name: str) -> bool:
    """Return whether a key may have this name."""
    return bool(name) and "+" not in name and not any(map(_forbidden, name))


def decoded(text: str) -> bytes | None:
    """Return the bytes of a base64 text (RFC 4648 section 4), or None if it is not the one spelling of any."""
    try:
        content = b64decode(text, validate=True)
    except (NotBase64, ValueError):
        return None
    return content if b64encode(content).decode() == text else None


def _forbidden(sign: str) -> bool:
    # Surrogates stand for bytes that are not UTF-8 and cannot be written in a note.
    return sign.isspace() or sign < _FIRST_PRINTABLE or "\ud800" <= sign <= "\udfff"


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    content = decoded(encoded)
    if not line.startswith(_DASH) or not named(name) or content is None or len(content) <= _ID_BYTES:
        raise NoteBroken(reason="a line is not a signature")
    return Signature(name, content[:_ID_BYTES], content[_ID_BYTES:])
