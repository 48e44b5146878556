"""NIST SP 1500-100 v2: the JSON form against the published schema, the XML form against its XSD and Google's checker.

The JSON Schema is usnistgov/ElectionResultsReporting@521b97a, a work of NIST in the public domain.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree

from recap.app.settings import settings
from recap.domain.opendata import nist, xmlform
from recap.domain.opendata.counting import units
from recap.domain.opendata.nistnodes import Node
from recap.domain.opendata.root import gather
from tests import openfolder

SCHEMA = settings().shared / "data/schemas/NIST_V2_election_results_reporting.json"
XSD = settings().shared / "data/schemas/NIST_V2_election_results_reporting.xsd"
NAMES = {"n": xmlform.NAMESPACE}

needs_schema = pytest.mark.skipif(not SCHEMA.exists(), reason="the JSON Schema of NIST is not here")
needs_xsd = pytest.mark.skipif(not XSD.exists(), reason="the XSD of NIST is not here")


def report(*, empty_column: bool = False, changes: openfolder.Facts | None = None) -> Node:
    head = openfolder.contest(empty_column=empty_column)
    files, contest, area = openfolder.folder(head, openfolder.stations())
    root = gather(files.__getitem__, contest, area)
    city: dict[str, Any] = next(dict(each) for each in root.areas if each["code"] == "3374") | (changes or {})
    areas = [openfolder.area_file(city), *(each for each in root.areas if each["code"] != "3374")]
    return nist.report(openfolder.ELECTION, root.contest, areas, {e.code: e.voters for e in root.extracts})


@needs_schema
@pytest.mark.parametrize("empty_column", [False, True])
def test_the_json_form_validates_against_the_published_schema(*, empty_column: bool) -> None:
    validator = jsonschema.Draft4Validator(json.loads(SCHEMA.read_bytes()))

    assert list(validator.iter_errors(report(empty_column=empty_column))) == []


@needs_schema
def test_the_published_schema_would_find_a_count_that_is_no_number() -> None:
    forged = report()
    forged["Election"][0]["Contest"][0]["ContestSelection"][0]["VoteCounts"][0]["Count"] = "200"

    assert not jsonschema.Draft4Validator(json.loads(SCHEMA.read_bytes())).is_valid(forged)


@needs_xsd
@pytest.mark.parametrize("empty_column", [False, True])
def test_the_xml_form_validates_against_the_published_xsd(*, empty_column: bool) -> None:
    schema = etree.XMLSchema(etree.parse(XSD))

    schema.assertValid(etree.fromstring(xmlform.write("ElectionReport", report(empty_column=empty_column))))


DIALECT = {
    *{"MissingStableIds", "GpUnitsHaveSingleRoot"},
    *{"CorrectCandidateSelectionCount", "ContestHasMultipleOffices"},
}
"""Rules of the checker that look for elements of Google's own schema: collections, stable ids, one candidate each."""

CHECKER = Path(sys.executable).parent / "civics_cdf_validator"


@needs_xsd
@pytest.mark.skipif(not CHECKER.exists(), reason="civics-cdf-validator is not installed")
def test_the_checker_of_civics_data_finds_nothing_but_what_its_own_dialect_wants(tmp_path: Path) -> None:
    place, places = tmp_path / "nist.xml", tmp_path / "ocd.csv"
    place.write_bytes(xmlform.write("ElectionReport", report()))
    places.write_text("id,name\nocd-division/country:id,Indonesia\n")
    options = [
        "--xsd",
        str(XSD),
        "--ocdid_file",
        str(places),
        "-c",
        "id",
        "--required_languages",
        "id",
        "-r",
        "election_results",
    ]

    said = subprocess.run(  # noqa: S603  a program of this environment, on a file of this test
        [CHECKER, "validate", place, *options, "-v"], capture_output=True, text=True, check=False
    ).stdout

    assert "0 Fatal" in said
    assert set(re.findall(r"^ +\d+ (\w+) (?:Error|Warning) message", said, re.MULTILINE)) <= DIALECT


