import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import discrepancies, keyings, photos, readings
from recap.domain.reading import CellReading, Decision, PageReading
from tests import night
from tests.filled import PAGES
from tests.night import CONTEST, PPK, STATIONS

pytestmark = pytest.mark.anyio
ONE = STATIONS[0]
ANOTHER = 3


async def differ(session: AsyncSession, *, sure: bool) -> discrepancies.Case:
    """The machine and the KPPS differ on one number, of which the machine is sure or not."""
    await night.begin(session)
    await night.send(session, ONE, 2)
    upload = (await photos.uploads_of(session, CONTEST, ONE))[-1]
    cells = {code: CellReading(value, value, 0.9, 3.0, sure=True) for code, value in PAGES[2].items()}
    cells["PAS1"] = CellReading(260, 260, 0.6, 0.1, sure=sure)
    where = ("C.HASIL-KWK", 2, CONTEST, ONE)
    await readings.add_machine(session, upload, PageReading(upload.photo, *where, Decision.REVIEW, "", None, cells))
    await night.confirm(session, ONE, 2)
    await worker.settle(session, CONTEST, ONE)
    (case,) = await discrepancies.open_in(session, CONTEST, ONE)
    return case


async def test_a_number_the_machine_doubts_is_keyed_before_the_others_are_shown(session: AsyncSession) -> None:
    case = await differ(session, sure=False)
    assert await keyings.blind(session, case, PPK) == {"PAS1"}

    await keyings.add(session, case.number, PPK, {"PAS1": 200})

    assert await keyings.blind(session, case, PPK) == frozenset()
    assert await keyings.blind(session, case, ANOTHER) == {"PAS1"}


async def test_an_officer_who_read_the_paper_at_the_station_keys_it_no_second_time(session: AsyncSession) -> None:
    case = await differ(session, sure=False)

    assert await keyings.blind(session, case, night.KPPS) == frozenset()


async def test_the_first_word_stands_whatever_is_keyed_after_seeing_the_others(session: AsyncSession) -> None:
    case = await differ(session, sure=False)
    await keyings.add(session, case.number, PPK, {"PAS1": None})
    await keyings.add(session, case.number, PPK, {"PAS1": 260})

    assert await keyings.of_officer(session, case.number, PPK) == {"PAS1": None}


async def test_a_number_the_machine_is_sure_of_is_shown_at_once(session: AsyncSession) -> None:
    assert await keyings.blind(session, await differ(session, sure=True), PPK) == frozenset()
