"""Files as their digests promise them: records in their one spelling, and the packed siblings beside them."""

import json
import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256

from recap.domain.canonical import canonical
from recap.verify import phrases, shapes, texts
from recap.verify.findings import Failure, Finding, Found
from recap.verify.scene import Record
from recap.verify.source import FileMissing, Source
from recap.verify.words import Words

_GZIP = 16 + zlib.MAX_WBITS


def object_path(name: str) -> str:
    """Return where the record with this digest lies."""
    return f"objects/{name}.json"


def note(found: Found, failure: Failure, path: str, words: Words, **facts: str | int) -> None:
    """Keep a finding about a file."""
    found.note(Finding(failure, path, words, facts))


def fetch(source: Source, found: Found, path: str, digest: str | None = None) -> bytes | None:
    """Return the bytes of a file the folder must have, None if they are missing or not those of the digest."""
    try:
        content: bytes | None = source.read(path)
    except FileMissing:
        content = None
    return same(found, path, content, digest)


def same(found: Found, path: str, content: bytes | None, digest: str | None) -> bytes | None:
    """Return these bytes if they are those of the digest; answer for the file and note what is wrong with it."""
    found.saw(path)
    if content is None:
        note(found, Failure.MISSING, path, texts.MISSING)
    elif digest is not None and sha256(content).hexdigest() != digest:
        note(found, Failure.CHANGED, path, texts.CHANGED)
    else:
        return content
    return None


def parse(found: Found, path: str, content: bytes, kind: str) -> Record | None:
    """Return the record in these bytes; None, and a finding, unless they are such a record in its one spelling."""
    record: Record = {}
    try:
        record = json.loads(content)
        spelled = canonical(record).encode() == content
    except (ValueError, TypeError, AttributeError, RecursionError):
        spelled = False
    if not spelled:
        note(found, Failure.SHAPE, path, texts.SHAPE)
        return None
    wrong = shapes.misfit(kind, record)
    if wrong is not None:
        note(found, Failure.SHAPE, path, phrases.SHAPE, field=wrong)
        return None
    return record


def records(source: Source, found: Found, wanted: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes, Record]]:
    """Yield (digest, bytes, record) for every (digest, kind) that is wanted; those that fail are noted and left out."""
    kinds = dict(wanted)
    paths = {object_path(name): name for name in kinds}
    for path, content in source.ahead(paths):
        name = paths[path]
        whole = same(found, path, content, name)
        record = parse(found, path, whole, kinds[name]) if whole is not None else None
        if whole is not None and record is not None:
            yield name, whole, record


def siblings(source: Source, found: Found, packed: Iterable[tuple[str, bytes, str, str]]) -> None:
    """Check packed siblings, given as (path, its bytes, digest of `.gz`, of `.br`); an empty digest means none.

    What is in `.gz` is unpacked and compared. The standard library cannot unpack Brotli: of `.br` the digest, which the
    record above names, is checked alone.
    """
    due: dict[str, tuple[str, bytes]] = {}
    for path, content, gzip, brotli in packed:
        if gzip:
            due[f"{path}.gz"] = gzip, content
        if brotli:
            due[f"{path}.br"] = brotli, b""
    for path, packing in source.ahead(due):
        digest, content = due[path]
        whole = same(found, path, packing, digest)
        if whole is not None and path.endswith(".gz") and not _holds(whole, content):
            note(found, Failure.CHANGED, path, texts.SIBLING)
        found.count("sibling")


def _holds(packing: bytes, content: bytes) -> bool:
    unpacking = zlib.decompressobj(_GZIP)
    try:
        # One byte more than due: a file that unpacks to gigabytes is not unpacked.
        unpacked = unpacking.decompress(packing, len(content) + 1)
    except zlib.error:
        return False
    return unpacked == content and unpacking.eof and not unpacking.unused_data
