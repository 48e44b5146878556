"""The open tables: what one row says of a station, what the list of exceptions says, and that nothing is invented."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recap.domain.opendata import columns, tables
from recap.domain.opendata.columns import Column, Kind
from recap.domain.opendata.extract import extract
from recap.domain.opendata.root import gather
from tests import openfolder
from tests.openfolder import FOUR, ONE, THREE, TWO

DOCS = Path(__file__).parents[4] / "docs/open-data.md"


def made() -> dict[str, bytes]:
    files, contest, area = openfolder.folder(openfolder.contest(), openfolder.stations())
    return openfolder.remade(files.__getitem__, contest, area)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def station(code: str) -> dict[str, str]:
    return next(row for row in rows(made()["stations.csv"]) if row["station"] == code)


def test_there_is_one_row_a_station_in_the_order_of_codes() -> None:
    assert [row["station"] for row in rows(made()["stations.csv"])] == [ONE, TWO, THREE, FOUR]


def test_a_row_says_where_the_station_lies_and_who_may_vote_there() -> None:
    row = station(THREE)

    assert (row["province"], row["city"], row["district"], row["village"], row["number"]) == (
        "Jawa Tengah",
        "Semarang",
        "Semarang Utara",
        "Bulu Lor",
        "1",
    )
    assert (row["village_code"], row["voters"], row["cap"]) == ("3374021001", "400", "600")


def test_sums_as_written_and_as_computed_stand_apart() -> None:
    row = station(TWO)

    assert (row["valid_written"], row["valid_computed"], row["SAH"], row["corrections"]) == (
        "301",
        "300",
        "300",
        "SAH:301>300",
    )
    assert (row["total_written"], row["total_computed"]) == ("317", "317")
    assert (row["users_written"], row["users_computed"]) == ("317", "317")


def test_four_moments_stand_apart() -> None:
    row = station(TWO)

    assert [row[name] for name in ("received_at", "complete_at", "settled_at", "changed_at")] == [
        "2024-11-27T10:01:00+00:00",
        "2024-11-27T10:03:00+00:00",
        openfolder.EVENING,
        openfolder.LATER,
    ]


def test_a_row_names_the_photo_that_arrived_and_its_public_copy() -> None:
    shown = openfolder.photo(ONE, 2)

    assert (station(ONE)["photo_page_2"], station(ONE)["picture_page_2"]) == (shown["sha256"], shown["public_sha256"])


def test_a_row_says_which_count_it_is_who_saw_the_numbers_and_whether_two_did() -> None:
    row = station(TWO)

    assert (row["count"], row["count_kind"], row["by_officer"]) == ("2", "revote", "1")
    assert (row["origin"], row["cross_checked"], row["counted"]) == ("kpps+machine", "1", "1")


def test_one_reader_alone_is_no_cross_check() -> None:
    alone = openfolder.counted(ONE)
    alone["readers"]["PAS1"] = ["kpps"]

    row = dict(
        zip(columns.names(columns.stations(head := openfolder.contest())), extract(head, alone).row, strict=True)
    )

    assert row["cross_checked"] is False


@pytest.mark.parametrize("code", [THREE, FOUR])
def test_a_station_that_is_not_counted_has_a_row_without_numbers(code: str) -> None:
    row = station(code)

    assert row["counted"] == "0"
    assert {row[cell] for cell in columns.codes(openfolder.contest())} == {""}
    assert {row[column.name] for column in columns.SUMS} == {""}


def test_a_row_names_the_record_it_was_made_from() -> None:
    files, _, _ = openfolder.folder(openfolder.contest(), openfolder.stations())

    assert f"objects/{station(ONE)['record_sha256']}.json" in files


def test_the_events_of_a_station_are_counted() -> None:
    row = station(TWO)

    counts = ("exceptions_open", "exceptions_settled", "warnings", "objections", "objections_open")
    assert [row[name] for name in counts] == ["0", "1", "2", "2", "1"]
    assert (row["copy_received"], row["copy_due"], station(ONE)["copy_due"]) == ("3", "7", "")
    assert row["observation"] == "settled R9 corrected_on_paper; warning R14; warning R9"


def test_an_exception_names_its_rule_its_cells_and_what_became_of_it() -> None:
    settled, noted, waiting = rows(made()["exceptions.csv"])

    assert (settled["station"], settled["rule"], settled["says"], settled["cells"]) == (
        TWO,
        "R9",
        "SAH = PAS1 + PAS2",
        "SAH PAS1 PAS2",
    )
    assert (settled["outcome"], settled["reason"], settled["role"], settled["corrections"]) == (
        "settled",
        "corrected_on_paper",
        "ppk",
        "SAH=300",
    )
    assert (settled["left_sum"], settled["relation"], settled["right_sum"]) == ("301", "=", "300")
    assert (noted["outcome"], noted["rule"], noted["says"][:19]) == ("noted", "R14", "PSS1 = ballots due:")
    assert (waiting["outcome"], waiting["rule"], waiting["cells"]) == ("open", "READERS", "PAS1")
    assert waiting["says"] == "machine and KPPS read PAS1 alike"


def test_an_open_exception_shows_no_number() -> None:
    waiting = rows(made()["exceptions.csv"])[-1]

    assert {waiting[name] for name in ("values", "left_sum", "right_sum", "corrections", "settled_at")} == {""}


def test_words_that_a_spreadsheet_would_run_stay_words() -> None:
    text = [Column("words", Kind.TEXT), Column("number", Kind.NUMBER), Column("flag", Kind.FLAG)]

    content = tables.write(text, [("=HYPERLINK(1)", -1, True), ("-", None, False), ('a "b"\nc', 2, None)])

    assert content == b'words,number,flag\n\'=HYPERLINK(1),-1,1\n-,,0\n"a ""b""\nc",2,\n'
    assert rows(made()["exceptions.csv"])[0]["note"] == "'=struck out, initialled"


def test_equal_records_make_equal_bytes_in_any_order() -> None:
    head, leaves = openfolder.contest(), openfolder.stations()
    one = openfolder.folder(head, leaves)
    other = openfolder.folder(head, leaves[::-1])

    assert openfolder.remade(one[0].__getitem__, *one[1:]) == made()
    first, second = gather(one[0].__getitem__, *one[1:]), gather(other[0].__getitem__, *other[1:])
    assert sorted(first.extracts, key=lambda e: e.code) == sorted(second.extracts, key=lambda e: e.code)


def test_every_column_is_explained() -> None:
    words = DOCS.read_text(encoding="utf-8")
    explained = set(re.findall(r"`([\w-]+)`", words))

    head = openfolder.contest()
    named = {*columns.names(columns.stations(head)), *columns.names(columns.CELLS), *columns.names(columns.EXCEPTIONS)}
    generic = {*columns.codes(head), *(name for name in named if re.search(r"_page_\d$", name))}
    assert named - generic - explained == set()
    assert {"photo_page_N", "picture_page_N"} <= explained


@given(st.lists(st.tuples(st.sampled_from([ONE, TWO, THREE, FOUR]), st.booleans()), unique_by=lambda each: each[0]))
@settings(max_examples=25, deadline=None)
def test_the_counted_rows_add_up_to_the_published_totals(made_of: list[tuple[str, bool]]) -> None:
    known = dict(made_of)
    leaves = [openfolder.counted(c) if known.get(c) else openfolder.station(c) for c in (ONE, TWO, THREE, FOUR)]
    files, contest, area = openfolder.folder(openfolder.contest(), leaves)
    city = next(each for each in openfolder.records(files, "area") if each["code"] == "3374")

    table = rows(openfolder.remade(files.__getitem__, contest, area)["stations.csv"])

    counted = [row for row in table if row["counted"] == "1"]
    assert len(counted) == city["stations_in"]
    for code in columns.codes(openfolder.contest()):
        assert sum(int(row[code]) for row in counted) == city["values"].get(code, 0)
