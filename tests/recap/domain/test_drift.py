from datetime import UTC, datetime, timedelta
from random import Random

from recap.domain.drift import Comparison, watch

BEGIN = datetime(2024, 11, 27, 14, 30, tzinfo=UTC)


def night(chance_wrong: float, count: int, seed: int = 1) -> list[Comparison]:
    chance = Random(seed)  # noqa: S311  made-up comparisons
    return [Comparison(BEGIN + timedelta(minutes=n), chance.random() >= chance_wrong) for n in range(count)]


def test_a_reader_as_good_as_expected_raises_no_alarm() -> None:
    assert [watch(night(0.001, 5_000, seed)).alarm_at for seed in range(10)] == [None] * 10


def test_a_reader_that_becomes_bad_raises_the_alarm_soon() -> None:
    found = watch(night(0.0, 2_000) + night(0.02, 2_000))

    assert found.alarm_at is not None


def test_one_slip_of_a_person_is_no_alarm() -> None:
    slip = [Comparison(BEGIN, agreed=False)]

    assert watch(slip + night(0.0, 100)).alarm_at is None


def test_comparisons_are_counted_by_the_hour() -> None:
    found = watch(night(0.0, 100))

    assert [(hour.at.hour, hour.n, hour.agreed) for hour in found.hours] == [(14, 30, 30), (15, 60, 60), (16, 10, 10)]
    assert (found.n, found.agreed) == (100, 100)


def test_nothing_compared_says_nothing() -> None:
    found = watch([])

    assert (found.hours, found.n, found.alarm_at) == ((), 0, None)
