"""The one spelling of a published record, so that its digest names it."""

import json
from dataclasses import asdict
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from aggregation.manifest import Manifest
from aggregation.records import AreaRecord, ContestRecord, StationRecord
from recap.domain.errors import Unverified

Record = StationRecord | AreaRecord | ContestRecord | Manifest
R = TypeVar("R", StationRecord, AreaRecord, ContestRecord, Manifest)


def encode(record: Record) -> bytes:
    """Return a record in its one spelling: JSON in UTF-8, sorted keys, no spaces, whole numbers."""
    text = json.dumps(asdict(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def decode(kind: type[R], content: bytes) -> R:
    """Return the record in these bytes; Unverified if they are not such a record in its one spelling."""
    try:
        record = _adapter(kind).validate_json(content, strict=False)
    except ValidationError as error:
        raise Unverified from error
    if encode(record) != content:
        raise Unverified
    return record


def digest(content: bytes) -> str:
    """Return the SHA-256 of the bytes in lower-case hexadecimal digits."""
    return sha256(content).hexdigest()


_ADAPTERS: dict[type[Record], TypeAdapter[Any]] = {
    kind: TypeAdapter(kind) for kind in (StationRecord, AreaRecord, ContestRecord, Manifest)
}


def _adapter(kind: type[R]) -> TypeAdapter[R]:
    return _ADAPTERS[kind]
