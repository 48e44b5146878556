from dataclasses import replace
from xml.etree import ElementTree as ET

from ocr.risk import choose, report
from ocr.risk.labelled import Sheet
from tests.ocr.risk.sheets import honest, sheet


def test_the_bars_in_force_are_tried_on_pages_and_on_whole_forms() -> None:
    sheets = [sheet((15.0, True)), sheet((14.0, False), page=2), sheet((5.0, False), form="2")]

    rows = report.check(sheets, 0.95)

    assert [(row.whole_forms, row.n, row.accepted, row.wrong) for row in (rows[0], rows[-1])] == [
        (False, 3, 2, 1),
        (True, 2, 1, 1),
    ]


def drawn(sheets: list[Sheet]) -> ET.Element:
    tail = choose.tail_of(sheets)
    bars = choose.bars(sheets, tail, 1e-2, 0.95)
    return ET.fromstring(report.picture(sheets, bars, tail, 1e-2, 0.95))  # noqa: S314  our own text


def test_every_form_and_class_of_photo_with_sheets_has_its_curve_though_it_has_no_bar() -> None:
    few = [sheet((9.0, True), form=str(n), quality="poor") for n in range(3)]
    other = [replace(each, layout="C1-PPWP-2019") for each in honest(120)]

    picture = drawn([*honest(400), *few, *other])

    words = [text.text for text in picture.findall(".//{*}text")]
    assert [word for word in words if word and word.startswith("C")] == ["C.HASIL-KWK", "C1-PPWP-2019"]
    assert [word for word in words if word and word.endswith("photos")] == [
        "all photos",
        "good photos",
        "usual photos",
        "poor photos",
        "all photos",
        "good photos",
        "usual photos",
    ]
    assert len(picture.findall(".//{*}polyline")) == 2 * 7
    assert "3 of 3 pass, 0 wrong" in ["".join(text.itertext()) for text in picture.findall(".//{*}text")]


def test_a_class_of_which_none_may_pass_is_drawn_without_a_point() -> None:
    never = [replace(sheet((9.0, True), quality="poor"), may_pass=False)]

    picture = drawn([*honest(200), *never])

    assert len(picture.findall(".//{*}circle")) == 1 + 3


def test_no_class_is_drawn_where_nothing_was_read() -> None:
    assert drawn([]).findall(".//{*}polyline") == []
