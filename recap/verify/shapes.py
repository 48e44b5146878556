"""The shape of every published record: each name and each type as docs/publication.md says, no more and no less."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

Check = Callable[[object], bool]
_DIGEST = re.compile(r"[0-9a-f]{64}").fullmatch
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00").fullmatch


def misfit(kind: str, found: object) -> str | None:
    """Return the first field of a record of this kind that is not as described, None if all of it is.

    `kind` is `contest`, `area` or `station`, or empty for a manifest; a missing or an unknown field counts too.
    """
    fields = _KINDS[kind]
    if not isinstance(found, dict):
        return kind
    for name in fields.keys() ^ found.keys():
        return str(name)
    return next((name for name, check in fields.items() if not check(found[name])), None)


def _text(value: object) -> bool:
    return type(value) is str


def _flag(value: object) -> bool:
    return type(value) is bool


def _count(value: object) -> bool:
    return type(value) is int and value >= 0


def _digest(value: object) -> bool:
    return type(value) is str and _DIGEST(value) is not None


def _moment(value: object) -> bool:
    if type(value) is not str or _MOMENT(value) is None:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _either(constant: object, check: Check) -> Check:
    return lambda value: value == constant or check(value)


def _maybe(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _many(check: Check) -> Check:
    return lambda value: type(value) is list and all(map(check, value))


def _table(check: Check) -> Check:
    return lambda value: type(value) is dict and all(map(check, value.values()))


def _pair(first: Check, second: Check) -> Check:
    pair = 2
    return lambda value: type(value) is list and len(value) == pair and first(value[0]) and second(value[1])


def _record(fields: Mapping[str, Check]) -> Check:
    def fits(value: object) -> bool:
        if type(value) is not dict or value.keys() != fields.keys():
            return False
        return all(check(value[name]) for name, check in fields.items())

    return fits


def _exactly(constant: str) -> Check:
    return lambda value: value == constant


_numbers = _table(_count)
_maybe_count, _maybe_text, _maybe_moment = _maybe(_count), _maybe(_text), _maybe(_moment)
_digest_or_none = _either("", _digest)

_OBJECTION = _record(
    {"number": _count, "kind": _text, "role": _text, "choice": _maybe_count, "text": _text, "values": _numbers}
    | {"filed_at": _moment, "verdict": _maybe_text, "answer": _maybe_text, "answer_role": _maybe_text}
    | {"answered_at": _maybe_moment}
)
_REOPENING = _record(
    {"role": _text, "reason": _text, "asked_at": _moment, "granted": _maybe(_flag), "answer_role": _maybe_text}
    | {"note": _maybe_text, "answered_at": _maybe_moment}
)
_CERTIFICATE = _record(
    {"revision": _count, "sha256": _digest, "pdf": _digest, "key": _text, "signature": _digest, "standing": _text}
    | {"signed_at": _moment, "reopenings": _many(_REOPENING)}
)
_ORDER = _record(
    {"count": _count, "kind": _text, "ground": _text, "decision": _text, "voters": _numbers, "ballots": _maybe_count}
    | {"role": _text, "ordered_at": _moment}
)
_COUNTED = _record(
    {"count": _count, "revision": _count, "values": _numbers, "by_officer": _flag, "settled_at": _moment}
    | {"entry": _count}
)
_COPY = _record(
    {"count": _count, "revision": _count, "qr": _text, "key": _text, "pdf": _digest, "made_at": _moment}
    | {"received": _count, "due": _count}
)
_OPEN = {"number": _count, "key": _text, "severity": _text, "cells": _many(_text), "opened_at": _moment}
_SETTLED = _record(
    _OPEN
    | {"values": _many(_pair(_text, _maybe_count)), "left_sum": _maybe_count, "relation": _maybe_text}
    | {"right_sum": _maybe_count, "reason": _text, "note": _text, "role": _text, "corrections": _numbers}
    | {"settled_at": _moment, "second": _text}
)
_PHOTO = _record(
    {"sha256": _digest, "page": _maybe_count, "state": _text, "received_at": _moment, "public_sha256": _maybe(_digest)}
    | {"entry": _count}
)
_CELL = _record(
    {"read": _maybe_count, "keyed": _maybe_count, "written": _maybe_count, "corrected": _maybe_count, "counted": _count}
)
_CHILD = _record(
    {"code": _text, "name": _text, "object": _digest, "gzip": _digest, "brotli": _digest, "node": _digest}
    | {"stations_total": _count, "stations_in": _count, "states": _numbers, "values": _numbers, "number": _count}
    | {"state": _text, "counted": _flag, "revision": _count, "changed_at": _maybe_moment}
)
_STATION: Mapping[str, Check] = (
    {"contest": _text, "code": _text, "number": _count, "names": _table(_text), "voters": _numbers, "cap": _count}
    | {"state": _text, "counted": _flag, "revision": _count, "by_officer": _flag, "settled_at": _maybe_moment}
    | {"changed_at": _maybe_moment, "cells": _table(_CELL), "photos": _many(_PHOTO), "open": _many(_record(_OPEN))}
    | {"settled": _many(_SETTLED), "warnings": _many(_text), "count": _count, "readers": _table(_many(_text))}
    | {"kind": _exactly("station")}
    | {
        "acts": _record(
            {"orders": _many(_ORDER), "counts": _many(_COUNTED), "objections": _many(_OBJECTION)}
            | {"copy": _maybe(_COPY)}
        )
    }
)
_AREA: Mapping[str, Check] = (
    {"contest": _text, "code": _text, "name": _text, "tier": _text, "node": _digest, "stations_total": _count}
    | {"stations_in": _count, "states": _numbers, "values": _numbers, "children": _many(_CHILD)}
    | {"acts": _record({"certificates": _many(_CERTIFICATE), "objections": _many(_OBJECTION)})}
    | {"kind": _exactly("area")}
)
_CHOICE = _record({"number": _count, "name": _text, "kind": _text, "code": _text, "external_id": _text})
_ROW = _record({"code": _text, "label_id": _text, "label_en": _text, "cells": _many(_text)})
_RULE = _record({"key": _text, "severity": _text, "left": _many(_text), "relation": _text, "right": _many(_text)})
_CONTEST: Mapping[str, Check] = (
    {"id": _text, "office": _text, "title": _text, "area": _text, "layout": _text, "lanes": _many(_text)}
    | {"above": _many(_record({"code": _text, "name": _text})), "pages": _table(_many(_text))}
    | {"choices": _many(_CHOICE), "rows": _many(_ROW), "rules": _many(_RULE), "kind": _exactly("contest")}
)
_ENTRY = _record(
    {"object": _digest, "area": _digest, "node": _digest, "exports": _table(_text)}
    | {"exported_at": _either("", _moment)}
)
_FILE = _record(
    {"sha256": _digest, "size": _count, "gzip": _digest_or_none, "brotli": _digest_or_none, "root": _digest_or_none}
)
_MANIFEST: Mapping[str, Check] = (
    {"generated_at": _moment, "key": _text, "previous": _maybe(_digest), "authority": _digest_or_none}
    | {"log": _record({"origin": _text, "size": _count, "root": _digest}), "elections": _many(_table(_text))}
    | {"contests": _table(_ENTRY), "files": _table(_FILE), "notes": _many(_text)}
    | {"format": _exactly("recap-publication/2")}
)
_KINDS = {"": _MANIFEST, "contest": _CONTEST, "area": _AREA, "station": _STATION}
