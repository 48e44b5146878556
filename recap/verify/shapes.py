"""The shape of every published record: each name and each type as docs/publication.md says, no more and no less."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from recap.verify.words import is_plain

Check = Callable[[object], bool]
_DIGEST = re.compile(r"[0-9a-f]{64}").fullmatch
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00").fullmatch

_DAY = re.compile(r"\d{4}-\d\d-\d\d").fullmatch
_MOST_ELECTIONS = 100
"""Elections in one publication: for each of them all records are read."""


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


def _name(value: object) -> bool:
    # What is shown in one line of a report: nothing in it may be unseen, or end the line.
    return type(value) is str and is_plain(value)


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


def _day(value: object) -> bool:
    if type(value) is not str or _DAY(value) is None:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _few(check: Check) -> Check:
    return lambda value: type(value) is list and len(value) <= _MOST_ELECTIONS and all(map(check, value))


def _either(constant: object, check: Check) -> Check:
    return lambda value: value == constant or check(value)


def _maybe(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _many(check: Check) -> Check:
    return lambda value: type(value) is list and all(map(check, value))


def _table(check: Check) -> Check:
    return lambda value: type(value) is dict and all(map(_name, value)) and all(map(check, value.values()))


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
_maybe_count, _maybe_text, _maybe_name, _maybe_moment = _maybe(_count), _maybe(_text), _maybe(_name), _maybe(_moment)
_digest_or_none = _either("", _digest)

_OBJECTION = _record(
    {"number": _count, "kind": _name, "role": _name, "choice": _maybe_count, "text": _text, "values": _numbers}
    | {"filed_at": _moment, "verdict": _maybe_name, "answer": _maybe_text, "answer_role": _maybe_name}
    | {"answered_at": _maybe_moment}
)
_REOPENING = _record(
    {"role": _name, "reason": _text, "asked_at": _moment, "granted": _maybe(_flag), "answer_role": _maybe_name}
    | {"note": _maybe_text, "answered_at": _maybe_moment}
)
_CERTIFICATE = _record(
    {"revision": _count, "sha256": _digest, "pdf": _digest, "key": _name, "signature": _digest, "standing": _name}
    | {"signed_at": _moment, "reopenings": _many(_REOPENING)}
)
_ORDER = _record(
    {"count": _count, "kind": _name, "ground": _text, "decision": _text, "voters": _numbers, "ballots": _maybe_count}
    | {"role": _name, "ordered_at": _moment}
)
_COUNTED = _record(
    {"count": _count, "revision": _count, "values": _numbers, "by_officer": _flag, "settled_at": _moment}
    | {"entry": _count}
)
_COPY = _record(
    {"count": _count, "revision": _count, "qr": _text, "key": _name, "pdf": _digest, "made_at": _moment}
    | {"received": _count, "due": _count}
)
_OPEN = {"number": _count, "key": _name, "severity": _name, "cells": _many(_name), "opened_at": _moment}
_SETTLED = _record(
    _OPEN
    | {"values": _many(_pair(_name, _maybe_count)), "left_sum": _maybe_count, "relation": _maybe_name}
    | {"right_sum": _maybe_count, "reason": _text, "note": _text, "role": _name, "corrections": _numbers}
    | {"settled_at": _moment, "second": _name}
)
_PHOTO = _record(
    {"sha256": _digest, "page": _maybe_count, "state": _name, "received_at": _moment, "public_sha256": _maybe(_digest)}
    | {"entry": _count}
)
_CELL = _record(
    {"read": _maybe_count, "keyed": _maybe_count, "written": _maybe_count, "corrected": _maybe_count, "counted": _count}
)
_CHILD = _record(
    {"code": _name, "name": _name, "object": _digest, "gzip": _digest, "brotli": _digest, "node": _digest}
    | {"stations_total": _count, "stations_in": _count, "states": _numbers, "values": _numbers, "number": _count}
    | {"state": _name, "counted": _flag, "revision": _count, "changed_at": _maybe_moment}
)
_STATION: Mapping[str, Check] = (
    {"contest": _name, "code": _name, "number": _count, "names": _table(_name), "voters": _numbers, "cap": _count}
    | {"state": _name, "counted": _flag, "revision": _count, "by_officer": _flag, "settled_at": _maybe_moment}
    | {"changed_at": _maybe_moment, "cells": _table(_CELL), "photos": _many(_PHOTO), "open": _many(_record(_OPEN))}
    | {"settled": _many(_SETTLED), "warnings": _many(_name), "count": _count, "readers": _table(_many(_name))}
    | {"kind": _exactly("station")}
    | {
        "acts": _record(
            {"orders": _many(_ORDER), "counts": _many(_COUNTED), "objections": _many(_OBJECTION)}
            | {"copy": _maybe(_COPY)}
        )
    }
)
_AREA: Mapping[str, Check] = (
    {"contest": _name, "code": _name, "name": _name, "tier": _name, "node": _digest, "stations_total": _count}
    | {"stations_in": _count, "states": _numbers, "values": _numbers, "children": _many(_CHILD)}
    | {"acts": _record({"certificates": _many(_CERTIFICATE), "objections": _many(_OBJECTION)})}
    | {"kind": _exactly("area")}
)
_CHOICE = _record({"number": _count, "name": _name, "kind": _name, "code": _name, "external_id": _name})
_ROW = _record({"code": _name, "label_id": _name, "label_en": _name, "cells": _many(_name)})
_RULE = _record({"key": _name, "severity": _name, "left": _many(_name), "relation": _name, "right": _many(_name)})
_CONTEST: Mapping[str, Check] = (
    {"id": _name, "office": _name, "title": _name, "area": _name, "layout": _name, "lanes": _many(_name)}
    | {"above": _many(_record({"code": _name, "name": _name})), "pages": _table(_many(_name))}
    | {"choices": _many(_CHOICE), "rows": _many(_ROW), "rules": _many(_RULE), "kind": _exactly("contest")}
)
_ENTRY = _record(
    {"object": _digest, "area": _digest, "node": _digest, "exports": _table(_name)}
    | {"exported_at": _either("", _moment)}
)
_FILE = _record(
    {"sha256": _digest, "size": _count, "gzip": _digest_or_none, "brotli": _digest_or_none, "root": _digest_or_none}
)
_ELECTION = _record({"id": _name, "name": _name, "day": _day, "definition": _digest})
_MANIFEST: Mapping[str, Check] = (
    {"generated_at": _moment, "key": _name, "previous": _maybe(_digest), "authority": _digest_or_none}
    | {"log": _record({"origin": _name, "size": _count, "root": _digest}), "elections": _few(_ELECTION)}
    | {"contests": _table(_ENTRY), "files": _table(_FILE), "notes": _many(_text)}
    | {"format": _exactly("recap-publication/2")}
)
_KINDS = {"": _MANIFEST, "contest": _CONTEST, "area": _AREA, "station": _STATION}
