"""Add up how right a reader was: box by box, number by number, form by form."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ocr.risk.labelled import Sheet
from recap.domain.intervals import at_most, exact
from recap.domain.reading import CellReading, Decision, PageReading


@dataclass(slots=True)
class Score:
    """What is added up over all photos of a run."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    confused: Counter[str] = field(default_factory=Counter)
    steps: defaultdict[str, list[tuple[float, bool, bool]]] = field(default_factory=lambda: defaultdict(list))
    ms: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    sheets: list[Sheet] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def add(score: Score, name: str, written: Mapping[str, int], reading: PageReading, sheet: Sheet) -> None:
    """Add one photo: its numbers, its decision, its time."""
    cells = {code: reading.cells.get(code) for code in written}
    right = all(cell is not None and cell.as_read == written[code] for code, cell in cells.items())
    under_sums = [cell is not None and cell.decoded == written[code] for code, cell in cells.items()]
    score.counts.update(decoded_right=sum(under_sums), forms_decoded_right=all(under_sums))
    for code, value in written.items():
        cell = cells[code]
        good = cell is not None and cell.as_read == value
        sure = cell is not None and cell.sure
        score.counts.update(numbers=1, right=good, sure=sure, sure_wrong=sure and not good)
        if cell is not None and not good:
            score.wrong.append(f"{name} {code}: {value} read as {cell.as_read}{', SURE' if sure else ''}")
    accepted = reading.decision is Decision.ACCEPT
    score.counts.update(forms=1, forms_right=right, accepted=accepted, accepted_wrong=accepted and not right)
    score.counts.update(seen=reading.decision is not Decision.REFUSE)
    score.counts.update(seen_right=reading.decision is not Decision.REFUSE and right)
    score.reasons[f"{reading.decision.value}:{reading.reason}"] += 1
    score.sheets.append(sheet)
    for step, spent in reading.ms.items():
        score.ms[step] += spent


def add_boxes(score: Score, written: str, seen: Iterable[str]) -> None:
    """Add the boxes of one number: the sign that stands in each and the one that was read."""
    for true, read in zip(written, seen, strict=True):
        score.counts.update(boxes=1, boxes_right=true == read)
        if true != read:
            score.confused[f"{true}->{read}"] += 1


def add_steps(score: Score, written: Mapping[str, int], shares: Mapping[str, Mapping[str, CellReading]]) -> None:
    """Add what each share of the evidence says of the numbers of one photo."""
    for name, cells in shares.items():
        for code, value in written.items():
            cell = cells.get(code)
            found = (0.0, False, False) if cell is None else (cell.certainty, cell.as_read == value, cell.sure)
            score.steps[name].append(found)


def summary(score: Score) -> dict[str, object]:
    """Return the figures of a run; intervals are exact and hold 95 % (Clopper and Pearson)."""
    counts = score.counts
    return {
        "n": counts["numbers"],
        "accuracy": part(counts["right"], counts["numbers"]),
        "accuracy_95": between(counts["right"], counts["numbers"]),
        "accuracy_under_sums": part(counts["decoded_right"], counts["numbers"]),
        "coverage": part(counts["sure"], counts["numbers"]),
        "accepted_wrong": counts["sure_wrong"],
        "accepted_wrong_at_most": round(at_most(counts["sure_wrong"], counts["sure"]), 6),
        "coverage_at_no_wrong": _without_error([cell for sheet in score.sheets for cell in sheet.cells.values()]),
        "boxes": counts["boxes"],
        "box_accuracy": part(counts["boxes_right"], counts["boxes"]),
        "box_accuracy_95": between(counts["boxes_right"], counts["boxes"]),
        "forms": counts["forms"],
        "form_accuracy": part(counts["forms_right"], counts["forms"]),
        "form_accuracy_95": between(counts["forms_right"], counts["forms"]),
        "form_accuracy_under_sums": part(counts["forms_decoded_right"], counts["forms"]),
        "forms_not_refused": counts["seen"],
        "forms_not_refused_right": part(counts["seen_right"], counts["seen"]),
        "form_coverage": part(counts["accepted"], counts["forms"]),
        "forms_accepted_wrong": counts["accepted_wrong"],
        "forms_accepted_wrong_at_most": round(at_most(counts["accepted_wrong"], counts["accepted"]), 6),
        "form_coverage_at_no_wrong": round(coverage_without_error(score.sheets), 5),
        "reasons": dict(sorted(score.reasons.items())),
        "confusion": dict(score.confused.most_common()),
        "ms": {step: round(total / max(1, counts["forms"]), 1) for step, total in score.ms.items()},
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


def _step(cells: Sequence[tuple[float, bool, bool]]) -> dict[str, float]:
    return {
        "accuracy": part(sum(good for _, good, _ in cells), len(cells)),
        "coverage": part(sum(sure for _, _, sure in cells), len(cells)),
        "accepted_wrong": sum(sure and not good for _, good, sure in cells),
        "coverage_at_no_wrong": _without_error([(certainty, good) for certainty, good, _ in cells]),
    }


def _without_error(cells: Sequence[tuple[float, bool]]) -> float:
    """Return the share of numbers (certainty, right) above the most certain wrong one."""
    worst = max((certainty for certainty, right in cells if not right), default=0.0)
    return part(sum(certainty > worst for certainty, _ in cells), len(cells))
