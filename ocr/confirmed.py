"""A corrected number whose right digit is clearly written above may be taken where sums of sure numbers confirm it."""

from collections.abc import Mapping, Sequence

from recap.domain.reading import CellReading
from recap.domain.rules import Relation, Rule, check

_SUMS = 2
"""One sum may hold by the same mistake made twice; where a row's and a column's hold, both were made twice."""


def confirmed(code: str, cells: Mapping[str, CellReading], rules: Sequence[Rule]) -> bool:
    """Tell whether a number, as it is read, makes at least two sums hold and breaks no rule.

    Only rules count whose other numbers are all sure and not corrected themselves: none that hangs on it in turn. Sums
    never choose: what does not hold with the digit that was read leaves the number to a person.
    """
    number = cells[code].as_read
    if number is None or not cells[code].rewritten:
        return False
    sure = {one: cell for one, cell in cells.items() if cell.sure and not cell.corrected}
    known = {one: cell.as_read for one, cell in sure.items() if cell.as_read is not None} | {code: number}
    here = [rule for rule in rules if code in rule.codes and all(one in known for one in rule.codes)]
    sums = sum(rule.relation is Relation.EQUAL for rule in here)
    return sums >= _SUMS and not check(known, here)
