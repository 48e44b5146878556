"""A small city in which everything happens at least once, part by part, so that every kind of row is there."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import (
    appointments,
    approvals,
    certificates,
    claims,
    clock,
    copies,
    discrepancies,
    elections,
    keyings,
    objections,
    officers,
    orders,
    pacts,
    photos,
    readings,
    recipients,
    reopenings,
)
from recap.app.appointment_file import NewAppointment
from recap.app.blobs import Blobs
from recap.app.discrepancies import Ruling
from recap.app.keys import TierKeys
from recap.app.objections import NewObjection
from recap.app.settlements import Agreement
from recap.app.signing import Desk
from recap.app.tables import PhotoRow, PictureRow
from recap.domain.appointing import Post
from recap.domain.election import Area, AreaCode, Choice, Contest, Election, Station, StationCode
from recap.domain.objection import ObjectionKind, Verdict
from recap.domain.photo import digest
from recap.domain.reading import Decision, PageReading
from recap.domain.reason import Reason
from recap.domain.recipient import Recipient, RecipientKind
from recap.domain.recount import CountKind, Ground, NewOrder
from recap.domain.rights import Role
from tests import copied, night, people
from tests import signers as tiers
from tests.filled import PAGES
from tests.night import CITY, CONTEST, PPK, STATIONS
from tests.signers import Tiers

ONE, TWO, THREE, FOUR, FIVE, SIX = STATIONS[:6]
VILLAGE, DISTRICT = tiers.VILLAGES[0], tiers.DISTRICTS[0]
GONE = "3374999999"
Part = Callable[[AsyncSession, Path], Awaitable[None]]


async def people_come(session: AsyncSession, folder: Path) -> None:
    """Load an election twice, the second time without a kelurahan whose officer is so ended; activate an account."""
    await _earlier(session)
    held = await tiers.begin(session, folder, forms=False)
    await people.add(session, "saksi", Role.WITNESS, CITY, contest=CONTEST, choice=1)
    await people.add(session, "ketua-kpu", Role.KPU_CHAIR, CITY)
    today = clock.today()
    post = Post(Role.KPPS, TWO, CONTEST, None, today, today + timedelta(days=30))
    new = NewAppointment(1, "kecil-2024", "SK 7", "KPU", today, post, "digest", "Tuti", "tuti")
    (code,) = await appointments.appoint(session, [new], None)
    await officers.activate(session, code.code, "kucing di atas atap", pacts.VERSION)
    await officers.sign_in(session, "tuti", "kucing di atas atap")
    await appointments.reissue(session, (await appointments.named(session, "tuti")).id, None)
    await appointments.end(session, (await appointments.named(session, held.helpers["337402"].username)).id, None, "x")


async def forms_come(session: AsyncSession, folder: Path) -> None:
    """Have forms arrive: one with its copy, one in dispute, one half sent, one refused photo, one in agreement."""
    listed = await recipients.of_contest(session, CONTEST)
    await recipients.replace(session, CONTEST, listed)
    board = Recipient(1, RecipientKind.BOARD, "Papan pengumuman", None)
    await recipients.replace(session, CONTEST, [board, Recipient(2, RecipientKind.PPS, "PPS Miroto", None)])
    copy = await copied.form(session, folder, ONE)
    await copies.acknowledge(session, copy, await recipients.one(session, CONTEST, 2), "Rudi")
    await copies.remind(session, CONTEST, ONE, board, PPK)
    await pictures(session, folder, ONE)
    await night.form(session, TWO, {"PAS1": 230})
    await night.form(session, THREE, pages=[2])
    await _refused(session)
    for station in (FOUR, FIVE):
        await night.form(session, station)


async def officers_work(session: AsyncSession, folder: Path) -> None:
    """Settle the dispute with a second person, answer an objection, correct a form that was counted."""
    number = (await discrepancies.open_in(session, CONTEST, TWO))[0].number
    await claims.take(session, number, PPK)
    await keyings.add(session, number, PPK, {"PAS1": 200, "PAS2": None})
    await claims.give_back(session, number, PPK)
    second = (await people.named(session, "anggota-3374")).id
    await discrepancies.settle(session, Ruling(number, Reason.MISREAD, "baca ulang", PPK, "ppk", {"PAS1": 200}))
    await approvals.answer(session, number, Agreement(second, "kpu", agreed=True))
    await worker.settle(session, CONTEST, TWO)
    witness, chair = await people.named(session, "saksi"), await people.named(session, "ketua-kpu")
    new = NewObjection(CONTEST, FIVE, ObjectionKind.OBJECTION, "Dua suara tertukar.", {"PAS1": 198, "PAS2": 102})
    filed = await objections.file(session, witness, new)
    new = NewObjection(CONTEST, CITY, ObjectionKind.SPECIAL_EVENT, "Listrik padam.")
    await objections.file(session, witness, new)
    await objections.answer(session, chair, filed, Verdict.REJECTED, "Salinan sama.")
    await night.page(session, THREE, 1)
    await night.page(session, THREE, 3)
    await worker.settle(session, CONTEST, THREE)
    await pictures(session, folder, THREE)


async def tiers_sign(session: AsyncSession, folder: Path) -> None:
    """Sign two kelurahan and their kecamatan, reopen one of them, and order a recount elsewhere."""
    held = await present(session, folder)
    for area in (*tiers.VILLAGES[:2], DISTRICT):
        await tiers.finish(session, held, area)
    signed = await certificates.current(session, CONTEST, VILLAGE)
    assert signed is not None
    asked = await reopenings.ask(session, held.helpers[DISTRICT], signed.id, "TPS 1 salah salin.")
    await reopenings.answer(session, held.signers[DISTRICT], asked.id, granted=True, note="Setuju.")
    chair = await people.named(session, "ketua-kpu")
    await orders.order(session, chair, CONTEST, FIVE, NewOrder(CountKind.RECOUNT, Ground.WRITING_UNCLEAR, "12/2024"))
    await worker.settle(session, CONTEST, FIVE)


async def counted_again(session: AsyncSession, folder: Path) -> None:
    """Have the recount arrive, another form change its numbers, and the kelurahan sign again."""
    for page in PAGES:
        await night.send(session, FIVE, page, take=2)
        await night.machine(session, FIVE, page, take=2)
        await night.confirm(session, FIVE, page, take=2)
    await worker.settle(session, CONTEST, FIVE)
    await night.form(session, SIX)
    await tiers.finish(session, await present(session, folder), VILLAGE)


PARTS: Sequence[Part] = (people_come, forms_come, officers_work, tiers_sign, counted_again)


async def present(session: AsyncSession, folder: Path) -> Tiers:
    """Return the signers that were appointed before."""
    held = Tiers(Desk(TierKeys(folder), Blobs.in_folder(folder / "blobs"), "https://rekap.example"))
    for area in (*tiers.VILLAGES, *tiers.DISTRICTS, CITY):
        held.signers[area] = await people.named(session, f"ketua-{area}")
    for area in (*tiers.DISTRICTS, CITY):
        held.helpers[area] = await people.named(session, f"anggota-{area}")
    return held


async def pictures(session: AsyncSession, folder: Path, station: StationCode) -> None:
    """Put the public copies of a station's photos into the store, and on record, as the reader does."""
    await copied.pictures(folder, station)
    blobs = Blobs.in_folder(folder / "blobs")
    for page in PAGES:
        if await session.get(PhotoRow, night.photo(station, page)):
            content = await blobs.get(f"public/{night.photo(station, page)}.jpg")
            row = PictureRow(photo=night.photo(station, page), sha256=digest(content), made_at=clock.now())
            session.add(row)
    await session.flush()


