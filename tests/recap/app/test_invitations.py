"""The slips of fresh codes: what they say, and that another program reads them back from the PDF."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import appointments, clock, invitations
from recap.app.appointments import NewAppointment
from recap.app.documents import slips
from recap.app.documents.moments import plain_day
from recap.app.documents.slips import Slip
from tests import night
from tests.recap.app.test_appointments import ENDS, STATION, content, line, witness

pytestmark = pytest.mark.anyio

BASE = "https://rekap.example/"


@pytest.fixture(name="listed")
def listed_fixture(tmp_path: Path) -> Callable[..., Sequence[NewAppointment]]:
    return lambda *lines: appointments.read(content(*lines), tmp_path)


async def made(session: AsyncSession, new: Sequence[NewAppointment]) -> list[Slip]:
    await night.begin(session)
    return await invitations.slips(session, await appointments.appoint(session, new, None))


async def test_a_slip_speaks_of_role_and_place_as_people_do(
    session: AsyncSession, listed: Callable[..., Sequence[NewAppointment]]
) -> None:
    new = listed(
        line("kpps_chair", STATION, nik="3374011203850001"),
        line("ppk", "337401", nik="3374011203850002"),
        line("province", "33", nik="3374011203850003"),
        witness(STATION[:10], 2, "3374011203850004"),
    )

    found = [(slip.role, slip.area, slip.two_factors) for slip in await made(session, new)]

    assert found == [
        ("Operator KPU provinsi", "Provinsi Jawa Tengah", True),
        ("Operator PPK", "Kecamatan Semarang Tengah, Semarang, Provinsi Jawa Tengah", True),
        ("Saksi pasangan calon nomor 2", "Kelurahan Miroto, Kecamatan Semarang Tengah, Semarang", False),
        ("Ketua KPPS", "TPS 001, Kelurahan Miroto, Kecamatan Semarang Tengah", False),
    ]


async def test_slips_are_four_on_a_page_with_words_and_a_code_that_scans(
    session: AsyncSession, listed: Callable[..., Sequence[NewAppointment]]
) -> None:
    new = listed(*(line("pps", STATION[:10], nik=f"337401120385000{n}") for n in range(5)))
    written = await made(session, new)

    document = pypdfium2.PdfDocument(slips.render(written, BASE))
    words = [page.get_textpage().get_text_range() for page in document]
    scanned = [code.text for page in document for code in zxingcpp.read_barcodes(page.render(scale=3).to_numpy())]

    assert [text.count("KODE AKTIVASI") for text in words] == [4, 1]
    assert sorted(scanned) == sorted(f"https://rekap.example/aktivasi?kode={slip.code}" for slip in written)
    assert all(group in " ".join(words) for slip in written for group in slip.code.split("-"))
    assert f"s.d. {plain_day(ENDS)}" in words[0]
    assert "Siti Aminah" in words[0]


async def test_the_longest_name_and_letter_stay_on_their_slip() -> None:
    long = "Drs. H. Raden Mas Bambang Kusumaningrat Hadiwijoyo Notonegoro bin Kusumohadiningrat, S.H., M.Si., Ph.D."
    one = Slip(
        long, "Ketua KPU provinsi", "Kecamatan Kusumohadiningrat Selatan, Kabupaten Kusumohadiningrat, Provinsi Jawa",
        "12" * 55, ENDS, ENDS, "ketua-kpu-provinsi-33-2", "WWWW-MMMM-QQQQ-WWWW", clock.now(), two_factors=True,
    )  # fmt: skip

    page = pypdfium2.PdfDocument(slips.render([one, one], BASE))[0]

    text = page.get_textpage()
    lows = [text.get_rect(n)[1] for n in range(text.count_rects())]
    high = page.get_height() / 4
    assert not [low for low in lows if 2 * high - 20 < low < 2 * high + 8]
