"""Keep readings beside their truth, one line of JSON a page, as `recap calibrate` asks for them."""

import json
from collections.abc import Mapping

from ocr.risk.labelled import Sheet
from recap.domain.reading import Decision, PageReading
from recap.domain.rules import Severity, rules_for

_MAY_PASS = frozenset({"clear", "unsure", "corrected", "one_box", "corner_missing"})
"""Reasons that hang on how sure the numbers are; all others send a page to a person whatever the bar."""
_MOST_CHOICES = 10
_HARMLESS = frozenset(rule.key for rule in rules_for(_MOST_CHOICES) if rule.severity is Severity.WARNING)


def compare(reading: PageReading, written: Mapping[str, int], form: str, layout: str) -> Sheet:
    """Return a reading beside what is known to stand on this page; `form` names the station's form it belongs to."""
    known = {
        code: (reading.cells[code].certainty, reading.cells[code].as_read == value)
        for code, value in written.items()
        if code in reading.cells
    }
    accepted = reading.decision is Decision.ACCEPT
    hangs_on_numbers = reading.decision is Decision.REVIEW and reading.reason in _MAY_PASS
    adds_up = set(reading.discrepancies) <= _HARMLESS
    may_pass = len(known) == len(written) and (accepted or (hangs_on_numbers and adds_up))
    where = (form, layout, reading.page or 0, reading.quality)
    return Sheet(*where, accepted=accepted, may_pass=may_pass, cells=known)


def as_line(sheet: Sheet) -> str:
    """Return a sheet as one line of JSON."""
    return json.dumps({name: getattr(sheet, name) for name in Sheet.__slots__})
