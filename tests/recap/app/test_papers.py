import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import discrepancies, outcomes, papers, photos
from recap.app.discrepancies import Ruling
from recap.app.papers import Paper
from recap.domain.election import AreaCode, StationCode
from recap.domain.reason import Reason
from recap.domain.rights import Role
from tests import night, people, tiers
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio
VILLAGE = AreaCode(night.STATIONS[0][:10])
ONE, TWO = STATIONS[:2]


async def begin(session: AsyncSession) -> None:
    """Have two pages of the first station in, and the whole form of the second."""
    await night.begin(session)
    for page in (1, 2):
        await night.page(session, ONE, page)
    await night.form(session, TWO)


async def found(session: AsyncSession) -> dict[StationCode, Paper]:
    """Return the paper of both stations, which must be that of their outcomes."""
    held = await papers.of_village(session, CONTEST, VILLAGE)
    for code, paper in held.items():
        assert paper.photos == (await outcomes.of_station(session, CONTEST, code)).photos
    assert list(held) == [ONE, TWO]
    return held


async def test_a_form_is_whole_with_its_last_page(session: AsyncSession) -> None:
    await begin(session)
    assert [paper.whole for paper in (await found(session)).values()] == [False, True]

    await night.send(session, ONE, 3)
    assert not (await found(session))[ONE].whole
    await night.machine(session, ONE, 3)
    assert (await found(session))[ONE].whole


async def test_a_retake_counts_until_an_officer_has_settled_something(session: AsyncSession) -> None:
    await begin(session)
    await night.form(session, TWO, {"PAS1": 201})
    await night.page(session, TWO, 2, {"PAS1": 201})
    (case,) = await discrepancies.open_in(session, CONTEST, TWO)
    ruling = Ruling(case.number, Reason.PAPER_DOES_NOT_ADD_UP, "As written.", night.PPK, Role.PPK)
    before = (await found(session))[TWO].photos
    await night.send(session, TWO, 2, take=2)
    await night.machine(session, TWO, 2, {"PAS1": 201}, take=2)
    retaken = (await found(session))[TWO].photos

    await discrepancies.settle(session, ruling)
    await worker.settle(session, CONTEST, TWO)
    await night.send(session, TWO, 2, take=3)
    await night.machine(session, TWO, 2, {"PAS1": 201}, take=3)

    assert (before[2], retaken[2]) == (night.photo(TWO, 2), night.photo(TWO, 2, 2))
    assert (await found(session))[TWO].photos[2] == night.photo(TWO, 2, 2)


async def test_an_opened_plenary_keeps_the_photos_it_found(session: AsyncSession) -> None:
    await begin(session)
    await tiers.open_plenary(session, VILLAGE)

    await night.send(session, TWO, 2, take=2)
    await night.machine(session, TWO, 2, take=2)

    assert (await found(session))[TWO].photos[2] == night.photo(TWO, 2)


async def test_only_the_photos_of_the_count_that_counts_now_are_its_paper(session: AsyncSession) -> None:
    await begin(session)
    await tiers.order(session, TWO)

    assert (await found(session))[TWO].photos == {}


async def test_a_witnesss_own_photo_is_no_page_of_the_form(session: AsyncSession) -> None:
    await begin(session)
    witness = await people.add(session, "saksi", Role.WITNESS, ONE, contest=CONTEST, choice=1)
    own = night.photo(ONE, 3)
    await photos.keep(session, own, 9, "image/jpeg")
    await photos.send(session, own, CONTEST, ONE, witness.id)
    await night.machine(session, ONE, 3)

    assert (await found(session))[ONE].photos.keys() == {1, 2}
