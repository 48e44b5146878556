"""Recounts and re-votes: what an order must say, and that every count stays on record."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import discrepancies, orders, outcomes, results, stations, tallies
from recap.app.discrepancies import Ruling
from recap.app.officers import Officer
from recap.domain.election import AreaCode
from recap.domain.errors import Forbidden
from recap.domain.reason import Reason
from recap.domain.recount import CountKind, Electorate, Ground, NewOrder
from recap.domain.refusals.orders import (
    BallotsImpossible,
    CountPending,
    DecisionMissing,
    GroundUnfit,
    NothingCounted,
    VotersMissing,
)
from recap.domain.rights import Role
from recap.domain.settlement import State
from tests import night, people
from tests.filled import FACTS, PAGES, three
from tests.night import CONTEST, STATIONS

STATION = STATIONS[0]
RECOUNT = NewOrder(CountKind.RECOUNT, Ground.WRITING_UNCLEAR, "Keputusan KPU Kota 12/2024")
REVOTE = NewOrder(CountKind.REVOTE, Ground.VOTED_TWICE, "Rekomendasi Panwascam 3/2024", Electorate(190, 200, 400))
COMMISSIONER = Officer(9, "kpu-chair", "Ibu Ketua", Role.KPU_CHAIR, AreaCode("3374"), None)

pytestmark = pytest.mark.anyio


async def counted(session: AsyncSession) -> None:
    await night.begin(session)
    await people.active(session, COMMISSIONER.id, Role.KPU_CHAIR, "3374")
    await night.form(session, STATION)


async def test_a_recount_keeps_the_voters_and_is_the_second_count(session: AsyncSession) -> None:
    await counted(session)

    ordered = await orders.order(session, COMMISSIONER, CONTEST, STATION, RECOUNT)

    assert (ordered.count, ordered.electorate) == (2, Electorate(FACTS.voters_male, FACTS.voters_female))
    assert await stations.current_count(session, CONTEST, STATION) == 2
    assert await orders.within(session, CONTEST, "3374") == [ordered]


async def test_the_earlier_count_stays_in_the_totals_until_the_new_one_is_accepted(session: AsyncSession) -> None:
    await counted(session)
    before = await tallies.of_area(session, CONTEST, AreaCode("3374"))

    await orders.order(session, COMMISSIONER, CONTEST, STATION, RECOUNT)
    await worker.settle(session, CONTEST, STATION)

    assert await tallies.of_area(session, CONTEST, AreaCode("3374")) == before
    assert (await stations.state(session, CONTEST, STATION)).superseding


async def test_a_re_vote_is_counted_with_its_own_voters_and_replaces_the_first_in_the_totals(
    session: AsyncSession,
) -> None:
    await counted(session)
    await orders.order(session, COMMISSIONER, CONTEST, STATION, REVOTE)
    again = {**three("DP1", 190, 200), **three("DP4", 193, 204), "PSS1": 400, "PSS3": 82}
    again |= {"PAS1": 180, "PAS2": 120}

    for page in PAGES:
        mine = {code: value for code, value in again.items() if code in PAGES[page]}
        await night.send(session, STATION, page, take=2)
        await night.machine(session, STATION, page, mine, take=2)
        await night.confirm(session, STATION, page, mine, take=2)
    await worker.settle(session, CONTEST, STATION)

    outcome = await outcomes.of_station(session, CONTEST, STATION)
    assert (outcome.state, outcome.open) == (State.ACCEPTED, ())
    history = await results.history(session, CONTEST, STATION)
    assert [(each.count, each.values["PAS1"]) for each in history] == [(1, 200), (2, 180)]
    total = await tallies.of_area(session, CONTEST, AreaCode("3374"))
    assert (total.stations_in, total.values["PAS1"]) == (1, 180)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (NewOrder(CountKind.RECOUNT, Ground.VOTED_TWICE, "x"), GroundUnfit),
        (NewOrder(CountKind.RECOUNT, Ground.BADLY_LIT, "  "), DecisionMissing),
        (NewOrder(CountKind.REVOTE, Ground.BOX_OPENED, "x"), VotersMissing),
        (NewOrder(CountKind.REVOTE, Ground.BOX_OPENED, "x", Electorate(200, -1)), BallotsImpossible),
    ],
)
async def test_an_order_says_what_the_law_asks(
    session: AsyncSession, wrong: NewOrder, refusal: type[Exception]
) -> None:
    await counted(session)

    with pytest.raises(refusal):
        await orders.order(session, COMMISSIONER, CONTEST, STATION, wrong)


async def test_a_count_without_a_result_is_not_ordered_again(session: AsyncSession) -> None:
    await counted(session)
    await orders.order(session, COMMISSIONER, CONTEST, STATION, RECOUNT)

    with pytest.raises(CountPending):
        await orders.order(session, COMMISSIONER, CONTEST, STATION, REVOTE)
    with pytest.raises(NothingCounted):
        await orders.order(session, COMMISSIONER, CONTEST, STATIONS[1], RECOUNT)


async def test_only_a_commissioner_of_the_area_orders(session: AsyncSession) -> None:
    await counted(session)
    clerk = Officer(9, "ppk", "PPK", Role.PPK_CHAIR, AreaCode("337401"), None)
    elsewhere = Officer(9, "kpu", "KPU", Role.KPU_CHAIR, AreaCode("3375"), None)

    for officer in (clerk, elsewhere):
        with pytest.raises(Forbidden):
            await orders.order(session, officer, CONTEST, STATION, RECOUNT)


async def test_what_does_not_add_up_in_a_later_count_waits_in_the_queue(session: AsyncSession) -> None:
    await counted(session)
    await orders.order(session, COMMISSIONER, CONTEST, STATION, RECOUNT)

    for page in PAGES:
        wrong = {"SAH": 301} if page == 3 else {}
        await night.send(session, STATION, page, take=2)
        await night.machine(session, STATION, page, wrong, take=2)
        await night.confirm(session, STATION, page, wrong, take=2)
    await worker.settle(session, CONTEST, STATION)

    waiting = await discrepancies.open_in(session, CONTEST, STATION)
    assert [(case.discrepancy.key, case.count) for case in waiting] == [("R9", 2), ("R10", 2)]
    settled = Ruling(waiting[0].number, Reason.MISREAD, "plano dibuka", night.PPK, "ppk", {"SAH": 300})
    await discrepancies.settle(session, settled)
    await worker.settle(session, CONTEST, STATION)

    latest = await results.latest(session, CONTEST, STATION)
    assert latest is not None
    assert (latest.count, latest.values["SAH"]) == (2, 300)
    assert await discrepancies.open_in(session, CONTEST, STATION) == []
