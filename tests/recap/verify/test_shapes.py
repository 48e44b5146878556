import json
from pathlib import Path

import pytest

from recap.verify import shapes
from recap.verify.scene import Record
from tests.verifying import City


@pytest.fixture
def records(tmp_path: Path) -> dict[str, Record]:
    """One record of every kind, as published."""
    city = City(tmp_path)
    city.count(city.stations[0])
    city.publish()
    found = {"": json.loads((tmp_path / "manifest.json").read_bytes())}
    for path in sorted((tmp_path / "objects").glob("*.json")):
        record = json.loads(path.read_bytes())
        found[record["kind"]] = record
    return found


@pytest.mark.parametrize("kind", ["", "contest", "area", "station"])
def test_a_published_record_has_the_described_shape(records: dict[str, Record], kind: str) -> None:
    assert shapes.misfit(kind, records[kind]) is None


@pytest.mark.parametrize("kind", ["", "contest", "area", "station"])
def test_every_field_is_needed_and_no_other_is_known(records: dict[str, Record], kind: str) -> None:
    for name in records[kind]:
        fewer = {field: value for field, value in records[kind].items() if field != name}
        assert shapes.misfit(kind, fewer) == name
    assert shapes.misfit(kind, records[kind] | {"more": 1}) == "more"


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("station", "cap", True),
        ("station", "revision", -1),
        ("station", "counted", 1),
        ("station", "changed_at", "2024-11-27T11:00:00Z"),
        ("station", "changed_at", "2024-13-27T11:00:00+00:00"),
        ("station", "photos", {}),
        ("station", "cells", {"PAS1": {"read": 1}}),
        ("area", "node", "A" * 64),
        ("area", "values", {"PAS1": 1.0}),
        ("area", "kind", "station"),
        ("contest", "lanes", "PAS1"),
        ("", "previous", ""),
        ("", "format", "recap-publication/1"),
    ],
)
def test_a_value_of_another_kind_is_named(records: dict[str, Record], kind: str, field: str, value: object) -> None:
    assert shapes.misfit(kind, records[kind] | {field: value}) == field


def test_what_is_no_record_has_no_shape() -> None:
    assert shapes.misfit("station", []) == "station"
