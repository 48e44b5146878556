"""Add up how right a reader was: box by box, number by number, page by page, form by form."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ocr.risk import labelled
from ocr.risk.labelled import Sheet
from recap.domain.intervals import at_most, exact
from recap.domain.reading import CellReading, Decision, PageReading


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one number: its certainty, whether it is right as read and as decoded, whether it passes."""

    certainty: float = 0.0
    right: bool = False
    decoded_right: bool = False
    accepted: bool = False

    @property
    def wrongly(self) -> bool:
        """Tell whether a wrong number passes."""
        return self.accepted and not self.right


@dataclass(slots=True)
class Score:
    """What is added up over all photos of a run.

    `whole` tells of each form whether its pages were seen, right and decoded right; `wrong` what went wrong, by line.
    """

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    confused: Counter[str] = field(default_factory=Counter)
    steps: defaultdict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))
    ms: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    sheets: list[Sheet] = field(default_factory=list)
    whole: dict[str, tuple[bool, bool, bool]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def found_of(written: Mapping[str, int], cells: Mapping[str, CellReading]) -> dict[str, Found]:
    """Return what was found of each number that is written; one passes if sure, and read as it is decoded."""
    return {code: _found(value, cells.get(code)) for code, value in written.items()}


def add(score: Score, name: str, written: Mapping[str, int], reading: PageReading, sheet: Sheet) -> None:
    """Add one photo: its numbers, its decision, its time."""
    found = found_of(written, reading.cells)
    seen, accepted = reading.decision is not Decision.REFUSE, reading.decision is Decision.ACCEPT
    right = all(each.right for each in found.values())
    decoded = all(each.decoded_right for each in found.values())
    for code, each in found.items():
        score.counts.update(n=1, seen=seen, right=each.right, decoded_right=each.decoded_right)
        score.counts.update(accepted=each.accepted, accepted_wrong=each.wrongly)
        if seen and not each.right:
            score.wrong.append(_told(f"{name} {code}: {written[code]}", reading.cells.get(code), each))
    score.wrong += [] if seen else [f"{name}: refused, {reading.reason}"]
    score.counts.update(pages=1, pages_seen=seen, pages_right=seen and right, pages_decoded_right=seen and decoded)
    score.counts.update(pages_accepted=accepted, pages_accepted_wrong=accepted and not right)
    before = score.whole.get(sheet.form, (True, True, True))
    score.whole[sheet.form] = (before[0] and seen, before[1] and right, before[2] and decoded)
    score.reasons[f"{reading.decision.value}:{reading.reason}"] += 1
    score.sheets.append(sheet)
    for step, spent in reading.ms.items():
        score.ms[step] += spent


def add_boxes(score: Score, written: str, seen: Iterable[str]) -> None:
    """Add the boxes of one number: the sign that stands in each, `?` where it is not known, and the one read."""
    for true, read in zip(written, seen, strict=True):
        if true != "?":
            score.counts.update(boxes=1, boxes_right=true == read)
            score.confused.update([f"{true}->{read}"] if true != read else ())


def summary(score: Score) -> dict[str, object]:
    """Return the figures of a run; intervals are exact and hold 95 % (Clopper and Pearson)."""
    counts = score.counts
    return {
        "n": counts["n"],
        "registrable": counts["seen"],
        "accuracy": part(counts["right"], counts["seen"]),
        "accuracy_95": between(counts["right"], counts["seen"]),
        "accuracy_of_all": part(counts["right"], counts["n"]),
        "decoded_accuracy": part(counts["decoded_right"], counts["seen"]),
        "coverage": part(counts["accepted"], counts["n"]),
        "accepted_wrong": counts["accepted_wrong"],
        "accepted_wrong_at_most": round(at_most(counts["accepted_wrong"], counts["accepted"]), 6),
        "coverage_at_no_wrong": _without_error([cell for sheet in score.sheets for cell in sheet.cells.values()]),
        "boxes": counts["boxes"],
        "box_accuracy": part(counts["boxes_right"], counts["boxes"]),
        "box_accuracy_95": between(counts["boxes_right"], counts["boxes"]),
        **_pages(score),
        **_forms(score),
        "reasons": dict(sorted(score.reasons.items())),
        "confusion": dict(score.confused.most_common()),
        "ms": {step: round(total / max(1, counts["pages"]), 1) for step, total in score.ms.items()},
        "ablation": {name: _step(each) for name, each in score.steps.items()},
    }


def coverage_without_error(sheets: Sequence[Sheet]) -> float:
    """Return the share of sheets above the most certain wrong one: what passes at no error, looked at afterwards."""
    worst = max((sheet.certainty for sheet in sheets if sheet.wrong), default=0.0)
    return sum(sheet.certainty > worst for sheet in sheets) / max(1, len(sheets))


def part(some: int, of: int) -> float:
    """Return a share, 0 of nothing."""
    return round(some / of, 5) if of else 0.0


def between(some: int, of: int) -> list[float]:
    """Return the ends of the exact 95 % interval of a share."""
    return [round(end, 5) for end in exact(some, of)]


def _pages(score: Score) -> dict[str, object]:
    counts = score.counts
    return {
        "pages": counts["pages"],
        "pages_registrable": counts["pages_seen"],
        "page_accuracy": part(counts["pages_right"], counts["pages_seen"]),
        "page_accuracy_95": between(counts["pages_right"], counts["pages_seen"]),
        "page_decoded_accuracy": part(counts["pages_decoded_right"], counts["pages_seen"]),
        "page_coverage": part(counts["pages_accepted"], counts["pages"]),
        "pages_accepted_wrong": counts["pages_accepted_wrong"],
        "pages_accepted_wrong_at_most": round(at_most(counts["pages_accepted_wrong"], counts["pages_accepted"]), 6),
        "page_coverage_at_no_wrong": round(coverage_without_error(score.sheets), 5),
    }


def _forms(score: Score) -> dict[str, object]:
    """Return the figures of whole forms, as far as their pages are labelled; a refused page keeps its form back."""
    seen = [each for each in score.whole.values() if each[0]]
    passed = [form for form in labelled.forms(score.sheets) if form.accepted]
    wrong = sum(form.wrong for form in passed)
    return {
        "forms": len(score.whole),
        "forms_registrable": len(seen),
        "form_accuracy": part(sum(right for _, right, _ in seen), len(seen)),
        "form_accuracy_95": between(sum(right for _, right, _ in seen), len(seen)),
        "form_decoded_accuracy": part(sum(decoded for _, _, decoded in seen), len(seen)),
        "form_coverage": part(len(passed), len(score.whole)),
        "forms_accepted_wrong": wrong,
        "forms_accepted_wrong_at_most": round(at_most(wrong, len(passed)), 6),
    }


def _found(value: int, cell: CellReading | None) -> Found:
    if cell is None:
        return Found()
    accepted = cell.sure and cell.as_read == cell.decoded
    return Found(cell.certainty, cell.as_read == value, cell.decoded == value, accepted)


def _told(what: str, cell: CellReading | None, found: Found) -> str:
    if cell is None:
        return f"{what} not read"
    return f"{what} read as {cell.as_read}, decoded as {cell.decoded}{', ACCEPTED' if found.accepted else ''}"


def _step(found: Sequence[Found]) -> dict[str, float]:
    return {
        "accuracy": part(sum(each.right for each in found), len(found)),
        "decoded_accuracy": part(sum(each.decoded_right for each in found), len(found)),
        "coverage": part(sum(each.accepted for each in found), len(found)),
        "accepted_wrong": sum(each.wrongly for each in found),
        "coverage_at_no_wrong": _without_error([(each.certainty, each.right) for each in found]),
    }


def _without_error(cells: Sequence[tuple[float, bool]]) -> float:
    """Return the share of numbers (certainty, right) above the most certain wrong one."""
    worst = max((certainty for certainty, right in cells if not right), default=0.0)
    return part(sum(certainty > worst for certainty, _ in cells), len(cells))
