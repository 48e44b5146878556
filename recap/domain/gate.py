"""The gate: which readings become a result, which become a discrepancy, and what is still missing.

Two independent readers must agree on every cell and the hard rules must hold (DESIGN principles 2 and 3): the machine
and the KPPS, or, where the machine could not tell, the KPPS and a supervisor. Whoever else reads the form can confirm
a number or question it, and never change it. What does not pass is a discrepancy for the kecamatan's officer (PPK),
who settles it with a reason. "The paper does not add up" is a legal outcome: the numbers stay as written. What was
read, what is written and what was corrected stay apart; nothing here makes a number that no reader and no officer gave.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from recap.domain.observing import Testimony, by_cell, differing, supported, testimonies
from recap.domain.pairing import Pair, pair
from recap.domain.reading import Reading
from recap.domain.reason import Reason
from recap.domain.rules import Severity, Violation, check, check_station
from recap.domain.settlement import (
    OBSERVER_DIFFERS,
    READERS_DIFFER,
    Discrepancy,
    Outcome,
    Settlement,
    Sheet,
    State,
)


def settle(
    sheet: Sheet,
    readings: Sequence[Reading],
    settlements: Sequence[Settlement] = (),
    taken_over_at: datetime | None = None,
) -> Outcome:
    """Return the outcome of all readings and settlements of one count of a station, each oldest first.

    `taken_over_at` is when the tier above opened its plenary over the station, None if it has not.
    """
    said = testimonies(readings)
    observed = by_cell(said, sheet.codes)
    own = [reading for reading in readings if reading.observer is None]
    if not own and not settlements:
        return Outcome(State.WAITING, observed=observed)
    touched_at = min((at for at in (taken_over_at, *(s.settled_at for s in settlements)) if at), default=None)
    pairs = {page: pair(codes, (r for r in own if r.page == page), touched_at) for page, codes in sheet.pages.items()}
    agreed = {code: value for p in pairs.values() for code, value in _agreed(p, said).items()}
    written, corrected = _rule_on(agreed, settlements, frozenset(sheet.codes))
    values = {**written, **corrected}
    seen = {code: p.seen(code) for p in pairs.values() for code in p.codes}
    broken = [_of_rule(v) for v in (*check(values, sheet.rules), *check_station(values, sheet.facts))]
    still_open = (*_between(pairs.values(), values), *_outside(seen, (written, values), said, settlements))
    still_open += tuple(_gated(broken, settlements))
    return Outcome(
        state=_state(still_open, missing=any(code not in values for code in sheet.codes)),
        values=values,
        read={code: p.seen(code)[0] for p in pairs.values() if p.machine for code in p.codes},
        keyed={code: p.seen(code)[1] for p in pairs.values() if p.kpps for code in p.codes},
        written=written,
        corrected=corrected,
        photos={page: p.machine.photo for page, p in pairs.items() if p.machine},
        open=still_open,
        warnings=tuple(d for d in broken if d.severity is Severity.WARNING),
        confirmed=frozenset(page for page, p in pairs.items() if p.confirmed),
        closed=frozenset(page for page, p in pairs.items() if p.closed),
        confirmed_by=_confirmed_by(seen, written, said),
        observed=observed,
        by_officer=bool(settlements),
    )


def _agreed(readers: Pair, said: Sequence[Testimony]) -> dict[str, int]:
    """Return the numbers two independent readers of a page saw alike."""
    agreed = readers.agreed()
    if readers.confirmed:
        for code in readers.codes:
            machine, kpps = readers.seen(code)
            if machine is None and kpps is not None and supported(said, code, kpps):
                agreed[code] = kpps
    return agreed


def _rule_on(
    agreed: Mapping[str, int], settlements: Iterable[Settlement], known: frozenset[str]
) -> tuple[dict[str, int], dict[str, int]]:
    """Return what is written and what was corrected: an officer's later word on a cell replaces the earlier."""
    written, corrected = dict(agreed), dict[str, int]()
    for settlement in settlements:
        for code in known & settlement.values.keys():
            if settlement.reason is Reason.CORRECTED_ON_PAPER:
                corrected[code] = settlement.values[code]
            else:
                written[code] = settlement.values[code]
                corrected.pop(code, None)
    return written, corrected


def _between(pairs: Iterable[Pair], values: Mapping[str, int]) -> list[Discrepancy]:
    """Return a discrepancy for each cell of a confirmed page that has no number yet."""
    return [
        Discrepancy(f"{READERS_DIFFER}:{code}", Severity.HARD, (code,), _by_reader(*p.seen(code)))
        for p in pairs
        if p.confirmed
        for code in p.codes
        if code not in values
    ]


def _outside(
    seen: Mapping[str, tuple[int | None, int | None]],
    numbers: tuple[Mapping[str, int], Mapping[str, int]],
    said: Sequence[Testimony],
    settlements: Iterable[Settlement],
) -> list[Discrepancy]:
    """Return a discrepancy for each cell in which an observer read something else than is written.

    `numbers` are those written and those that count: once corrected to what an observer read, there is no question.
    """
    answered = {settlement.fingerprint for settlement in settlements}
    written, counting = numbers
    theirs = {
        code: tuple(each for each in differing(said, code, value) if each[1] != counting[code])
        for code, value in written.items()
    }
    found = [
        Discrepancy(f"{OBSERVER_DIFFERS}:{code}", Severity.HARD, (code,), (*_by_reader(*seen[code]), *theirs[code]))
        for code in seen
        if theirs.get(code)
    ]
    return [each for each in found if each.fingerprint not in answered]


def _by_reader(machine: int | None, kpps: int | None) -> tuple[tuple[str, int | None], ...]:
    return (("machine", machine), ("kpps", kpps))


def _confirmed_by(
    seen: Mapping[str, tuple[int | None, int | None]], written: Mapping[str, int], said: Sequence[Testimony]
) -> dict[str, tuple[str, ...]]:
    return {
        code: (
            *(name for name, number in _by_reader(*seen[code]) if number == value),
            *(testimony.observer.name for testimony in said if testimony.confirms(code, value)),
        )
        for code, value in written.items()
        if code in seen
    }


def _gated(broken: Iterable[Discrepancy], settlements: Iterable[Settlement]) -> list[Discrepancy]:
    kept = {settlement.fingerprint for settlement in settlements if settlement.keeps}
    return [d for d in broken if d.severity is not Severity.WARNING and d.fingerprint not in kept]


def _of_rule(broken: Violation) -> Discrepancy:
    cells = tuple(code for code, _ in broken.values)
    sums = (broken.left_sum, broken.relation, broken.right_sum)
    return Discrepancy(broken.key, broken.severity, cells, broken.values, *sums)


def _state(still_open: Sequence[Discrepancy], *, missing: bool) -> State:
    if still_open:
        return State.EXAMINATION
    return State.READ if missing else State.ACCEPTED
