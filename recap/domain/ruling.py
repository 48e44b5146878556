"""What an officer may answer to a discrepancy: a reason that fits, words, and only numbers that belong to it."""

from collections.abc import Mapping

from recap.domain import findings
from recap.domain.errors import ReasonMissing, ValuesMissing
from recap.domain.priority import is_decided
from recap.domain.reason import Reason
from recap.domain.refusals import CellsUnrelated, ReasonContradicts
from recap.domain.refusals.cases import NoteTooShort, PageIncomplete, ReasonUnfit
from recap.domain.rules import Severity
from recap.domain.settlement import READERS_DIFFER, Discrepancy

LEAST_WORDS = 30
"""Characters of a reason in the officer's own words: shorter ones say nothing that could be checked later."""

_READING = (Reason.MISREAD, Reason.MISKEYED, Reason.CORRECTED_ON_PAPER)
_MASTER = ("R14", "R16", "R17")
_BY_KIND: Mapping[str, tuple[Reason, ...]] = {
    READERS_DIFFER: _READING,
    findings.OBSERVER: (*_READING, Reason.HINT_CHECKED),
    findings.OBJECTION: (*_READING, Reason.HINT_CHECKED),
    findings.MISSING: (Reason.KEYED_FROM_PAPER,),
    findings.MISPLACED: (Reason.PHOTO_WRONG, Reason.KEYED_FROM_PAPER),
    findings.LIKENESS: (Reason.DUPLICATE_EXPLAINED, Reason.KEYED_FROM_PAPER),
    findings.CONTESTS: (Reason.HINT_CHECKED, *_READING),
    findings.OUTLIER: (Reason.HINT_CHECKED, *_READING),
}


def fitting(found: Discrepancy) -> tuple[Reason, ...]:
    """Return the reasons that fit, those of the list first; words of one's own fit always."""
    kind = findings.kind_of(found.key)
    listed = _BY_KIND.get(kind)
    if listed is None:
        checked = (Reason.HINT_CHECKED,) if found.severity is Severity.WARNING else ()
        master = (Reason.MASTER_DATA_DIFFERS,) if kind in _MASTER else ()
        listed = (*checked, *_READING, Reason.PAPER_DOES_NOT_ADD_UP, *master)
    return (*listed, Reason.OTHER)


def changes(found: Discrepancy, reason: Reason, note: str, values: Mapping[str, int]) -> dict[str, int]:
    """Return the numbers an answer gives that were not there before; raise if the answer does not fit.

    A reason that keeps the paper as written gives none, and any other gives at least one: an answer that changed
    nothing would leave the discrepancy as it is. Words of one's own may do either, where the numbers can stay.
    """
    _check(found, reason, note)
    unrelated = sorted(values.keys() - set(found.cells))
    if unrelated:
        raise CellsUnrelated(codes=", ".join(unrelated))
    seen = {} if _whole_page(found, reason) else dict(found.values)
    given = {code: value for code, value in values.items() if value != seen.get(code)}
    if reason.keeps_as_written and given:
        raise ReasonContradicts
    may_keep = reason.keeps_as_written or (reason is Reason.OTHER and not _needs_numbers(found))
    if min(given.values(), default=0 if may_keep else -1) < 0:
        raise ValuesMissing(codes=", ".join(found.cells))
    if _whole_page(found, reason) and given.keys() != set(found.cells):
        raise PageIncomplete(codes=", ".join(code for code in found.cells if code not in given))
    return given


def size_of(found: Discrepancy, given: Mapping[str, int], before: Mapping[str, int]) -> int:
    """Return the largest change an answer makes to a number of votes.

    The change is from what counts now (`before`); where nothing does, from the nearest number a reader saw; and where
    nobody saw one it is the whole number, which then is one person's word.
    """
    return max((_change(found, code, value, before) for code, value in given.items() if is_decided(code)), default=0)


def _check(found: Discrepancy, reason: Reason, note: str) -> None:
    if not note.strip():
        raise ReasonMissing
    if reason not in fitting(found):
        raise ReasonUnfit
    if reason is Reason.OTHER and len(note.strip()) < LEAST_WORDS:
        raise NoteTooShort(least=LEAST_WORDS)


def _needs_numbers(found: Discrepancy) -> bool:
    return found.between_readers or findings.kind_of(found.key) == findings.MISSING


def _whole_page(found: Discrepancy, reason: Reason) -> bool:
    return reason is Reason.KEYED_FROM_PAPER or (
        reason is Reason.OTHER and findings.kind_of(found.key) == findings.MISSING
    )


def _change(found: Discrepancy, code: str, value: int, before: Mapping[str, int]) -> int:
    if code in before:
        return abs(value - before[code])
    seen = [number for _, number in found.values if number is not None] if len(found.cells) == 1 else []
    return min((abs(value - number) for number in seen), default=value)
