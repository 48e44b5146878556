from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import discrepancies
from recap.app.certificates import Certificate
from recap.app.discrepancies import Ruling
from recap.domain.reason import Reason
from recap.domain.rights import Role
from tests import night
from tests import signers as tiers
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio
VILLAGE = tiers.VILLAGES[0]


async def keep_as_written(session: AsyncSession) -> None:
    """Have the PPK settle that the one form which does not add up stays as it is written."""
    for case in await discrepancies.open_in(session, CONTEST, VILLAGE):
        ruling = Ruling(case.number, Reason.PAPER_DOES_NOT_ADD_UP, "As written.", night.PPK, Role.PPK)
        await discrepancies.settle(session, ruling)
        await worker.settle(session, CONTEST, case.station)


async def signed_after(session: AsyncSession, folder: Path, changes: dict[str, int | None]) -> Certificate:
    held = await tiers.begin(session, folder, forms=False)
    await night.form(session, STATIONS[0], changes)
    await night.form(session, STATIONS[1])
    await keep_as_written(session)
    return await tiers.finish(session, held, VILLAGE)


async def test_a_form_that_does_not_add_up_is_named_with_its_numbers(session: AsyncSession, tmp_path: Path) -> None:
    signed = await signed_after(session, tmp_path, {"PAS1": 203})

    assert signed.statement["remarks"] == [
        {
            "place": "TPS 1, Kelurahan Miroto",
            "text": "Formulir tidak cocok, direkap seperti tertulis: Suara sah 300,"
            " sedangkan 1. Satu 203 + 2. Dua 100 = 303.",
        }
    ]


async def test_the_parts_of_a_row_are_named(session: AsyncSession, tmp_path: Path) -> None:
    signed = await signed_after(session, tmp_path, {"DPD1-J": 6})

    said = str(signed.statement["remarks"])
    assert "Pemilih disabilitas (jumlah) 6, sedangkan Pemilih disabilitas (laki-laki) 3 + " in said


async def test_forms_that_add_up_need_no_remark(session: AsyncSession, tmp_path: Path) -> None:
    assert (await signed_after(session, tmp_path, {})).statement["remarks"] == []


async def test_a_station_that_is_not_in_is_named_with_its_reason(session: AsyncSession, tmp_path: Path) -> None:
    held = await tiers.begin(session, tmp_path, forms=False)
    await night.form(session, STATIONS[0], {"PAS1": 203})
    await night.form(session, STATIONS[1])
    await tiers.plenary(session, held.signers[VILLAGE], VILLAGE)

    signed = await tiers.sign(session, held, VILLAGE, {STATIONS[0]: "Perlu membuka kotak."})

    assert signed.statement["remarks"] == [
        {"place": "TPS 1, Kelurahan Miroto", "text": "Belum masuk rekap: Perlu membuka kotak."}
    ]
