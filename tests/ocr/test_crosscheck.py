"""A few sheets whose QR code was read are read as print too: what it says otherwise is for a person to look at."""

from dataclasses import replace
from hashlib import sha256

import pytest

from ocr import crosscheck
from ocr.crosscheck import SHARE, is_sampled
from ocr.paper.identity import Identity
from ocr.read import Expected, read
from ocr.specimen import make as specimen
from ocr.specimen.conditions import GOOD
from ocr.witness import Place, Print
from recap.app import layouts, texts
from recap.domain.election import ContestId, StationCode
from recap.domain.photo import PhotoDigest
from recap.domain.reading import Decision, PageReading

KWK = layouts.load("C.HASIL-KWK", 2)
CONTEST, STATION = ContestId("semarang-2024.pkwkk"), StationCode("3374011001012")
HOME = Place("Semarang Tengah", "Miroto")


def photograph(number: int = 12) -> bytes:
    """A sheet with the QR code of TPS 12, and this number printed on it."""
    identity = Identity(CONTEST, STATION, "JAWA TENGAH", "KOTA SEMARANG", "SEMARANG TENGAH", "MIROTO", number)
    conditions = replace(GOOD, width_px=2250, height_px=3000)
    return specimen.make(specimen.Order(KWK, 2, identity, {"PAS1": 215, "PAS2": 150}, 7, conditions)).photo


@pytest.fixture(scope="module")
def photo() -> bytes:
    return photograph()


@pytest.fixture
def _all_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crosscheck, "SHARE", 1.0)


def seen(photo: bytes, place: Place) -> PageReading:
    return read(photo, (KWK,), Expected(CONTEST, STATION, place=place)).reading


@pytest.mark.usefixtures("_all_sampled")
@pytest.mark.parametrize("place", [HOME, Place()])
def test_a_sheet_whose_print_agrees_is_read_as_ever(photo: bytes, place: Place) -> None:
    reading = seen(photo, place)
    assert (reading.decision, reading.reason) == (Decision.ACCEPT, "clear")
    assert reading.ms["print"] > 0


@pytest.mark.usefixtures("_all_sampled")
@pytest.mark.parametrize(
    ("place", "printed", "due"),
    [
        (Place("Semarang Tengah", "Pekunden"), "kelurahan MIROTO", "kelurahan PEKUNDEN"),
        (Place("Semarang Utara", ""), "kecamatan SEMARANG TENGAH", "kecamatan SEMARANG UTARA"),
    ],
)
def test_a_sheet_with_the_name_of_another_place_is_for_a_person(
    photo: bytes, place: Place, printed: str, due: str
) -> None:
    reading = seen(photo, place)
    assert (reading.decision, reading.reason) == (Decision.REVIEW, "other_print")
    assert reading.cells["PAS1"].as_read == 215
    assert reading.advice is not None
    assert reading.advice.facts == {"found": printed, "expected": due}
    assert texts.say(reading.advice, "id").startswith(f"Kode QR lembar ini menyebut {due}, ")


@pytest.mark.usefixtures("_all_sampled")
def test_a_sheet_with_the_number_of_another_tps_is_for_a_person_whoever_sends_it() -> None:
    reading = read(photograph(number=13), (KWK,)).reading
    assert (reading.decision, reading.reason) == (Decision.REVIEW, "other_print")
    assert reading.advice is not None
    assert reading.advice.facts == {"found": "TPS 013", "expected": "TPS 012"}


def test_other_sheets_are_not_read_as_print(photo: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crosscheck, "SHARE", 0.0)
    assert "print" not in seen(photo, Place("", "Pekunden")).ms


def test_so_many_photos_are_among_the_few() -> None:
    photos = [PhotoDigest(sha256(str(n).encode()).hexdigest()) for n in range(20_000)]
    assert sum(map(is_sampled, photos)) / len(photos) == pytest.approx(SHARE, rel=0.1)


@pytest.mark.parametrize(
    ("number", "place", "differs"),
    [
        ("012", Place("SEMARANG TENGAH", "MIROTO"), False),
        ("", Place(), False),
        ("012", Place("SEMARANG TENCAH", "M1ROTO"), False),
        ("013", Place(), True),
        ("", Place(village="PEKUNDEN"), True),
        ("", Place(district="SEMARANG TIMUR"), True),
        ("", Place(district="SEMARANG"), True),
    ],
)
def test_a_misread_letter_is_no_other_name_but_a_digit_is_another_number(
    number: str, place: Place, *, differs: bool
) -> None:
    assert (Print("", number, (), place).differs(STATION, HOME) is not None) is differs


def test_places_that_differ_in_one_word_are_told_apart() -> None:
    printed = Print("", "", (), Place("SEMARANG UTARA", "KALIBANTENG KULON"))
    assert printed.differs(STATION, Place("Semarang Barat", "")) is not None
    assert printed.differs(STATION, Place("Semarang Utara", "Kalibanteng Kidul")) is not None
    assert printed.differs(STATION, Place("Semarang Utara", "Kalibanteng Kulon")) is None


def test_of_an_unknown_place_no_name_is_another() -> None:
    assert Print("", "012", (), Place("TUGU", "JRAKAH")).differs(STATION, Place()) is None
