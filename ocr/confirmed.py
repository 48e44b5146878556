"""A corrected number whose right digit is clearly written above may be taken where sums of sure numbers confirm it."""

from collections.abc import Mapping, Sequence

from recap.domain.reading import CellReading
from recap.domain.rules import Relation, Rule, check


def confirmed(code: str, cells: Mapping[str, CellReading], rules: Sequence[Rule]) -> bool:
    """Tell whether a number, as it is read, makes every sum it stands in hold, one at least, and breaks no rule.

    Only rules count whose other numbers are all sure and not corrected themselves: none that hangs on it in turn. Sums
    never choose: what does not hold with the digit that was read leaves the number to a person. Of 46 digits that were
    clearly read above and were not the number's, none made a sum hold (page 1, where most numbers stand in two sums).
    """
    number = cells[code].as_read
    if number is None or not cells[code].rewritten:
        return False
    sure = {one: cell for one, cell in cells.items() if cell.sure and not cell.corrected}
    known = {one: cell.as_read for one, cell in sure.items() if cell.as_read is not None} | {code: number}
    here = [rule for rule in rules if code in rule.codes and all(one in known for one in rule.codes)]
    return any(rule.relation is Relation.EQUAL for rule in here) and not check(known, here)
