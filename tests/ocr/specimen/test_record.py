"""The truth beside a photo is plain JSON."""

import json

from ocr.paper.identity import Identity
from ocr.specimen.conditions import Conditions, Quality
from ocr.specimen.make import Order, make
from ocr.specimen.record import as_json
from recap.app import layouts
from recap.domain.election import ContestId, StationCode


def test_the_truth_names_every_cell_of_the_page() -> None:
    layout = layouts.load("C.HASIL-KWK", 2)
    station = Identity(ContestId("c"), StationCode("3374010001003"), "Jawa Tengah", "Semarang", "Tugu", "Jerakah", 3)
    values = {"PAS1": 120, "PAS2": 7}

    truth = make(Order(layout, 2, station, values, 1, Conditions(Quality.GOOD, None, 900, 1200))).truth
    record = json.loads(as_json(truth))

    assert {code: cell["value"] for code, cell in record["cells"].items()} == values
    assert record["cells"]["PAS2"]["boxes"] == truth.boxes["PAS2"]
    assert len(record["cells"]["PAS1"]["polygons"]) == 3
    assert record["quality"] == "good"
