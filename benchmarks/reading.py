"""Measure the reader on labelled photos: `python -m benchmarks.reading --data DIR [--json]`.

DIR holds `labels.json` (DATA.md); forms without a layout here are left out and counted. With `--json` the last line is
one object. A cell counts as accepted when the reader is sure of it; a form when its decision is accept.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ocr.decode import Limits
from ocr.identify import Layouts
from ocr.pool import read_with_drawing, readers
from recap.cli.read import known_forms
from recap.domain.reading import Decision, PageReading

_CODES = {"sah": "SAH", "tidak_sah": "TSAH", "total": "TOT"}
_FORMS = {"C.Hasil-PPWP-2024": "C.HASIL-PPWP-2024", "C.HASIL-KWK": "C.HASIL-KWK"}


@dataclass(slots=True)
class Score:
    """What is added up over all forms."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    ms: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


def main() -> None:
    """Read every labelled photo that a layout fits, and print how right the reader was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder with labels.json")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    arguments = parser.parse_args()
    labels = json.loads((arguments.data / "labels.json").read_text(encoding="utf-8"))
    known = [label for label in labels if label["form"].partition(" (")[0] in _FORMS]
    score = Score()
    score.counts["left_out"] = len(labels) - len(known)
    forms = known_forms(None, None)
    with readers() as pool:
        tasks = [pool.submit(_read, arguments.data / label["path"], forms) for label in known]
        for label, task in zip(known, tasks, strict=True):
            _add(score, label, task.result())
    result = summary(score)
    for name, value in result.items():
        print(f"{name:18} {value}")
    if arguments.json:
        print(json.dumps(result))


def summary(score: Score) -> dict[str, object]:
    """Return the figures of a run."""
    counts = score.counts
    pages = max(1, counts["forms"])
    return {
        "n": counts["numbers"],
        "accuracy": _part(counts["numbers_right"], counts["numbers"]),
        "coverage": _part(counts["sure"], counts["numbers"]),
        "accepted_wrong": counts["sure_wrong"],
        "boxes": counts["boxes"],
        "box_accuracy": _part(counts["boxes_right"], counts["boxes"]),
        "forms": counts["forms"],
        "form_accuracy": _part(counts["forms_right"], counts["forms"]),
        "form_coverage": _part(counts["accepted"], counts["forms"]),
        "forms_accepted_wrong": counts["accepted_wrong"],
        "left_out": counts["left_out"],
        "reasons": dict(score.reasons),
        "ms": {step: round(total / pages, 1) for step, total in score.ms.items()},
    }


def _read(path: Path, forms: Layouts) -> PageReading:
    return read_with_drawing(path.read_bytes(), forms, Limits(), drawn=False)[0]


def _add(score: Score, label: Mapping[str, Mapping[str, object]], reading: PageReading) -> None:
    right = True
    for key, value in label["values"].items():
        code = _code(key)
        cell = reading.cells.get(code)
        good = cell is not None and cell.as_read == value
        right = right and good
        sure = cell is not None and cell.sure
        score.counts.update(numbers=1, numbers_right=good, sure=sure, sure_wrong=sure and not good)
        written = str(label.get("boxes", {}).get(key, ""))
        seen = "".join(box.value for box in cell.boxes) if cell else ""
        _add_boxes(score, written, seen.ljust(len(written), "?"))
    accepted = reading.decision is Decision.ACCEPT
    score.counts.update(forms=1, forms_right=right, accepted=accepted, accepted_wrong=accepted and not right)
    score.reasons[f"{reading.decision.value}:{reading.reason}"] += 1
    for step, spent in reading.ms.items():
        score.ms[step] += spent


def _add_boxes(score: Score, written: str, seen: Iterable[str]) -> None:
    for true, read in zip(written, seen, strict=True):
        score.counts.update(boxes=1, boxes_right=true == read)


def _code(key: str) -> str:
    return f"PAS{int(key)}" if key.isdecimal() else _CODES.get(key, key)


def _part(some: int, of: int) -> float:
    return round(some / of, 5) if of else 0.0


if __name__ == "__main__":
    main()