async def _earlier(session: AsyncSession) -> None:
    """Load a first definition, with a kelurahan that the next one has not, and appoint somebody there."""
    areas = (*(Area(AreaCode(code), name) for code, name in night.AREAS.items()), Area(AreaCode(GONE), "Lama"))
    contest = Contest(CONTEST, "PKWKK", "Walikota", CITY, "C.HASIL-KWK", (Choice(1, "Satu"), Choice(2, "Dua")))
    stations = (Station(StationCode(f"{GONE}001"), 1, 100, 100, 600),)
    await elections.load(session, Election("kecil-2024", "Lama", date(2024, 11, 27), areas, stations, (contest,), ()))
    today = clock.today()
    post = Post(Role.PPS, GONE, None, None, today, today + timedelta(days=30))
    new = NewAppointment(1, "kecil-2024", "SK 6", "KPU", today, post, "digest of Lama", "Lama", "pps-lama")
    await appointments.appoint(session, [new], None)
    # The list of those who are given copies hangs on the contest, and stays when the definition is replaced.
    await recipients.replace(session, CONTEST, [Recipient(1, RecipientKind.PPS, "PPS", None)])


async def _refused(session: AsyncSession) -> None:
    await night.send(session, SIX, 1, take=9)
    upload = (await photos.uploads_of(session, CONTEST, SIX))[-1]
    said = PageReading(upload.photo, None, None, None, None, Decision.REFUSE, "no_sheet", None, {})
    await readings.add_machine(session, upload, said)
    await worker.settle(session, CONTEST, SIX)
