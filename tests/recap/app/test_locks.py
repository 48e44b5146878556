from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import locks, results
from recap.domain.refusals.signing import AreaLocked
from tests import night, signers
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio


async def test_a_certificate_locks_its_area_and_all_below_and_nothing_beside_or_above(
    session: AsyncSession, tmp_path: Path
) -> None:
    held = await signers.begin(session, tmp_path)
    await signers.finish(session, held, signers.VILLAGES[0])

    for code in (signers.VILLAGES[0], STATIONS[0], STATIONS[1]):
        with pytest.raises(AreaLocked):
            await locks.must_be_open(session, CONTEST, code)
    for code in (signers.VILLAGES[1], STATIONS[2], signers.DISTRICTS[0], signers.CITY):
        await locks.must_be_open(session, CONTEST, code)


async def test_what_arrives_after_the_signature_changes_no_number(session: AsyncSession, tmp_path: Path) -> None:
    held = await signers.begin(session, tmp_path)
    await signers.finish(session, held, signers.VILLAGES[0])

    for reader in (night.machine, night.confirm):
        await reader(session, STATIONS[0], 2, {"PAS1": 201, "PAS2": 99})
    await worker.settle(session, CONTEST, STATIONS[0])

    assert [each.revision for each in await results.history(session, CONTEST, STATIONS[0])] == [1]
