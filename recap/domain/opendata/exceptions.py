"""The list of exceptions: every rule that did not hold at a station, its cells, and what became of it."""

from collections.abc import Iterable, Mapping

from recap.domain.opendata.columns import Value
from recap.domain.opendata.shapes import ContestFile, RuleFile, SettledFile, StationFile

Row = tuple[Value, ...]

OPEN, SETTLED, NOTED = "open", "settled", "noted"
"""What became of an exception: it waits for an officer, an officer settled it, or it is a mere warning."""

_SAYS = {
    "R14": "PSS1 = ballots due: DP1-J and 2.5 % reserve, or those of the re-vote",
    "R16": "{cell} = registered voters of this station in the master data",
    "R17": "DP1-J <= cap of voters of this station",
    "R18": "PHP4-J <= ballots due",
    "R20": "a photo of another station, contest or page was sent for page {cell}",
    "R21": "the photo is nearly the same as one sent earlier for another station",
    "R23": "{cell} = the same number on the other contest's form of this station",
    "R24": "the number is unusual beside the other stations of the area",
    "MISSING": "page {cell} has not come although the others came long ago",
    "READERS": "machine and KPPS read {cell} alike",
    "OBSERVER": "witnesses and supervisors read {cell} as it is written",
    "OBJECTION": "an objection to these numbers was accepted",
}
"""What the rules say that are not sums over one form; `{cell}` is what stands behind the colon of the key."""


def exceptions(contest: ContestFile, station: StationFile) -> tuple[Row, ...]:
    """Return the exceptions of a station: those that wait, those settled by their number, and the warnings."""
    says = {rule["key"]: rule for rule in contest["rules"]}
    answered = {case["key"] for case in station["settled"]}
    numbered = sorted([*station["open"], *station["settled"]], key=lambda case: case["number"])
    settled = {case["number"]: case for case in station["settled"]}
    rows = [
        (
            *(case["number"], SETTLED if case["number"] in settled else OPEN),
            *_rule(says, case["key"], case["severity"], case["cells"]),
            *_answer(settled.get(case["number"])),
            *(case["opened_at"], settled[case["number"]]["settled_at"] if case["number"] in settled else None),
        )
        for case in numbered
    ]
    rows += [
        (None, NOTED, *_rule(says, key, "warning", _cells_of(says.get(key), key)), *_answer(None), None, None)
        for key in station["warnings"]
        if key not in answered
    ]
    return tuple((*_place(station), *row) for row in rows)


def says_of(rules: Mapping[str, RuleFile], key: str) -> str:
    """Return what must hold, in the codes of the form: `SAH = PAS1 + PAS2`."""
    rule = rules.get(key)
    if rule:
        return f"{' + '.join(rule['left'])} {rule['relation']} {' + '.join(rule['right'])}"
    name, _, cell = key.partition(":")
    return _SAYS.get(name, "").format(cell=cell)


def _place(station: StationFile) -> Row:
    names = station["names"]
    around = (station["code"], names.get("district", ""), names.get("village", ""), station["number"])
    return (*around, station["state"], station["counted"])


def _rule(rules: Mapping[str, RuleFile], key: str, severity: str, cells: Iterable[str]) -> Row:
    return (key.partition(":")[0], key, severity, says_of(rules, key), " ".join(cells))


def _cells_of(rule: RuleFile | None, key: str) -> list[str]:
    if rule:
        return [*rule["left"], *rule["right"]]
    return [key.partition(":")[2]] if ":" in key else []


def _answer(case: SettledFile | None) -> Row:
    """Return the numbers seen, and the officer's reason, words, role and corrections; nothing of an open case."""
    if case is None:
        return ("", None, None, None, None, None, None, None, "")
    return (
        " ".join(f"{what}={'' if value is None else value}" for what, value in case["values"]),
        *(case["left_sum"], case["relation"], case["right_sum"]),
        *(case["reason"], case["note"], case["role"], case["second"]),
        " ".join(f"{code}={value}" for code, value in sorted(case["corrections"].items())),
    )
