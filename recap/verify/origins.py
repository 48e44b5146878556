"""How each number of a station came about: who read and keyed it, what an officer said, and the rules it must obey."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from recap.domain.public_part import digest_of
from recap.domain.rules import Severity, StationFacts, rules_for
from recap.domain.rules import check as broken
from recap.domain.rules import check_station as broken_facts
from recap.domain.settlement import State
from recap.verify import entries, phrases, sums
from recap.verify.findings import Failure
from recap.verify.logged import Logged
from recap.verify.scene import Record, Scene, Seen

_SETTLED = frozenset({State.ACCEPTED.value, State.LOCKED.value})
_rules = lru_cache(rules_for)


def check(scene: Scene, seen: Seen) -> None:
    """Note every number of a station that nobody shown here gave, and every rule it breaks without an answer."""
    _cases(scene, seen)
    if not seen.record["counted"]:
        return
    known = [each for each in scene.entries.of(seen.record["code"]) if each.index < seen.first]
    _cells(scene, seen)
    _given(scene, seen, known)
    _readers(scene, seen, known)
    _by_officer(scene, seen, known)
    _logged(scene, seen, known)
    _rules_hold(scene, seen)


def _cells(scene: Scene, seen: Seen) -> None:
    """Demand every cell of the form, and that it counts what is written or corrected."""
    record = seen.record
    codes = {code for page in scene.contest["pages"].values() for code in page}
    for row in sorted(record["cells"].keys() ^ codes):
        facts = {"row": row, "published": str(row in record["cells"]), "due": str(row in codes)}
        scene.note(Failure.TOTAL, seen.path, phrases.CELL, code=record["code"], **facts)
    for row, cell in record["cells"].items():
        due = cell["written"] if cell["corrected"] is None else cell["corrected"]
        if cell["counted"] != due:
            facts = {"row": row, "published": str(cell["counted"]), "due": str(due)}
            scene.note(Failure.TOTAL, seen.path, phrases.CELL, code=record["code"], **facts)


def _given(scene: Scene, seen: Seen, known: Sequence[Logged]) -> None:
    """Demand for each number two readers who saw it alike, or an officer's answer that gives it."""
    record = seen.record
    if max(Counter(entries.answered(known)).values(), default=0) > 1:
        return  # of a case that came back only the last answer is shown, and the first may have given the number
    ruled = {(row, value) for each in record["settled"] for row, value in each["corrections"].items()}
    for row, cell in record["cells"].items():
        alike = cell["written"] == cell["keyed"] and cell["read"] in {None, cell["keyed"]}
        for value in (cell["corrected"], None if alike else cell["written"]):
            if value is not None and (row, value) not in ruled:
                scene.note(Failure.UNLOGGED, seen.path, phrases.GIVEN, code=record["code"], row=row, published=value)


def _readers(scene: Scene, seen: Seen, known: Sequence[Logged]) -> None:
    """Demand that whoever is said to have seen a number has read it, by the cell or by the log."""
    record = seen.record
    observed = any(each.act == "reading" and each.public.get("observed") is True for each in known)
    for row, said in record["readers"].items():
        cell = record["cells"].get(row, {})
        due = {name for name, part in (("machine", "read"), ("kpps", "keyed")) if _same(cell, part)}
        others = set(said) - {"machine", "kpps"}
        if sorted(said) != sorted(due | others) or (others and not observed):
            facts = {"row": row, "published": ", ".join(said), "due": ", ".join(sorted(due))}
            scene.note(Failure.UNLOGGED, seen.path, phrases.READERS, code=record["code"], **facts)


def _same(cell: Record, part: str) -> bool:
    return cell.get(part) is not None and cell.get(part) == cell.get("written")


def _by_officer(scene: Scene, seen: Seen, known: Sequence[Logged]) -> None:
    """Demand that a result is said to be an officer's exactly if one had answered a case of its count by then."""
    counts = {each.public.get("case"): each.public.get("count") for each in known if each.act == "discrepancy"}
    for each in seen.record["acts"]["counts"]:
        before = [one for one in known if one.index < each["entry"]]
        if each["entry"] < scene.begun:
            continue
        due = each["count"] in {counts.get(case) for case in entries.answered(before)}
        if each["by_officer"] != due:
            facts = {"field": "by_officer", "published": str(each["by_officer"]), "due": str(due)}
            scene.note(Failure.UNLOGGED, seen.path, phrases.STATE, code=seen.record["code"], **facts)


def _logged(scene: Scene, seen: Seen, known: Sequence[Logged]) -> None:
    """Compare how the counted numbers came about with what was logged with them."""
    record = seen.record
    at = (record["count"], record["revision"])
    said = [e for e in known if e.act == "result" and (e.public.get("count"), e.public.get("revision")) == at]
    if not said or said[-1].public.get("cells") != digest_of(record["cells"]):
        scene.note(Failure.UNLOGGED, seen.path, phrases.CELLS, code=record["code"])


def _rules_hold(scene: Scene, seen: Seen) -> None:
    """Demand an officer's answer for every rule the counted numbers break, and that a broken hint is told."""
    record = seen.record
    order = next((each for each in record["acts"]["orders"] if each["count"] == record["count"]), None)
    voters = order["voters"] if order else record["voters"]
    facts = StationFacts(voters["male"], voters["female"], record["cap"], order["ballots"] if order else None)
    values = sums.values_of(record)
    answered = {each["key"] for each in record["settled"]}
    for each in (*broken(values, _rules(len(scene.contest["choices"]))), *broken_facts(values, facts)):
        hint = each.severity is Severity.WARNING
        if hint and record["state"] in _SETTLED and not _counted_anew(record) and each.key not in record["warnings"]:
            scene.note(Failure.TOTAL, seen.path, phrases.HINT, code=record["code"], key=each.key)
        if not hint and each.key not in answered:
            scene.note(Failure.TOTAL, seen.path, phrases.RULE, code=record["code"], key=each.key)


def _counted_anew(record: Record) -> bool:
    return any(each["count"] > record["count"] for each in record["acts"]["orders"])


def _cases(scene: Scene, seen: Seen) -> None:
    """Demand of every settled break of a rule that it speaks of the rule's cells, and that its sums are theirs."""
    rules = {rule.key: rule for rule in _rules(len(scene.contest["choices"]))}
    for case in seen.record["open"]:
        if (rule := rules.get(case["key"])) and case["cells"] != list(rule.codes):
            facts = {"number": case["number"], "key": case["key"]}
            scene.note(Failure.TOTAL, seen.path, phrases.CASE_SUMS, code=seen.record["code"], **facts)
    for case in seen.record["settled"]:
        rule = rules.get(case["key"])
        if rule is None:
            continue
        values = dict(case["values"])
        sides = tuple(sum(values.get(code) or 0 for code in codes) for codes in (rule.left, rule.right))
        due: Record = {"cells": list(rule.codes), "severity": rule.severity, "relation": rule.relation}
        due |= {"left_sum": sides[0], "right_sum": sides[1]}
        if [row for row, _ in case["values"]] != due["cells"] or any(case[name] != due[name] for name in due):
            facts = {"number": case["number"], "key": case["key"]}
            scene.note(Failure.TOTAL, seen.path, phrases.CASE_SUMS, code=seen.record["code"], **facts)
