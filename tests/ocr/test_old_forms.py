"""Real forms of 2017 and 2019, without tags, are laid flat and read."""

from pathlib import Path

import pytest

from ocr.barcode import likeness
from ocr.decode import decode
from ocr.flatten import Sheet
from ocr.identify import Sighting, identify
from ocr.register import register
from ocr.settle import settle
from ocr.untagged import find_untagged
from recap.app import layouts

FORMS = (layouts.load("C1-PPWP-2019", 2), layouts.load("C1-KWK-PLANO-2017", 3))
SCANS = "ouwyukha-2019-c1/01ACEH_01ACEHBARAT_01ARONGANLAMBALEK_"
MOST_OFF_MM = 2.5
"""Of boxes 18 mm wide: a millimetre on A4."""
LEAST_FIT, SAME_CODE = 0.8, 0.52


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("path", "name", "page"),
    [
        (f"{SCANS}03ALUESUNDAK_01_X01.png", "C1-PPWP-2019", 1),
        (f"{SCANS}16PEULANTEULB_02_X02.png", "C1-PPWP-2019", 2),
        (f"{SCANS}22SUAKBIDOK_01_X02.png", "C1-PPWP-2019", 2),
        ("kawalc1/2017_pilgub_dki/4.jpg", "C1-KWK-PLANO-2017", 1),
    ],
    ids=["scan", "corner squares cut off", "upside down", "photo without any mark"],
)
def test_every_number_is_where_the_layout_says(shared_data: Path, path: str, name: str, page: int) -> None:
    picture = decode((shared_data / "forms" / path).read_bytes())

    seen = identify(picture, FORMS)

    assert isinstance(seen, Sighting)
    assert (seen.layout.name, seen.page.number) == (name, page)
    found = settle(picture, seen.page, seen.anchor, [register(picture, seen.page, seen.anchor)])
    assert max(abs(place.shifts).max() for place in found.placed.values()) < MOST_OFF_MM
    assert sum(place.trusted for place in found.placed.values()) >= 0.6 * len(found.placed)


@pytest.mark.realdata
def test_printed_lines_tell_the_forms_of_2019_from_others(shared_data: Path) -> None:
    scans = sorted((shared_data / "forms").glob("ouwyukha-2019-c1/*.png"))[::12]
    others = sorted((shared_data / "forms" / "kawalc1" / "2014_aligned").glob("*.jpg"))[:3]

    for path in scans:
        laid = find_untagged(decode(path.read_bytes()), FORMS)
        assert laid is not None, path.name
        assert f"X0{laid.page.number}" in path.name
        assert laid.anchor.fit > LEAST_FIT, path.name
    for path in others:
        assert find_untagged(decode(path.read_bytes()), FORMS) is None, path.name


@pytest.mark.realdata
def test_bar_codes_of_real_scans_look_like_their_own_text(shared_data: Path) -> None:
    for path in sorted((shared_data / "forms").glob("ouwyukha-2019-c1/*.png"))[::15]:
        picture = decode(path.read_bytes())
        laid = find_untagged(picture, FORMS)
        assert laid is not None
        sheet = Sheet(picture, laid.page, register(picture, laid.page, laid.anchor).plane)
        code = laid.page.barcode
        assert code is not None
        assert likeness(sheet, code, code.text) > SAME_CODE > likeness(sheet, code, "C2-KWK-11"), path.name


@pytest.mark.realdata
def test_a_scan_with_next_to_no_ink_is_not_taken_for_a_page(shared_data: Path) -> None:
    blank = decode((shared_data / "forms" / f"{SCANS}15PANTONMAKMUR_01_X02.png").read_bytes())

    assert not isinstance(identify(blank, FORMS), Sighting)
