import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import acts, entries
from tests import night
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio


async def log_all(session: AsyncSession) -> int:
    """Mark every act that waits, as if the log held it; return how many there were."""
    lines, first = await acts.waiting(session, 10_000), await acts.logged(session)
    await acts.mark(session, first, await entries.entries_of(session, lines))
    return len(lines)


async def test_an_act_waits_until_it_has_its_place(session: AsyncSession) -> None:
    await night.begin(session)
    await night.send(session, STATIONS[0], 1)

    before = await acts.count(session)
    marked = await log_all(session)

    assert before == marked == await acts.logged(session)
    assert await acts.count(session) == 0


async def test_the_entries_about_a_photo_are_found_by_its_digest(session: AsyncSession) -> None:
    await night.begin(session)
    await night.page(session, STATIONS[0], 1)
    await night.page(session, STATIONS[1], 1)
    await log_all(session)

    found = await acts.about(session, night.photo(STATIONS[0], 1))

    assert [place.kind for place in found] == ["photo", "upload", "reading", "reading"]
    assert [place.area for place in found] == [None, *[STATIONS[0]] * 3]
    only = await acts.about(session, night.photo(STATIONS[0], 1), "upload")
    assert only == [found[1]]


async def test_the_entries_about_a_station_are_found_by_its_code(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, STATIONS[0])
    await log_all(session)

    found = await acts.at(session, CONTEST, STATIONS[0], "result")

    assert [(place.kind, place.area) for place in found] == [("result", STATIONS[0])]
    assert len(await acts.at(session, CONTEST, STATIONS[0])) > 8
    assert await acts.at(session, CONTEST, STATIONS[1]) == []


async def test_what_was_touched_since_an_entry_is_named_once(session: AsyncSession) -> None:
    await night.begin(session)
    await night.page(session, STATIONS[0], 1)
    await log_all(session)
    since = await acts.logged(session)
    await night.page(session, STATIONS[1], 1)
    await night.page(session, STATIONS[1], 2)
    await log_all(session)

    assert await acts.touched(session, since) == {(CONTEST, STATIONS[1])}
