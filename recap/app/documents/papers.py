"""What documents are drawn from: plain values, already decided; drawing looks nothing up.

The words on them are the legal forms' own, Indonesian in every language of the program.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Place:
    """One line of where a document belongs: `Kecamatan`, `Tugu`."""

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A choice as printed: its number and its name; `empty_column` for the kolom kosong."""

    number: int
    name: str
    empty_column: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A child area or station in a certificate: its code, name, numbers by cell code (None: none on paper).

    `digest` is the SHA-256 of the child's own signed certificate, or of the station's copy statement; empty if none.
    """

    code: str
    name: str
    values: Mapping[str, int | None]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody who had to sign: `office` as `Ketua PPK` or `Saksi Paslon 1`, `signed` or the reason why not.

    `signed` None means absent; `instead` is what somebody did who neither signed nor stayed away, as `Hadir`.
    """

    office: str
    name: str
    signed: bool | None
    reason: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection or special event of the annex: who wrote it where and when, its words, and what became of it."""

    number: int
    place: str
    author: str
    filed_at: datetime
    text: str
    outcome: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What must be known of one station beside its numbers: that it is not in, or that its form does not add up."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """Everything on a D.HASIL: `statement` is the canonical text that the tier's key signed.

    `model` as `D.HASIL KECAMATAN-KWK`; `title` is the document's (`Berita acara dan sertifikat rekapitulasi ...`),
    `contest` the contest's; `places` from the province down to the area itself; `children` in order, whose
    heading is `children_title` (`Kelurahan`); `total` is what the tier signs, by cell code. `address` is where the
    certificate can be looked up, empty if nowhere. `key` and `office` name the key that signs. Times are aware,
    and printed in WIB.
    """

    model: str
    title: str
    contest: str
    area: str
    places: tuple[Place, ...]
    day: date
    choices: tuple[ChoiceLine, ...]
    children_title: str
    children: tuple[Column, ...]
    total: Mapping[str, int]
    stations_in: int
    stations_total: int
    revision: int
    officers: tuple[Signatory, ...]
    witnesses: tuple[Signatory, ...]
    objections: tuple[ObjectionLine, ...]
    statement: str
    key: str
    office: str
    signed_at: datetime
    address: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoPage:
    """One page of the form: the public JPEG, and the SHA-256 of the photo as it arrived."""

    page: int
    sha256: str
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class CopySubject:
    """Which station's copy this is: the contest, the station, the count (1 is the regular one) and the revision."""

    contest: str
    station: str
    count: int
    revision: int


@dataclass(frozen=True, slots=True)
class CopyPaper:
    """Everything on a C.HASIL-SALINAN: numbers by cell code (None: none on the paper), photos, who confirmed them.

    `title` is the contest's; `places` from the province down to the kelurahan; `address` is the page that checks a
    copy, as `https://rekap.example/verify`, empty if there is none: the QR is then the statement alone.
    """

    subject: CopySubject
    title: str
    places: tuple[Place, ...]
    station_name: str
    day: date
    choices: tuple[ChoiceLine, ...]
    values: Mapping[str, int | None]
    photos: tuple[PhotoPage, ...]
    signatories: tuple[Signatory, ...]
    made_at: datetime
    address: str = ""


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """A copy as made: the signed PDF, the text of its QR code, the statement.json attached, and the key's name."""

    pdf: bytes
    qr: str
    attached: str
    key: str
