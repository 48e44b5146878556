from xml.etree import ElementTree as ET

from ocr.risk import choose, report
from tests.ocr.risk.sheets import honest, sheet


def test_the_bars_in_force_are_tried_on_pages_and_on_whole_forms() -> None:
    sheets = [sheet((15.0, True)), sheet((14.0, False), page=2), sheet((5.0, False), form="2")]

    rows = report.check(sheets, 0.95)

    assert [(row.whole_forms, row.n, row.accepted, row.wrong) for row in (rows[0], rows[-1])] == [
        (False, 3, 2, 1),
        (True, 2, 1, 1),
    ]


def test_the_curves_are_drawn_as_well_formed_svg() -> None:
    sheets = honest(400)
    tail = choose.tail_of(sheets)
    bars = choose.bars(sheets, tail, 1e-2, 0.95)

    drawn = ET.fromstring(report.picture(sheets, bars, tail, 1e-2, 0.95))  # noqa: S314  our own text

    lines = drawn.findall(".//{*}polyline")
    assert len(lines) == 2 * len([bar for bar in bars if bar.layout != "any"])
    assert "C.HASIL-KWK" in "".join(drawn.itertext())
