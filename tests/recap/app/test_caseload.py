from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import caseload, claims, clock, discrepancies
from recap.app.caseload import Whose
from recap.domain.priority import Stake
from recap.domain.rights import Role
from tests import night, people
from tests.night import CONTEST, PPK, STATIONS

pytestmark = pytest.mark.anyio
ONE, TWO, THREE, *_ = STATIONS
OTHER = 3


async def test_the_queue_begins_with_what_could_decide(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE, {"DPD1-J": 6})
    await night.form(session, TWO, {"PAS1": 230})
    await night.form(session, THREE, {"PAS1": 300, "PAS2": 0})

    found = await caseload.of_area(session, CONTEST, "3374")

    assert [each.case.discrepancy.key for each in found] == ["R9", "R1:DPD1", "R24:one-choice"]
    assert [each.priority.stake for each in found] == [Stake.GREAT, Stake.NONE, Stake.NONE]
    assert found[0].due_at - found[0].case.opened_at == timedelta(hours=2)


async def test_each_view_holds_what_its_name_says(session: AsyncSession) -> None:
    await night.begin(session)
    await people.active(session, OTHER, Role.KPU, "3374")
    await night.form(session, ONE, {"SAH": 301})
    mine, other = await discrepancies.open_in(session, CONTEST, ONE)
    await claims.take(session, mine.number, PPK)
    now = clock.now()

    async def seen(whose: Whose, officer: int, hours: int = 0) -> list[int]:
        found = await caseload.of_area(session, CONTEST, ONE)
        at = now + timedelta(hours=hours)
        return sorted(each.case.number for each in found if each.belongs(whose, officer, at))

    assert await seen(Whose.ALL, PPK) == [mine.number, other.number]
    assert await seen(Whose.MINE, PPK) == [mine.number]
    assert await seen(Whose.MINE, OTHER) == []
    assert await seen(Whose.NOBODY, PPK) == [other.number]
    assert await seen(Whose.OVERDUE, PPK) == []
    assert await seen(Whose.OVERDUE, PPK, hours=3) == [mine.number, other.number]
    assert await seen(Whose.SECOND, PPK) == []
