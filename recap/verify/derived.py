"""The files in the manner of KPU's data: each one made again from the record it follows from, and compared."""

from collections.abc import Sequence
from typing import Any

from recap.domain import kpu
from recap.verify import phrases
from recap.verify.findings import Failure
from recap.verify.scene import Record, Scene


def check(scene: Scene, records: Sequence[Record]) -> None:
    """Note every derived file that none of these records makes; give those a visible or a coming manifest reaches."""
    due: dict[str, list[bytes]] = {}
    for record in records:
        for path, content in _files(scene.contest, record).items():
            due.setdefault(path, []).append(content)
    for path, found in scene.source.ahead(sorted(due)):
        scene.found.saw(path)
        if found is None:
            scene.note(Failure.MISSING, path, phrases.DERIVED_MISSING)
        elif found not in due[path]:
            scene.note(Failure.EXPORT, path, phrases.DERIVED)
        scene.found.count("derived")


def _files(contest: Record, record: Record) -> dict[str, bytes]:
    head: Any = contest
    shown: Any = record
    if record["kind"] == "station":
        return kpu.of_station(head, shown)
    above = kpu.of_contest(head, shown) if record["code"] == contest["area"] else {}
    return {**above, **kpu.of_area(head, shown)}
