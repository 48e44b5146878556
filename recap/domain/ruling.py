"""What an officer may answer to a discrepancy: a reason, words, and only numbers that belong to it."""

from collections.abc import Mapping

from recap.domain.errors import ReasonMissing, ValuesMissing
from recap.domain.refusals import CellsUnrelated, ReasonContradicts
from recap.domain.settlement import Discrepancy, Reason


def changes(found: Discrepancy, reason: Reason, note: str, values: Mapping[str, int]) -> dict[str, int]:
    """Return the numbers an answer gives that were not there before; raise if the answer does not fit.

    A reason that keeps the paper as written gives none, and any other gives at least one: an answer that changed
    nothing would leave the discrepancy as it is.
    """
    if not note.strip():
        raise ReasonMissing
    unrelated = sorted(values.keys() - set(found.cells))
    if unrelated:
        raise CellsUnrelated(codes=", ".join(unrelated))
    seen = {} if found.between_readers else dict(found.values)
    given = {code: value for code, value in values.items() if value != seen.get(code)}
    if reason.keeps_as_written and given:
        raise ReasonContradicts
    kept = reason.keeps_as_written and not found.between_readers
    if min(given.values(), default=-1) < 0 and not kept:
        raise ValuesMissing(codes=", ".join(found.cells))
    return given
