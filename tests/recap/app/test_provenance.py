import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import discrepancies, provenance
from recap.app.discrepancies import Ruling
from recap.domain.reading import Reader
from recap.domain.reason import Reason
from recap.domain.rights import Role
from tests import night
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio
ONE = STATIONS[0]


async def test_a_correction_is_traced_to_its_case_its_officer_and_its_photo(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE, {"SAH": 301})
    case = (await discrepancies.open_in(session, CONTEST, ONE))[0]
    ruling = Ruling(case.number, Reason.CORRECTED_ON_PAPER, "initialled", night.PPK, "ppk", {"SAH": 300})
    await discrepancies.settle(session, ruling)

    read, keyed, corrected = (await provenance.of_station(session, CONTEST, ONE))["SAH"]

    assert (read.reader, read.role, read.value, read.photo) == (Reader.MACHINE, None, 301, night.photo(ONE, 3))
    assert (keyed.reader, keyed.role, keyed.value) == (Reader.KPPS, Role.KPPS, 301)
    assert (corrected.role, corrected.value, corrected.reason) == (Role.PPK, 300, Reason.CORRECTED_ON_PAPER)
    assert (corrected.case, corrected.note) == (case.number, "initialled")
    assert read.at <= keyed.at <= corrected.at
