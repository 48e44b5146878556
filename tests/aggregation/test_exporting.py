"""Exports made beside: whatever becomes of the process that makes them, publishing goes on, and they are made later."""

import asyncio
import pickle
from concurrent import futures
from concurrent.futures import CancelledError, Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from aggregation import exporting
from aggregation.exporting import Exporter, Made, Order
from recap.domain.refusals.publisher import RecordLost

NOW = datetime(2024, 11, 27, 20, tzinfo=UTC)
ORDER = Order({"id": "kecil-2024"}, "0" * 64, "1" * 64)
MADE = Made({}, {}, {})


def told(caplog: pytest.LogCaptureFixture) -> str:
    """What operators were told."""
    return str([getattr(each, "facts", {}) for each in caplog.records])


@pytest.fixture
def exporter(tmp_path: Path) -> Exporter:
    return Exporter(tmp_path, timedelta(0))


def test_a_record_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordLost, match=f"objects/{ORDER.contest}.json"):
        exporting.make((tmp_path,), "kecil-2024.pkwkk", ORDER)


def test_a_refusal_travels_between_processes_with_its_facts() -> None:
    there = pickle.loads(pickle.dumps(RecordLost(path="objects/x.json")))  # noqa: S301

    assert (type(there), there.message.facts) == (RecordLost, {"path": "objects/x.json"})


def test_exports_that_failed_are_begun_again_and_those_of_other_contests_stay(
    exporter: Exporter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    exporter.begin("a.b", ORDER, NOW)
    futures.wait([job for _, job in exporter._jobs.values()])
    exporter._jobs["c.d"] = (ORDER, _done())

    assert exporter.finished() == {"c.d": ORDER}
    exporter.begin("a.b", ORDER, NOW)
    assert set(exporter._jobs) == {"a.b", "c.d"}
    exporter.close()
    assert "RecordLost" in told(caplog)


def test_what_is_not_made_yet_is_dropped_when_the_process_goes(exporter: Exporter) -> None:
    exporter._jobs = {"a.b": (ORDER, Future()), "c.d": (ORDER, _done())}

    exporter.close()

    assert set(exporter._jobs) == {"c.d"}
    assert exporter.finished() == {"c.d": ORDER}


def test_a_cancelled_job_is_a_failed_one(exporter: Exporter, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    cancelled: Future[Made] = Future()
    cancelled.cancel()
    exporter._jobs["a.b"] = (ORDER, cancelled)

    assert exporter.finished() == {}
    assert exporter._jobs == {}
    assert CancelledError.__name__ in told(caplog)


def test_failed_exports_are_made_anew_by_whoever_needs_them_now(exporter: Exporter, tmp_path: Path) -> None:
    failed: Future[Made] = Future()
    failed.set_exception(OSError("disk"))
    exporter._jobs["a.b"] = (ORDER, failed)

    with pytest.raises(RecordLost):
        exporter.made((tmp_path,), "a.b", ORDER)


@pytest.mark.anyio
async def test_letting_the_process_go_waits_for_nothing(exporter: Exporter) -> None:
    busy, pool = Event(), futures.ThreadPoolExecutor(1)
    pool.submit(busy.wait)
    exporter._pool = pool  # type: ignore[assignment]

    await asyncio.wait_for(asyncio.to_thread(exporter.close), 5)

    busy.set()


def test_a_process_that_died_meanwhile_gives_way_to_another(exporter: Exporter) -> None:
    exporter.begin("a.b", ORDER, NOW)
    assert exporter._pool is not None
    (process,) = exporter._pool._processes.values()
    process.kill()
    futures.wait([job for _, job in exporter._jobs.values()])

    exporter.begin("c.d", ORDER, NOW)
    assert exporter.finished() == {}
    exporter.begin("a.b", ORDER, NOW)
    assert exporter._pool is not None
    futures.wait([job for _, job in exporter._jobs.values()])

    assert isinstance(exporter._jobs["a.b"][1].exception(), RecordLost)
    exporter.close()


def _done() -> Future[Made]:
    job: Future[Made] = Future()
    job.set_result(MADE)
    return job
