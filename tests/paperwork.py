"""Papers to draw: a station's copy with three photos, and a kecamatan's certificate."""

from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageDraw

from recap.app.documents.papers import (
    CertificatePaper,
    ChoiceLine,
    Column,
    CopyPaper,
    CopySubject,
    ObjectionLine,
    PhotoPage,
    Place,
    Signatory,
)
from recap.app.keys import TierKey
from recap.domain import statement

STATION = "3374161001001"
AT = datetime(2024, 11, 27, 14, 30, tzinfo=UTC)
TITLE = "Pemilihan Wali Kota dan Wakil Wali Kota Semarang Tahun 2024"
PLACES = (Place("Provinsi", "Jawa Tengah"), Place("Kabupaten/Kota", "Kota Semarang"), Place("Kecamatan", "Tugu"))


def choices(count: int = 2) -> tuple[ChoiceLine, ...]:
    return tuple(ChoiceLine(n, f"Calon Nomor {n}, S.E. - Wakil Nomor {n}, M.Si.") for n in range(1, count + 1))


def values(count: int = 2) -> dict[str, int | None]:
    return {code: 100 + 7 * n for n, code in enumerate(statement.cells(count))}


@cache
def photo(page: int) -> bytes:
    image = Image.new("RGB", (1200, 1600), "#d9d4cb")
    pen = ImageDraw.Draw(image)
    for line in range(40):
        pen.line((60, 60 + 37 * line, 1140, 50 + 37 * line + page), fill="#1d2a55", width=3)
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def copy(count: int = 2) -> CopyPaper:
    return CopyPaper(
        subject=CopySubject("semarang-2024.pkwkk", STATION, 1, 1),
        title=TITLE,
        places=(*PLACES, Place("Kelurahan/Desa", "Tugurejo")),
        station_name="TPS 001 Tugurejo",
        day=date(2024, 11, 27),
        choices=choices(count),
        values=values(count),
        photos=tuple(PhotoPage(n, sha256(b"arrived %d" % n).hexdigest(), photo(n)) for n in (1, 2, 3)),
        signatories=(
            Signatory("Ketua KPPS", "Siti Aminah", signed=True),
            Signatory("Saksi paslon 2", "Dewi Lestari", signed=False, reason="keberatan"),
            Signatory("Pengawas TPS", "Eko Prasetyo", signed=None),
        ),
        made_at=AT,
        address="https://rekap.example/periksa",
    )


def certificate(key: TierKey, children: int = 7, objections: int = 0, count: int = 2) -> CertificatePaper:
    columns = tuple(Column(f"33741610{n:02d}", f"Kelurahan {n}", values(count), f"{n:064x}") for n in range(children))
    total = {code: children * (value or 0) for code, value in values(count).items()}
    written = tuple(
        ObjectionLine(n, f"TPS 00{n}", "Saksi paslon 2", AT, "Angka tidak sama.", "Diterima", "Dibetulkan.")
        for n in range(1, objections + 1)
    )
    return CertificatePaper(
        model="D.HASIL KECAMATAN-KWK",
        title="Berita acara dan sertifikat rekapitulasi hasil penghitungan perolehan suara di tingkat kecamatan",
        contest=TITLE,
        area="337416",
        places=PLACES,
        day=date(2024, 11, 27),
        choices=choices(count),
        children_title="Kelurahan",
        children=columns,
        total=total,
        stations_in=52,
        stations_total=52,
        revision=1,
        officers=(Signatory("Ketua PPK", "Hadi Wijaya", signed=True),),
        witnesses=(Signatory("Saksi paslon 2", "Dewi Lestari", signed=False, reason="keberatan belum diterima"),),
        objections=written,
        statement='{"area":"337416"}',
        key=key.id,
        office=key.office,
        signed_at=AT,
        address="https://rekap.example/sertifikat",
    )
