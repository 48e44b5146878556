import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import stations
from recap.domain.election import AreaCode
from recap.domain.settlement import State
from tests import night
from tests.night import CITY, CONTEST, STATIONS

pytestmark = pytest.mark.anyio
ONE, TWO = STATIONS[:2]


async def test_progress_counts_every_station_once(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    await night.form(session, TWO, pages=[1])

    found = await stations.progress(session, CONTEST, CITY)
    below = await stations.progress(session, CONTEST, AreaCode("337401"))

    assert (found.total, found.counted) == (8, 1)
    assert found.by_state == {State.ACCEPTED: 1, State.READ: 1, State.WAITING: 6}
    assert (below.total, below.counted) == (4, 1)


async def test_a_photo_alone_is_received(session: AsyncSession) -> None:
    await night.begin(session)
    await night.send(session, ONE, 1)
    await worker.settle(session, CONTEST, ONE)

    assert (await stations.state(session, CONTEST, ONE)).state is State.RECEIVED