def test_the_xml_form_says_the_same_counts_as_the_json_form() -> None:
    tree = report()

    read = etree.fromstring(xmlform.write("ElectionReport", tree))

    counts = [float(each.text) for each in read.iterfind(".//n:VoteCounts/n:Count", NAMES)]
    selections = tree["Election"][0]["Contest"][0]["ContestSelection"]
    assert counts == [each["Count"] for selection in selections for each in selection["VoteCounts"]]
    assert [each.text for each in read.iterfind(".//n:Person/n:FullName/n:Text", NAMES)][2:] == ["Cici & Didi"]


def test_counts_stand_at_every_station_that_is_in_and_at_every_area_around_it() -> None:
    selection = report()["Election"][0]["Contest"][0]["ContestSelection"][0]

    counts = {each["GpUnitId"]: each["Count"] for each in selection["VoteCounts"]}

    assert counts == {
        "unit3374": 400,
        "unit337401": 400,
        "unit3374011001": 400,
        f"unit{openfolder.ONE}": 200,
        f"unit{openfolder.TWO}": 200,
    }


def test_registered_voters_are_those_of_all_stations_and_ballots_those_of_the_counted() -> None:
    tree = report()

    city = next(each for each in tree["GpUnit"] if each["@id"] == "unit3374")
    ballots = {each["GpUnitId"]: each for each in tree["Election"][0]["BallotCounts"]}

    assert (city["VotersRegistered"], city["VotersParticipated"]) == (1600, 634)
    assert (city["SubUnitsReported"], city["TotalSubUnits"], city["Type"]) == (2, 4, "city")
    assert (ballots["unit3374"]["BallotsCast"], ballots["unit3374"]["BallotsRejected"]) == (634, 34)


def test_a_unit_leads_to_its_published_record() -> None:
    files, _, _ = openfolder.folder(openfolder.contest(), openfolder.stations())
    unit = next(each for each in report()["GpUnit"] if each["@id"] == f"unit{openfolder.ONE}")

    record = unit["ExternalIdentifier"][1]

    assert (record["OtherType"], f"objects/{record['Value']}.json" in files) == ("record-sha256", True)


def test_the_empty_column_has_votes_and_no_candidate() -> None:
    tree = report(empty_column=True)

    pair, empty = tree["Election"][0]["Contest"][0]["ContestSelection"]

    assert empty["@type"] == "ElectionResults.BallotMeasureSelection"
    assert [each["Count"] for each in empty["VoteCounts"]][:1] == [200]
    assert pair["CandidateIds"] == ["candidate1-1", "candidate1-2"]
    assert len(tree["Person"]) == 2


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"stations_in": 0}, "pre-election"),
        ({}, "unofficial-partial"),
        ({"stations_in": 4}, "unofficial-complete"),
        ({"acts": {"certificates": [{"standing": "stale"}]}}, "unofficial-partial"),
        ({"acts": {"certificates": [{"standing": "stale"}, {"standing": "valid"}]}}, "certified"),
    ],
)
def test_the_status_says_how_final_the_numbers_are(changes: openfolder.Facts, status: str) -> None:
    assert report(changes=changes)["Status"] == status


def test_the_moment_is_that_of_the_last_change_in_whole_seconds() -> None:
    assert report()["GeneratedDate"] == "2024-11-27T12:00:00Z"


def test_before_the_first_change_the_moment_is_the_day_itself() -> None:
    head, waiting = openfolder.contest(), [openfolder.station(openfolder.ONE)]
    files, contest, area = openfolder.folder(head, [*waiting, openfolder.station(openfolder.THREE)])
    root = gather(files.__getitem__, contest, area)

    tree = nist.report(openfolder.ELECTION, root.contest, root.areas, {})

    assert tree["GeneratedDate"] == "2024-11-27T00:00:00Z"


def test_units_stand_before_what_lies_within_them() -> None:
    files, contest, area = openfolder.folder(openfolder.contest(), openfolder.stations())
    root = gather(files.__getitem__, contest, area)

    found = [unit.code for unit in units({each["code"]: each for each in root.areas}, "3374", {})]

    tengah = ["337401", "3374011001", openfolder.ONE, openfolder.TWO]
    assert found == ["3374", *tengah, "337402", "3374021001", openfolder.THREE, openfolder.FOUR]
