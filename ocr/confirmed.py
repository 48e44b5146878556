"""A corrected number whose right digit is clearly written above may be taken where sums of sure numbers confirm it."""

from collections.abc import Mapping, Sequence

from recap.domain.reading import CellReading
from recap.domain.rules import Relation, Rule, check


def confirmed(code: str, cells: Mapping[str, CellReading], rules: Sequence[Rule]) -> bool:
    """Tell whether a number, as it is read, makes every sum it stands in hold, and one of them of sure numbers alone.

    Those are sure and not corrected themselves: none hangs on this number in turn. A sum that does not hold denies it,
    however unsure the others are: sums never choose. `python -m benchmarks.rewritten_digits` tries it with digits
    above that are not the number's.
    """
    if cells[code].as_read is None or not cells[code].rewritten:
        return False
    known = {one: cell.as_read for one, cell in cells.items() if cell.as_read is not None}
    firm = {one for one, cell in cells.items() if cell.sure and not cell.corrected} | {code}
    here = [rule for rule in rules if code in rule.codes]
    sums = [rule for rule in here if rule.relation is Relation.EQUAL and firm.issuperset(rule.codes)]
    return bool(sums) and not check(known, here)
