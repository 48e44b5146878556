"""The arithmetic a form must satisfy (rules R1-R18), as data and as a check.

Values are what stands on the paper. A violation is evidence for a person; nothing here changes a number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from recap.domain.form import FormLayout
from recap.domain.rows import LPJ, cell_codes, form_rows


class Severity(StrEnum):
    """How much a broken rule matters; only WARNING lets a result pass the gate."""

    HARD = "hard"
    BOUND = "bound"
    WARNING = "warning"


class Relation(StrEnum):
    """How the two sides of a rule must compare."""

    EQUAL = "="
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class Rule:
    """`sum(left) relation sum(right)` over cell codes; `key` names the one instance (`R1:DP1`)."""

    key: str
    severity: Severity
    left: tuple[str, ...]
    relation: Relation
    right: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the rule's number, for example `R1`."""
        return self.key.partition(":")[0]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return every cell the rule speaks of."""
        return self.left + self.right


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that does not hold, with both sums and the values that make them."""

    key: str
    severity: Severity
    left_sum: int
    relation: Relation
    right_sum: int
    values: tuple[tuple[str, int], ...]

    @property
    def name(self) -> str:
        """Return the rule's number, for example `R1`."""
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class StationFacts:
    """What is known of a station without its form: registered voters, the cap, and a re-vote's own ballots."""

    voters_male: int
    voters_female: int
    cap: int
    ballots: int | None = None


def _sum_rows(rule: str, total: str, parts: Sequence[str]) -> list[Rule]:
    return [
        Rule(f"{rule}:{total}-{p}", Severity.HARD, (f"{total}-{p}",), Relation.EQUAL, tuple(f"{x}-{p}" for x in parts))
        for p in LPJ
    ]


def _bounds(rule: str, small: str, large: str, severity: Severity = Severity.BOUND) -> list[Rule]:
    return [
        Rule(f"{rule}:{small}-{p}<={large}-{p}", severity, (f"{small}-{p}",), Relation.AT_MOST, (f"{large}-{p}",))
        for p in LPJ
    ]


def _equal(key: str, left: str, *right: str) -> Rule:
    return Rule(key, Severity.HARD, (left,), Relation.EQUAL, right)


def rules_for(choices: int, cells: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Return the rules R1-R15 and R18 of a contest with this many choices, those over one form alone.

    `cells` are those of a form that may repeat other numbers than C.HASIL-KWK does (R13): X-R repeats X.
    """
    rows = form_rows(choices)
    votes = tuple(f"PAS{n}" for n in range(1, choices + 1))
    rules = [_equal(f"R1:{row.code}", f"{row.code}-J", f"{row.code}-L", f"{row.code}-P") for row in rows if row.split]
    rules += _sum_rows("R2", "DP4", ("DP1", "DP2", "DP3"))
    rules += _sum_rows("R3", "PHP4", ("PHP1", "PHP2", "PHP3"))
    rules += _bounds("R4", "PHP1", "DP1")
    rules += _bounds("R5", "PHP2", "DP2")
    rules += _bounds("R5", "PHP3", "DP3", Severity.WARNING)
    rules += [
        _equal("R6", "PSS1", "PSS2", "PSS3", "PSS4"),
        _equal("R7", "PSS4", "PHP4-J"),
        Rule("R8:PSS2", Severity.BOUND, ("PSS2",), Relation.AT_MOST, ("PSS1",)),
        Rule("R8:PSS3", Severity.BOUND, ("PSS3",), Relation.AT_MOST, ("PSS1",)),
        _equal("R9", "SAH", *votes),
        _equal("R10", "TOT", "SAH", "TSAH"),
        _equal("R11", "TOT", "PSS4"),
        _equal("R12", "TOT", "PHP4-J"),
        _equal("R13:PHP4", "PHP4-R", "PHP4-J"),
        _equal("R13:PSS4", "PSS4-R", "PSS4"),
    ]
    rules += _bounds("R15", "DPD2", "DPD1") + _bounds("R15", "DPD1", "DP4") + _bounds("R15", "DPD2", "PHP4")
    rules += [Rule(f"R18:{v}", Severity.WARNING, (v,), Relation.AT_MOST, ("PHP4-J",)) for v in votes]
    ruled = {code for rule in rules for code in rule.codes}
    again = ((code, code.removesuffix("-R")) for code in cells if code.endswith("-R") and code not in ruled)
    return (*rules, *(_equal(f"R13:{first}", repeat, first) for repeat, first in again))


def rules_of(form: FormLayout) -> tuple[Rule, ...]:
    """Return the rules over the numbers of this form, its own repeats among them."""
    return rules_for(form.choices, (code for page in form.pages for code in page.codes))


def check(values: Mapping[str, int], rules: Iterable[Rule]) -> list[Violation]:
    """Return the rules these values break; a rule whose cells are not all present is left alone."""
    return [
        violation
        for rule in rules
        if all(code in values for code in rule.codes) and (violation := _violation(rule, values))
    ]


def check_station(values: Mapping[str, int], facts: StationFacts) -> list[Violation]:
    """Return the broken rules R14, R16, R17 and R18's second half, which compare with master data or the reserve."""
    found = []
    expected = {"DP1-L": facts.voters_male, "DP1-P": facts.voters_female}
    expected["DP1-J"] = facts.voters_male + facts.voters_female
    for code, voters in expected.items():
        if values.get(code, voters) != voters:
            found.append(_against(f"R16:{code}", Severity.HARD, (code, values[code]), Relation.EQUAL, voters))
    if values.get("DP1-J", 0) > facts.cap:
        found.append(_against("R17", Severity.BOUND, ("DP1-J", values["DP1-J"]), Relation.AT_MOST, facts.cap))
    if "DP1-J" in values:
        due = ballots_due(values["DP1-J"]) if facts.ballots is None else facts.ballots
        if values.get("PSS1", due) != due:
            found.append(_against("R14", Severity.WARNING, ("PSS1", values["PSS1"]), Relation.EQUAL, due))
        if values.get("PHP4-J", 0) > due:
            found.append(_against("R18:PHP4", Severity.WARNING, ("PHP4-J", values["PHP4-J"]), Relation.AT_MOST, due))
    return found


def ballots_due(voters: int) -> int:
    """Return registered voters plus the 2.5 % reserve, rounded up (Pilkada)."""
    return voters + -(-voters * 25 // 1000)


def codes_of(choices: int) -> tuple[str, ...]:
    """Return all cell codes of a form with this many choices."""
    return cell_codes(form_rows(choices))


def _violation(rule: Rule, values: Mapping[str, int]) -> Violation | None:
    left, right = sum(values[c] for c in rule.left), sum(values[c] for c in rule.right)
    holds = left == right if rule.relation is Relation.EQUAL else left <= right
    if holds:
        return None
    seen = tuple((code, values[code]) for code in rule.codes)
    return Violation(rule.key, rule.severity, left, rule.relation, right, seen)


def _against(key: str, severity: Severity, seen: tuple[str, int], relation: Relation, due: int) -> Violation:
    return Violation(key, severity, seen[1], relation, due, (seen,))
