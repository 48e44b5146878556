"""Moments: what a record says happened at a time was written down by the log about then."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from recap.verify import phrases
from recap.verify.findings import Failure
from recap.verify.logged import Logged
from recap.verify.scene import Record, Scene, Seen

APART = timedelta(minutes=15)
"""A receipt promises the log no later; clocks of one house differ by less."""

Moment = tuple[str, str, Mapping[str, object]]
"""A moment, the kind of act that happened then, and what is public of that act."""


def check(scene: Scene, seen: Seen) -> None:
    """Note every moment of a record that is not near the one at which the log took the act in.

    Acts from before the log came to it later: of them no moment may be later than that.
    """
    known = [each for each in scene.entries.of(seen.record["code"]) if each.index < seen.first]
    told = _of_area(seen.record) if seen.record["kind"] == "area" else _of_station(seen.record)
    for moment, act, public in told:
        acts = [each for each in known if each.act == act and public.items() <= each.public.items()]
        if acts and not any(_near(scene, each, moment) for each in acts):
            facts = {"act": act, "published": moment, "due": acts[-1].at}
            scene.note(Failure.UNLOGGED, seen.path, phrases.MOMENT, code=seen.record["code"], **facts)
    changed = seen.record.get("changed_at")
    if changed is not None and not any(_near(scene, each, changed) for each in known):
        facts = {"act": "changed_at", "published": changed, "due": known[-1].at if known else "-"}
        scene.note(Failure.UNLOGGED, seen.path, phrases.MOMENT, code=seen.record["code"], **facts)


def _near(scene: Scene, entry: Logged, moment: str) -> bool:
    late = datetime.fromisoformat(entry.at) - datetime.fromisoformat(moment)
    return late >= -APART and (late <= APART or entry.index < scene.begun)


def _of_station(record: Record) -> Iterator[Moment]:
    acts = record["acts"]
    for each in record["photos"]:
        yield each["received_at"], "upload", {"photo": each["sha256"]}
    for each in acts["counts"]:
        yield each["settled_at"], "result", {"count": each["count"], "revision": each["revision"]}
    for each in acts["orders"]:
        yield each["ordered_at"], "count_order", {"count": each["count"]}
    for case in (*record["open"], *record["settled"]):
        yield case["opened_at"], "discrepancy", {"case": case["number"]}
    for case in record["settled"]:
        yield case["settled_at"], "approval" if case["second"] else "settlement", {"case": case["number"]}
    if acts["copy"] is not None:
        at = {"count": acts["copy"]["count"], "revision": acts["copy"]["revision"]}
        yield acts["copy"]["made_at"], "copy", at
    yield from _objections(acts["objections"])


def _of_area(record: Record) -> Iterator[Moment]:
    for each in record["acts"]["certificates"]:
        yield each["signed_at"], "certificate", {"certificate": each["sha256"]}
        for asked in each["reopenings"]:
            yield asked["asked_at"], "reopening", {"certificate": each["sha256"]}
            if asked["answered_at"] is not None:
                yield asked["answered_at"], "reopening_answer", {"certificate": each["sha256"]}
    yield from _objections(record["acts"]["objections"])


def _objections(filed: Sequence[Record]) -> Iterator[Moment]:
    for each in filed:
        yield each["filed_at"], "objection", {"number": each["number"]}
        if each["answered_at"] is not None:
            yield each["answered_at"], "objection_answer", {"number": each["number"]}
