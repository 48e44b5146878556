import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import approvals, discrepancies, histories, outcomes, settlements, stations
from recap.app.discrepancies import Ruling
from recap.app.histories import Deed
from recap.app.settlements import Agreement
from recap.domain.errors import AlreadySettled, ReasonMissing
from recap.domain.reason import Reason
from recap.domain.refusals.cases import AwaitsSecond, NothingToApprove, SamePerson
from recap.domain.rights import Role
from recap.domain.settlement import State
from tests import night, people
from tests.night import CONTEST, PPK, STATIONS

pytestmark = pytest.mark.anyio
ONE = STATIONS[0]
OTHER = 3
YES, NO = Agreement(OTHER, "kpu", agreed=True), Agreement(OTHER, "kpu", agreed=False, note="the photo shows 301")


async def proposed(session: AsyncSession, by: int = 11) -> int:
    """A case whose answer changes this many votes, by officer PPK."""
    await night.begin(session)
    await people.active(session, OTHER, Role.KPU, "3374")
    await night.form(session, ONE, {"PAS1": 200 + by})
    (case,) = await discrepancies.open_in(session, CONTEST, ONE)
    await discrepancies.settle(session, Ruling(case.number, Reason.MISREAD, "read again", PPK, "ppk", {"PAS1": 200}))
    await worker.settle(session, CONTEST, ONE)
    return case.number


async def test_up_to_the_set_size_one_person_is_enough(session: AsyncSession) -> None:
    await proposed(session, by=10)

    assert (await stations.state(session, CONTEST, ONE)).state is State.ACCEPTED


async def test_above_the_set_size_nothing_has_effect_until_a_second_person_agrees(session: AsyncSession) -> None:
    number = await proposed(session)
    assert (await stations.state(session, CONTEST, ONE)).state is State.EXAMINATION
    assert await settlements.of_station(session, CONTEST, ONE) == []

    await approvals.answer(session, number, YES)
    await worker.settle(session, CONTEST, ONE)

    (given,) = await settlements.of_station(session, CONTEST, ONE)
    outcome = await outcomes.of_station(session, CONTEST, ONE)
    assert (given.role, given.second) == ("ppk", "kpu")
    assert (outcome.state, outcome.values["PAS1"]) == (State.ACCEPTED, 200)


async def test_the_person_who_answered_is_no_second_person(session: AsyncSession) -> None:
    number = await proposed(session)

    with pytest.raises(SamePerson):
        await approvals.answer(session, number, Agreement(PPK, "ppk", agreed=True))


async def test_while_an_answer_waits_nobody_gives_another(session: AsyncSession) -> None:
    number = await proposed(session)
    another = Ruling(number, Reason.PAPER_DOES_NOT_ADD_UP, "no", OTHER, "kpu")

    with pytest.raises(AwaitsSecond):
        await discrepancies.settle(session, another)


async def test_a_refusal_says_why_and_sends_the_case_back(session: AsyncSession) -> None:
    number = await proposed(session)

    with pytest.raises(ReasonMissing):
        await approvals.answer(session, number, Agreement(OTHER, "kpu", agreed=False))
    await approvals.answer(session, number, NO)

    case = await discrepancies.get(session, number)
    assert case.is_open
    assert [event.deed for event in await histories.of_case(session, case)] == [
        Deed.OPENED,
        Deed.PROPOSED,
        Deed.REFUSED,
    ]
    with pytest.raises(NothingToApprove):
        await approvals.answer(session, number, YES)
    again = Ruling(number, Reason.PAPER_DOES_NOT_ADD_UP, "read aloud", OTHER, "kpu")
    assert not (await discrepancies.settle(session, again)).needs_second


async def test_an_answer_to_numbers_that_have_changed_is_not_agreed_to(session: AsyncSession) -> None:
    number = await proposed(session)
    await night.page(session, ONE, 2)
    await worker.settle(session, CONTEST, ONE)

    with pytest.raises(AlreadySettled):
        await approvals.answer(session, number, YES)
