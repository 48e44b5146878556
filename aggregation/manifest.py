"""The head of a publication as it is written: what hangs from it, and which part of the log it shows."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """Where the records of one contest begin: its description, its topmost area with its node, and its exports.

    `exports` names the path of every kind of export, `exported_at` the publication at which they were made.
    """

    object: str
    area: str
    node: str
    exports: Mapping[str, str]
    exported_at: str


@dataclass(frozen=True, slots=True)
class File:
    """The digest and the size of a file the manifest names, and the digests of its compressed forms.

    `gzip` and `brotli` are empty where there is no such form; `root` is the digest of the area record an export was
    made from, empty for a record.
    """

    sha256: str
    size: int
    gzip: str = ""
    brotli: str = ""
    root: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The log as a publication saw it: every act below `size` is shown, none after; `root` is the hash over them."""

    origin: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The head of a publication; everything else hangs from its digests.

    `key` is the Ed25519 key that signs it, in base64; `authority` the digest of the certificate of the authority behind
    all other keys, empty while no other key was used.
    """

    generated_at: str
    key: str
    authority: str
    previous: str | None
    log: Head
    elections: tuple[Mapping[str, str], ...]
    contests: Mapping[str, Entry]
    files: Mapping[str, File]
    notes: tuple[str, ...] = ()
    format: str = "recap-publication/2"
