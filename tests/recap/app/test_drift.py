import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import drift, readings
from recap.app.readings import NewReading
from recap.domain.reading import Reader
from tests import night
from tests.filled import PAGES
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio


async def test_a_machine_that_people_contradict_again_and_again_raises_the_alarm(session: AsyncSession) -> None:
    await night.begin(session)
    for station in STATIONS[:5]:
        await night.send(session, station, 2)
        place = (night.photo(station, 2), CONTEST, station, 2)
        read = {code: (value or 0) + 1 for code, value in PAGES[2].items()}
        await readings.add_person(session, NewReading(*place, Reader.KPPS, night.KPPS, PAGES[2], read))

    found, elsewhere = [await drift.agreement(session, CONTEST, area) for area in ("3374", "3375")]

    assert (found.agreed, found.alarm_at is None) == (0, False)
    assert (elsewhere.n, elsewhere.alarm_at) == (0, None)


async def test_photos_are_counted_by_the_hour_and_what_was_decided(session: AsyncSession) -> None:
    await night.begin(session)
    for station in STATIONS[:3]:
        await night.page(session, station, 2)

    (hour,) = await drift.arrived(session, CONTEST)

    assert (hour.accepted, hour.reviewed, hour.refused, hour.at.minute) == (3, 0, 0, 0)
