from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import clock, discrepancies, findings, outcomes, photos, readings, results, stations
from recap.app.discrepancies import Ruling
from recap.app.tables import ReadingRow
from recap.domain.message import Message
from recap.domain.reading import Decision, PageReading
from recap.domain.reason import Reason
from recap.domain.settlement import State
from tests import night
from tests.filled import PAGES, VALUES
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio
ONE, TWO, *_ = STATIONS
UNUSUAL = {"PHP4-J": 407, "DP4-J": 407}


async def open_keys(session: AsyncSession, station: str = ONE) -> list[str]:
    return [case.discrepancy.key for case in await discrepancies.open_in(session, CONTEST, station)]


async def misplaced(session: AsyncSession, page: int, take: int = 9) -> None:
    """Have a photo arrive that shows a page of another station."""
    await night.send(session, ONE, page, take)
    upload = (await photos.uploads_of(session, CONTEST, ONE))[-1]
    said = PageReading(
        night.photo(ONE, page, take),
        "C.HASIL-KWK",
        page,
        CONTEST,
        TWO,
        Decision.REFUSE,
        "wrong_station",
        Message("No."),
    )
    await readings.add_machine(session, upload, said)
    await worker.settle(session, CONTEST, ONE)


async def test_a_photo_of_another_station_is_a_case_until_the_right_one_comes(session: AsyncSession) -> None:
    await night.begin(session)
    await misplaced(session, 2)
    assert await open_keys(session) == ["R20:2"]
    assert (await stations.state(session, CONTEST, ONE)).state is State.EXAMINATION

    await night.form(session, ONE)

    assert await open_keys(session) == []
    assert (await results.latest(session, CONTEST, ONE)) is not None


async def test_a_misplaced_photo_is_dismissed_with_its_reason(session: AsyncSession) -> None:
    await night.begin(session)
    await misplaced(session, 2)
    (case,) = await discrepancies.open_in(session, CONTEST, ONE)

    await discrepancies.settle(session, Ruling(case.number, Reason.PHOTO_WRONG, "wrong sheet", night.PPK, "ppk"))
    await worker.settle(session, CONTEST, ONE)

    assert await open_keys(session) == []


async def test_a_page_that_stays_away_is_a_case_and_can_be_keyed_from_the_paper(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    await night.begin(session)
    await night.form(session, ONE, pages=(1, 3))
    assert await open_keys(session) == []
    later = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251  the test's own clock
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await findings.overdue_pages(session, later) == [(CONTEST, ONE)]

    await worker.settle(session, CONTEST, ONE)

    assert await findings.overdue_pages(session, later) == []
    (case,) = await discrepancies.open_in(session, CONTEST, ONE)
    assert case.discrepancy.key == "MISSING:2"
    given = await discrepancies.settle(
        session, Ruling(case.number, Reason.KEYED_FROM_PAPER, "read aloud", night.PPK, "ppk", PAGES[2])
    )
    assert given.needs_second


async def test_unusual_numbers_are_hints_that_hold_nothing_back(session: AsyncSession) -> None:
    await night.begin(session)
    hinted = {"PAS1": 300, "PAS2": 0}
    await night.form(session, ONE, hinted)

    result = await results.latest(session, CONTEST, ONE)
    (case,) = await discrepancies.open_in(session, CONTEST, ONE)

    assert result is not None
    assert result.values == {**VALUES, **hinted}
    assert (await stations.state(session, CONTEST, ONE)).state is State.ACCEPTED
    assert (case.discrepancy.key, case.is_open) == ("R24:one-choice", True)


async def test_a_hint_is_answered_by_looking(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE, {"PAS1": 300, "PAS2": 0})
    (case,) = await discrepancies.open_in(session, CONTEST, ONE)

    await discrepancies.settle(session, Ruling(case.number, Reason.HINT_CHECKED, "as written", night.PPK, "ppk"))
    await worker.settle(session, CONTEST, ONE)

    assert await open_keys(session) == []
    assert (await outcomes.of_station(session, CONTEST, ONE)).state is State.ACCEPTED


async def likeness(session: AsyncSession, station: str, page: int, bits: str) -> None:
    """Give a reading a hash; the tables are append-only, so the trigger sleeps meanwhile."""
    await session.execute(text("SET session_replication_role = replica"))
    await session.execute(text("ALTER TABLE reading DISABLE TRIGGER append_only"))
    where = (ReadingRow.station == station, ReadingRow.page == page)
    await session.execute(update(ReadingRow).where(*where).values(likeness=bits))
    await session.execute(text("ALTER TABLE reading ENABLE ALWAYS TRIGGER append_only"))
    await session.execute(text("SET session_replication_role = origin"))


@pytest.mark.parametrize(("differing", "found"), [(0, True), (120, True), (121, False)])
async def test_one_sheet_sent_for_two_stations_is_found_at_the_later_one(
    session: AsyncSession, differing: int, *, found: bool
) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    await night.form(session, TWO)
    await likeness(session, ONE, 2, "0" * 512 + "01" * 128)
    await likeness(session, TWO, 2, "1" * differing + "0" * (512 - differing) + "10" * 128)

    for station in (ONE, TWO):
        await worker.settle(session, CONTEST, station)

    assert await open_keys(session, ONE) == []
    assert await open_keys(session, TWO) == ([f"R21:{night.photo(TWO, 2)}"] if found else [])


async def test_the_search_for_doubles_uses_its_index(session: AsyncSession) -> None:
    await session.execute(text("SET enable_seqscan = off"))
    plan = await session.execute(
        text("EXPLAIN SELECT photo FROM reading WHERE contest = 'x' AND page = 2 AND likeness IS NOT NULL")
    )

    assert "ix_reading_alike" in "\n".join(line for (line,) in plan)
