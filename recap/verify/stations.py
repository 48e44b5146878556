"""Stations: their own numbers cell by cell, what the kelurahan says of them, and every act beside its log entry."""

from collections.abc import Sequence
from itertools import pairwise

from recap.domain.rules import Severity
from recap.domain.settlement import State
from recap.verify import areas, entries, moments, origins, photos, phrases, statements, sums
from recap.verify.findings import Failure
from recap.verify.logged import Logged
from recap.verify.scene import Record, Scene, Seen

_WARNING = Severity.WARNING.value


def check(scene: Scene, seen: Seen) -> None:
    """Note everything in which a station's record is not what its own numbers, the log and the kelurahan make it."""
    areas.claims(scene, seen, sums.claim_of_station(scene.scheme, seen.record, seen.sha256))
    _identity(scene, seen)
    _latest(scene, seen)
    _logged(scene, seen)
    origins.check(scene, seen)
    photos.check(scene, seen)
    statements.check(scene, seen)
    moments.check(scene, seen)


def _identity(scene: Scene, seen: Seen) -> None:
    record = seen.record
    due: Record = {"contest": scene.contest["id"], "state": record["state"]}
    if record["state"] not in set(State):
        due["state"] = State.WAITING.value
    if not record["counted"]:
        due |= {"cells": {}, "revision": 0, "by_officer": False, "settled_at": None, "readers": {}, "count": 1}
    for name, value in due.items():
        if record[name] != value:
            facts = {"field": name, "published": phrases.short(record[name]), "due": phrases.short(value)}
            scene.note(Failure.SHAPE, seen.path, phrases.FIELD, code=record["code"], **facts)
    if not seen.claims:
        scene.note(Failure.TOTAL, seen.path, phrases.CHILDREN, code=record["code"])


def _latest(scene: Scene, seen: Seen) -> None:
    """Demand that what is counted is the last of all accepted revisions, and that these are told in their order."""
    record, counts = seen.record, seen.record["acts"]["counts"]
    steps = [(each["count"], each["revision"]) for each in counts]
    if any(one >= other for one, other in pairwise(steps)):
        scene.note(Failure.TOTAL, seen.path, phrases.REVISIONS, code=record["code"])
    said = {"counted": record["counted"]}
    due = {"counted": bool(counts)}
    if counts and record["counted"]:
        names = ("count", "revision", "by_officer", "settled_at")
        said |= {name: record[name] for name in names} | {"values": sums.values_of(record)}
        due |= {name: counts[-1][name] for name in (*names, "values")}
    for name, value in due.items():
        if said[name] != value:
            facts = {"field": name, "published": phrases.short(said[name]), "due": phrases.short(value)}
            scene.note(Failure.TOTAL, seen.path, phrases.COUNTS, code=record["code"], **facts)


def _logged(scene: Scene, seen: Seen) -> None:
    """Compare with the log what is not an act of its own: state, cells, open cases, acknowledgements of the copy."""
    entries.compare(scene, seen, entries.shown_at_station(seen.record), entries.due_at_station)
    for size in sorted({seen.first, seen.last}):
        known = [each for each in scene.entries.of(seen.record["code"]) if each.index < size]
        _state(scene, seen, known)
        _places(scene, seen, known)
        _cases(scene, seen, known)
        _warnings(scene, seen, known)
        _receipts(scene, seen, known)


def _places(scene: Scene, seen: Seen, known: Sequence[Logged]) -> None:
    """Compare where a record says that its results stand in the log with where they do."""
    at = {(e.public.get("count"), e.public.get("revision")): e.index for e in known if e.act == "result"}
    for each in seen.record["acts"]["counts"]:
        due = at.get((each["count"], each["revision"]))
        if each["entry"] != due:
            facts = {"field": "entry", "published": each["entry"], "due": str(due)}
            scene.note(Failure.UNLOGGED, seen.path, phrases.STATE, code=seen.record["code"], **facts)


def _state(scene: Scene, seen: Seen, known: Sequence[Logged]) -> None:
    said = [each for each in known if each.act == "station_state"]
    nothing = {"state": State.WAITING.value, "revision": 0}
    due = said[-1].public if said and said[-1].change != "delete" else nothing
    for name in ("state", "revision"):
        if seen.record[name] != due.get(name):
            facts = {"field": name, "published": str(seen.record[name]), "due": str(due.get(name))}
            scene.note(Failure.UNLOGGED, seen.path, phrases.STATE, code=seen.record["code"], **facts)


def _cases(scene: Scene, seen: Seen, known: Sequence[Logged]) -> None:
    names = ("case", "key", "severity")
    logged = {tuple(each.public.get(name) for name in names) for each in known if each.act == "discrepancy"}
    for case in (*seen.record["open"], *seen.record["settled"]):
        if (case["number"], case["key"], case["severity"]) not in logged:
            facts = {"number": case["number"], "key": case["key"]}
            scene.note(Failure.UNLOGGED, seen.path, phrases.CASE, code=seen.record["code"], **facts)


def _warnings(scene: Scene, seen: Seen, known: Sequence[Logged]) -> None:
    noted = {e.public.get("key") for e in known if e.act == "discrepancy" and e.public.get("severity") == _WARNING}
    for key in seen.record["warnings"]:
        if key not in noted:
            scene.note(Failure.UNLOGGED, seen.path, phrases.CASE, code=seen.record["code"], number="-", key=key)


def _receipts(scene: Scene, seen: Seen, known: Sequence[Logged]) -> None:
    copy = seen.record["acts"]["copy"]
    if copy is None:
        return
    at = {"count": copy["count"], "revision": copy["revision"]}
    logged = sum(each.act == "copy_receipt" and dict(each.public) == at for each in known)
    if copy["received"] > min(logged, copy["due"]):
        facts = {"published": copy["received"], "due": logged}
        scene.note(Failure.UNLOGGED, seen.path, phrases.RECEIPTS, code=seen.record["code"], **facts)
