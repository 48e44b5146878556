import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import discrepancies, outcomes, photos, readings, results, stations, tallies
from recap.app.readings import NewReading
from recap.app.tables import StationStateRow
from recap.domain.election import AreaCode
from recap.domain.photo import digest
from recap.domain.reading import Reader
from recap.domain.rights import Role
from recap.domain.settlement import State
from recap.domain.tally import Tally
from tests import night, people, tiers
from tests.filled import PAGES, VALUES
from tests.night import CITY, CONTEST, STATIONS

pytestmark = pytest.mark.anyio
ONE = STATIONS[0]
MORE = {"PAS1": 199, "SAH": 299, "TSAH": 18}
"""The numbers of a second count that adds up as well."""


async def count_again(session: AsyncSession, changes: night.Changes = MORE, *, confirmed: bool = True) -> None:
    """Have the form of a new count arrive, in new photos, and settle the station."""
    for number in PAGES:
        own = {code: value for code, value in changes.items() if code in PAGES[number]}
        await night.send(session, ONE, number, take=2)
        await night.machine(session, ONE, number, own, take=2)
        if confirmed:
            await night.confirm(session, ONE, number, own, take=2)
    await worker.settle(session, CONTEST, ONE)


async def test_an_ordered_count_begins_anew_while_the_totals_keep_the_earlier_one(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    await tiers.order(session, ONE)
    await worker.settle(session, CONTEST, ONE)

    state = await stations.state(session, CONTEST, ONE)

    assert (state.state, state.counted, state.superseding) == (State.WAITING, True, True)
    assert (state.count, state.revision, state.ordered) == (1, 1, 2)
    assert await tallies.of_area(session, CONTEST, CITY) == Tally(1, VALUES)
    assert (await outcomes.of_station(session, CONTEST, ONE, 1)).state is State.ACCEPTED


async def test_the_new_count_takes_the_place_of_the_earlier_one_once_it_is_accepted(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    await tiers.order(session, ONE)
    await count_again(session, confirmed=False)
    before = await tallies.of_area(session, CONTEST, CITY)
    await count_again(session)

    state, kept = await stations.state(session, CONTEST, ONE), await results.history(session, CONTEST, ONE)

    assert before == Tally(1, VALUES)
    assert await tallies.of_area(session, CONTEST, CITY) == Tally(1, {**VALUES, **MORE})
    assert await tallies.check(session, CONTEST) == []
    assert [(each.count, each.revision) for each in kept] == [(1, 1), (2, 1)]
    assert (state.count, state.revision, state.superseding) == (2, 1, False)


async def test_what_arrives_is_stamped_with_the_count_it_belongs_to(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE, pages=[1])
    await tiers.order(session, ONE)
    await count_again(session)

    sent = await photos.uploads_of(session, CONTEST, ONE)

    assert [upload.count for upload in sent] == [1, 2, 2, 2]
    assert {r.count for r in await readings.of_station(session, CONTEST, ONE)} == {2}
    assert len(await readings.of_station(session, CONTEST, ONE, 1)) == 2
    assert len(await readings.of_all_counts(session, CONTEST, ONE)) == 8


async def test_a_re_vote_is_checked_against_its_own_voters_and_ballots(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    await tiers.order(session, ONE, voters=190, ballots=400)
    await count_again(session)

    outcome = await outcomes.of_station(session, CONTEST, ONE)

    assert [found.key for found in outcome.open] == ["R16:DP1-L", "R16:DP1-J"]
    assert [found.right_sum for found in outcome.open] == [190, 394]
    assert "R14" in [found.key for found in outcome.warnings]
    assert (await outcomes.sheet(session, CONTEST, ONE)).facts.ballots == 400
    assert (await outcomes.sheet(session, CONTEST, ONE, 1)).facts.ballots is None


async def test_a_discrepancy_belongs_to_its_count(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE, {"SAH": 301})
    await tiers.order(session, ONE)
    await count_again(session, {"SAH": 301})

    cases = await discrepancies.of_station(session, CONTEST, ONE)

    assert [case.discrepancy.key for case in cases] == ["R9", "R10", "R9", "R10"]


async def test_a_signed_station_is_left_as_it_is(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    number = await tiers.sign(session, "337401")
    await session.execute(update(StationStateRow).values(locked_by=number))
    await night.confirm(session, ONE, 2, {"PAS1": 7})
    await worker.settle(session, CONTEST, ONE)

    state = await stations.state(session, CONTEST, ONE)
    progress = await stations.progress(session, CONTEST, AreaCode("337401"))

    assert (state.state, state.locked_by, state.open) == (State.LOCKED, number, ())
    assert progress.by_state == {State.LOCKED: 1, State.WAITING: 3}
    assert progress.counted == 1
    assert await tallies.of_area(session, CONTEST, CITY) == Tally(1, VALUES)


@pytest.mark.parametrize("area", ["337401", ONE[:10]])
async def test_an_opened_plenary_takes_over_what_is_confirmed(session: AsyncSession, area: str) -> None:
    await night.begin(session)
    await night.form(session, ONE, pages=[1, 2])
    await tiers.open_plenary(session, area)
    await night.confirm(session, ONE, 2, {"PAS1": 7})
    await night.form(session, ONE, pages=[3])

    outcome = await outcomes.of_station(session, CONTEST, ONE)

    assert (outcome.state, outcome.values) == (State.ACCEPTED, VALUES)
    assert outcome.closed == {1, 2, 3}


async def test_a_plenary_elsewhere_takes_nothing_over(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    await tiers.open_plenary(session, "337402")
    await tiers.open_plenary(session, "3374")

    assert (await outcomes.of_station(session, CONTEST, ONE)).closed == frozenset()


async def test_an_observers_photo_is_compared_and_never_stands_for_the_kppss(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    watcher = await people.add(session, "pengawas", Role.SUPERVISOR, ONE)
    own = digest(b"own photo of page 2")
    await photos.keep(session, own, 9, "image/jpeg")
    sent = await photos.send(session, own, CONTEST, ONE, watcher.id)
    values = {**PAGES[2], "PAS1": 206}
    await readings.add_person(session, NewReading(own, CONTEST, ONE, 2, Reader.OBSERVER, watcher.id, values))
    await worker.settle(session, CONTEST, ONE)

    outcome = await outcomes.of_station(session, CONTEST, ONE)

    assert sent.observed
    assert [(found.key, found.values[-1]) for found in outcome.open] == [("OBSERVER:PAS1", ("supervisor", 206))]
    assert (outcome.values, outcome.photos[2]) == (VALUES, night.photo(ONE, 2))
    assert outcome.confirmed_by["PAS2"] == ("machine", "kpps", "supervisor")
    assert await tallies.of_area(session, CONTEST, CITY) == Tally(1, VALUES)
