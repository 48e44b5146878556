import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import claims, discrepancies
from recap.app.discrepancies import Ruling
from recap.domain.errors import DiscrepancyUnknown
from recap.domain.reason import Reason
from recap.domain.refusals.cases import CaseNotYours, CaseTaken
from recap.domain.rights import Role
from tests import night, people
from tests.night import CONTEST, PPK, STATIONS

pytestmark = pytest.mark.anyio
ONE = STATIONS[0]
OTHER = 3


async def case(session: AsyncSession) -> int:
    await night.begin(session)
    await people.active(session, OTHER, Role.KPU, "3374")
    await night.form(session, ONE, {"SAH": 301})
    return (await discrepancies.open_in(session, CONTEST, ONE))[0].number


async def owner(session: AsyncSession, number: int) -> int | None:
    found = (await claims.current(session, [number])).get(number)
    return found.officer if found else None


async def test_a_case_is_taken_and_given_back(session: AsyncSession) -> None:
    number = await case(session)
    assert await owner(session, number) is None

    await claims.take(session, number, PPK)
    await claims.take(session, number, PPK)
    assert await owner(session, number) == PPK

    await claims.give_back(session, number, PPK)
    assert await owner(session, number) is None


async def test_a_taken_case_goes_to_another_only_knowingly(session: AsyncSession) -> None:
    number = await case(session)
    await claims.take(session, number, PPK)

    with pytest.raises(CaseTaken, match="ppk-337401"):
        await claims.take(session, number, OTHER)
    await claims.take(session, number, OTHER, instead_of=PPK)

    assert await owner(session, number) == OTHER


async def test_only_who_has_a_case_gives_it_back(session: AsyncSession) -> None:
    number = await case(session)

    with pytest.raises(CaseNotYours):
        await claims.give_back(session, number, PPK)
    await claims.take(session, number, PPK)
    with pytest.raises(CaseNotYours):
        await claims.give_back(session, number, OTHER)


async def test_a_case_another_has_taken_is_not_settled_unknowingly(session: AsyncSession) -> None:
    number = await case(session)
    await claims.take(session, number, OTHER)
    ruling = Ruling(number, Reason.PAPER_DOES_NOT_ADD_UP, "read aloud", PPK, "ppk")

    with pytest.raises(CaseTaken):
        await discrepancies.settle(session, ruling)
    await claims.take(session, number, PPK, instead_of=OTHER)

    assert not (await discrepancies.settle(session, ruling)).needs_second


async def test_an_unknown_case_is_not_taken(session: AsyncSession) -> None:
    await night.begin(session)

    with pytest.raises(DiscrepancyUnknown):
        await claims.take(session, 999, PPK)
