from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recap.domain.priority import Clock, Stake, lead, priority, votes_at_stake
from recap.domain.rules import Relation, Severity
from recap.domain.settlement import Discrepancy

AT = datetime(2024, 11, 27, 18, tzinfo=UTC)
CLOCK = Clock(timedelta(hours=2), timedelta(hours=6), timedelta(hours=24))


def rule(code: str, left: int, right: int, severity: Severity = Severity.HARD) -> Discrepancy:
    return Discrepancy(f"R:{code}", severity, (code,), ((code, left),), left, Relation.EQUAL, right)


def readers(*seen: int | None) -> Discrepancy:
    return Discrepancy("READERS:PAS1", Severity.HARD, ("PAS1",), tuple((f"r{n}", v) for n, v in enumerate(seen)))


def test_votes_at_stake_are_the_gap_between_both_sides_or_both_readers() -> None:
    assert votes_at_stake(rule("SAH", 300, 280), 600) == 20
    assert votes_at_stake(readers(260, 200), 600) == 60


def test_what_nobody_can_tell_puts_the_whole_station_at_stake() -> None:
    page = Discrepancy("MISSING:2", Severity.BOUND, ("PAS1", "PAS2"), (("PAS1", None), ("PAS2", None)))

    assert votes_at_stake(readers(260, None), 600) == 600
    assert votes_at_stake(page, 600) == 600


def test_voters_and_hints_put_no_vote_at_stake() -> None:
    assert votes_at_stake(rule("DP1-J", 400, 1), 600) == 0
    assert votes_at_stake(rule("SAH", 400, 1, Severity.WARNING), 600) == 0


def test_a_vote_that_moves_counts_twice_against_the_lead() -> None:
    assert priority(rule("SAH", 300, 250), 100, 600, (AT, 1)).stake is Stake.DECISIVE
    assert priority(rule("SAH", 300, 251), 100, 600, (AT, 1)).stake is Stake.GREAT
    assert priority(rule("SAH", 300, 299), 1000, 600, (AT, 1)).stake is Stake.SLIGHT


def test_before_any_number_is_in_a_station_is_the_measure() -> None:
    assert lead({"PAS1": 0, "PAS2": 0, "SAH": 0}) is None
    assert lead({"PAS1": 480, "PAS2": 520}) == 40
    assert lead({"PAS1": 480}) == 480
    assert priority(readers(260, None), None, 600, (AT, 1)).stake is Stake.DECISIVE


def test_the_outcome_comes_first_then_gravity_then_age() -> None:
    cases = {
        "decides": (rule("SAH", 300, 200, Severity.BOUND), AT + timedelta(hours=9)),
        "old": (rule("DP1-J", 5, 4), AT),
        "young": (rule("DP1-J", 5, 4), AT + timedelta(hours=1)),
        "bound": (rule("DP1-J", 5, 4, Severity.BOUND), AT - timedelta(hours=1)),
        "hint": (rule("SAH", 300, 1, Severity.WARNING), AT - timedelta(hours=5)),
    }
    order = sorted(cases, key=lambda name: priority(cases[name][0], 100, 600, (cases[name][1], 1)).rank)

    assert order == ["decides", "old", "young", "bound", "hint"]


def test_each_severity_has_its_clock() -> None:
    assert [CLOCK.due(each, AT) - AT for each in Severity] == [
        timedelta(hours=2),
        timedelta(hours=6),
        timedelta(hours=24),
    ]


gaps = st.integers(0, 700)


@given(gaps, gaps, st.integers(0, 5000))
def test_more_votes_at_stake_never_come_later(some: int, more: int, leading: int) -> None:
    some, more = sorted((some, more))

    assert (
        priority(rule("SAH", more, 0), leading, 600, (AT, 1)).rank
        <= priority(rule("SAH", some, 0), leading, 600, (AT, 1)).rank
    )


@given(st.lists(st.tuples(gaps, st.sampled_from(Severity), st.integers(0, 9)), max_size=12), st.randoms())
def test_the_order_does_not_depend_on_the_order_they_are_given_in(
    found: list[tuple[int, Severity, int]], chance: object
) -> None:
    ranks = [
        priority(rule("SAH", gap, 0, severity), 50, 600, (AT + timedelta(hours=hour), number)).rank
        for number, (gap, severity, hour) in enumerate(found)
    ]
    shuffled = list(ranks)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random

    assert len(set(ranks)) == len(ranks)
    assert sorted(shuffled) == sorted(ranks)
