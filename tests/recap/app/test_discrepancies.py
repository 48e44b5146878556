import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import discrepancies, results, stations, tallies
from recap.app.discrepancies import Ruling
from recap.domain.errors import AlreadySettled, DiscrepancyUnknown
from recap.domain.reason import Reason
from recap.domain.tally import Tally
from tests import night
from tests.filled import VALUES
from tests.night import CITY, CONTEST, STATIONS

pytestmark = pytest.mark.anyio
ONE = STATIONS[0]


async def test_numbers_under_examination_are_not_in_the_totals(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE, {"SAH": 301})

    assert [case.discrepancy.key for case in await discrepancies.open_in(session, CONTEST, "337401")] == ["R9", "R10"]
    assert await discrepancies.open_in(session, CONTEST, "337402") == []
    assert [case.discrepancy.key for case in await discrepancies.open_in(session, CONTEST, ONE, "R9")] == ["R9"]
    assert await tallies.of_area(session, CONTEST, CITY) == Tally()


async def test_a_discrepancy_is_noted_once_and_its_settlement_lets_the_form_pass(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE, {"SAH": 301})
    await worker.settle(session, CONTEST, ONE)
    nine, ten = await discrepancies.open_in(session, CONTEST, ONE)
    for case in (nine, ten):
        await discrepancies.settle(
            session, Ruling(case.number, Reason.PAPER_DOES_NOT_ADD_UP, "read aloud twice", night.PPK, "ppk")
        )
    await worker.settle(session, CONTEST, ONE)

    result = await results.latest(session, CONTEST, ONE)

    assert result is not None
    assert (result.values, result.by_officer) == ({**VALUES, "SAH": 301}, True)
    assert [case.is_open for case in await discrepancies.of_station(session, CONTEST, ONE)] == [False, False]
    assert (await stations.state(session, CONTEST, ONE)).closed == {1, 2, 3}


async def test_a_case_that_is_settled_or_overtaken_is_not_settled_again(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE, {"SAH": 301})
    nine, ten = await discrepancies.open_in(session, CONTEST, ONE)
    correct = Ruling(nine.number, Reason.CORRECTED_ON_PAPER, "initialled", night.PPK, "ppk", {"SAH": 300})
    await discrepancies.settle(session, correct)

    assert await discrepancies.open_in(session, CONTEST, ONE) == [ten]
    with pytest.raises(AlreadySettled):
        await discrepancies.settle(session, correct)
    with pytest.raises(AlreadySettled):
        await discrepancies.settle(session, Ruling(ten.number, Reason.MISREAD, "?", night.PPK, "ppk", {"SAH": 299}))
    with pytest.raises(DiscrepancyUnknown):
        await discrepancies.get(session, 999)
