from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recap.app import definition
from recap.app.definition import Fault
from recap.domain.election import AreaCode, ChoiceKind, Contest, ContestId, Election, StationCode
from recap.domain.errors import DefinitionInvalid

ELECTION = """\
# A village of two stations.
id: desa-2024
name: Pemilihan Desa 2024
day: 2024-11-27
station_cap: 600
contests:
  - office: pkwkk
    title: Wali Kota
    area: "3374"
    layout: C.HASIL-KWK
    choices:
      - number: 1
        name: Agustina - Iswar
        external_id: "1000702"
      - number: 2
        name: Yoyok - Joko
notes:
  - Registered voters are invented.
"""
AREAS = """\
# source: KPU
code,name
33,Jawa Tengah
3374,Kota Semarang
337401,Semarang Tengah
3374011001,Miroto
"""
STATIONS = """\
code,voters_male,voters_female
3374011001001,250,260

3374011001002,0,1
"""
LAYOUTS = ("C.HASIL-KWK",)

Folder = Callable[..., Path]


@pytest.fixture(name="folder")
def folder_fixture(tmp_path: Path) -> Folder:
    def write(election: str = ELECTION, areas: str | bytes = AREAS, stations: str = STATIONS) -> Path:
        (tmp_path / "election.yaml").write_text(election, encoding="utf-8")
        (tmp_path / "areas.csv").write_bytes(areas.encode() if isinstance(areas, str) else areas)
        (tmp_path / "stations.csv").write_text(stations, encoding="utf-8")
        return tmp_path

    return write


def faults_of(folder: Path) -> list[Fault]:
    found = definition.examine(folder, LAYOUTS)
    assert isinstance(found, list)
    return found


def contest_of(folder: Path) -> Contest:
    found = definition.read(folder, LAYOUTS)
    return found.contests[0]


def test_a_directory_becomes_an_election(folder: Folder) -> None:
    election = definition.read(folder(), LAYOUTS)

    assert isinstance(election, Election)
    assert election.day == date(2024, 11, 27)
    assert [a.code for a in election.areas] == ["33", "3374", "337401", "3374011001"]
    assert [(s.number, s.voters_male, s.voters_female, s.cap) for s in election.stations] == [
        (1, 250, 260, 600),
        (2, 0, 1, 600),
    ]
    assert election.stations[0].code == StationCode("3374011001001")
    assert election.contests[0].id == ContestId("desa-2024.pkwkk")
    assert election.contests[0].area == AreaCode("3374")
    assert [c.external_id for c in election.contests[0].choices] == ["1000702", ""]
    assert election.notes == ("Registered voters are invented.",)


def test_codes_need_no_quotes_and_spreadsheets_may_use_semicolons(folder: Folder) -> None:
    plain = folder(
        ELECTION.replace('"3374"', "3374"), "\ufeff" + AREAS.replace(",", ";").replace("\n", "\r\n"), STATIONS
    )

    assert definition.read(plain, LAYOUTS).contests[0].area == "3374"


def test_a_single_pair_may_stand_against_the_empty_column(folder: Folder) -> None:
    single = ELECTION.replace("name: Yoyok - Joko", "name: Kolom kosong\n        kind: empty_column")

    assert contest_of(folder(single)).choices[1].kind is ChoiceKind.EMPTY_COLUMN


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("id: desa-2024", "id: Desa 2024", 2, "id: string should match pattern"),
        ("id: desa-2024\n", "", 2, "id: field required"),
        ("name: Pemilihan Desa 2024", "name: ''", 3, "name: string should have at least 1 character"),
        ("day: 2024-11-27", "day: 2024-11-31", 4, "day: input should be a valid date"),
        ("day: 2024-11-27", "day: next Wednesday", 4, "day: input should be a valid date"),
        ("day: 2024-11-27", "id: again", 4, "id is given twice"),
        ("station_cap: 600", "station_cap: many", 5, "station_cap: input should be a valid integer"),
        ("notes:", "remarks:", 18, "remarks: extra inputs are not permitted"),
        ('area: "3374"', 'area: "337"', 9, "contests 1, area: 337 has 3 digits"),
        ('area: "3374"', 'area: "3x74"', 9, "'3x74' is not a code of digits only"),
        ('area: "3374"', 'area: "3375"', 9, "the area 3375 is not in areas.csv"),
        ("layout: C.HASIL-KWK", "layout: C1-KWK", 10, "no form layout called C1-KWK; known layouts: C.HASIL-KWK"),
        ("number: 2", "number: 3", 12, "contests 1, choices: they must be numbered 1 to 2"),
        ("number: 2", "number: two", 15, "contests 1, choices 2, number: input should be a valid integer"),
        ("external_id:", "kind: empty_column\n        x:", 15, "contests 1, choices 1, x: extra inputs"),
        ('external_id: "1000702"', "kind: empty_column", 12, "an empty column stands second"),
        ('external_id: "1000702"', "kind: party", 14, "kind: input should be 'pair' or 'empty_column'"),
        ("    layout: C.HASIL-KWK\n", "", 7, "contests 1, layout: field required"),
        ("notes:", "notes: *other", 17, "this is not YAML"),
        ("title: Wali Kota", "title: [Wali", 9, "this is not YAML"),
        ("title: Wali Kota", 'title: "Wali\\0Kota"', 8, "title: it holds a character that cannot be printed"),
        ("  - Registered voters are invented.", "  Registered voters.", 18, "notes: a list belongs here"),
        ("  - Registered voters are invented.", "  - one: two", 18, "notes 1: input should be a valid string"),
        ("name: Pemilihan Desa 2024", "name: " + "[" * 5000, 1, "lists within lists without end"),
        ("name: Pemilihan Desa 2024", "name: \x07", 1, "this is not YAML: a forbidden character"),
    ],
)
def test_a_bad_election_file_is_refused_by_line_and_reason(
    folder: Folder, old: str, new: str, line: int, words: str
) -> None:
    assert old in ELECTION

    fault = faults_of(folder(ELECTION.replace(old, new)))[0]

    assert (Path(fault.file).name, fault.line) == ("election.yaml", line)
    assert words in fault.reason


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("code,name", "code,nama", 2, "the column name is missing"),
        ("code,name", "code,name,name", 2, "the column 'name' is unknown or given twice"),
        ("code,name", "code,name,tps", 2, "the column 'tps' is unknown or given twice"),
        ("33,Jawa Tengah\n", "", 3, "the area 3374 lies in 33, which is not in areas.csv"),
        ("337401,Semarang Tengah\n", "", 5, "the area 3374011001 lies in 337401"),
        ("337401,Semarang Tengah", "337401,Semarang Tengah,15", 5, "3 values for 2 columns (code, name)"),
        ("3374011001,Miroto", "3374011001,", 6, "name: string should have at least 1 character"),
        ("3374011001,Miroto", '3374011001,"Miroto', 6, "a quotation mark is out of place"),
        ("3374011001,Miroto", "33740110011,Miroto", 6, "33740110011 has 11 digits"),
        ("3374011001,Miroto", "3374011001,Miroto\n3374011001,Jagalan", 7, "3374011001 is already on line 6"),
        ("3374011001,Miroto", "3374011001,Miroto\n3374011002,Jagalan", 7, "3374011002 Jagalan has no station"),
        ("3374011001,Miroto", "3374011001,Miroto\n337402,Semarang Utara", 7, "337402 Semarang Utara contains no other"),
    ],
)
def test_a_bad_area_is_refused_by_line_and_reason(folder: Folder, old: str, new: str, line: int, words: str) -> None:
    assert old in AREAS

    fault = faults_of(folder(areas=AREAS.replace(old, new)))[0]

    assert (Path(fault.file).name, fault.line) == ("areas.csv", line)
    assert words in fault.reason


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("voters_female", "voters", 1, "the column voters_female is missing"),
        ("3374011001002,0,1", "3374011001002,0", 4, "2 values for 3 columns"),
        ("3374011001002,0,1", "3374011001002,-1,1", 4, "voters_male: input should be greater than or equal to 0"),
        ("3374011001002,0,1", "3374011001002,0,1.5", 4, "voters_female: input should be a valid integer"),
        ("3374011001002,0,1", "3374011001002,301,300", 4, "has 601 voters, more than station_cap: 600"),
        ("3374011001002,0,1", "3374011001001,0,1", 4, "3374011001001 is already on line 2"),
        ("3374011001002,0,1", "3374011002001,0,1", 4, "lies in 3374011002, which is not in areas.csv"),
        ("3374011001002,0,1", "3374011001000,0,1", 4, "3374011001000 is not a station code"),
        ("3374011001002,0,1", "337401100102,0,1", 4, "337401100102 is not a station code"),
    ],
)
def test_a_bad_station_is_refused_by_line_and_reason(folder: Folder, old: str, new: str, line: int, words: str) -> None:
    assert old in STATIONS

    fault = faults_of(folder(stations=STATIONS.replace(old, new)))[0]

    assert (Path(fault.file).name, fault.line) == ("stations.csv", line)
    assert words in fault.reason


@pytest.mark.parametrize("content", ["", "- id", "just words"])
def test_an_election_file_without_keys_is_refused(folder: Folder, content: str) -> None:
    assert faults_of(folder(content))[0].reason == "keys with values belong here"


def test_a_station_outside_every_contest_is_refused(folder: Folder) -> None:
    areas = AREAS + "3375,Kota Pekalongan\n337501,Pekalongan Barat\n3375011001,Medono\n"

    (fault,) = faults_of(folder(areas=areas, stations=STATIONS + "3375011001001,9,9\n"))

    assert (Path(fault.file).name, fault.line) == ("stations.csv", 5)
    assert fault.reason == "the station 3375011001001 lies in no contest's area (3374)"


def test_two_contests_for_one_office_are_refused(folder: Folder) -> None:
    contest = ELECTION[ELECTION.index("  - office") : ELECTION.index("notes:")]

    (fault,) = faults_of(folder(ELECTION.replace("notes:", contest + "notes:")))

    assert (fault.line, fault.reason) == (17, "the office pkwkk has a contest already")


def test_an_alias_is_refused_and_named_by_its_anchor(folder: Folder) -> None:
    loop = ELECTION.replace("notes:\n  - Registered voters are invented.", "notes: &again\n  - *again")

    fault = faults_of(folder(loop))[0]

    assert (fault.line, fault.reason) == (17, "an anchor (&) is used twice; write the lines out")


def test_a_file_in_another_encoding_names_the_line_of_the_byte(folder: Folder) -> None:
    fault = faults_of(folder(areas=AREAS.encode().replace(b"Miroto", b"Mir\xe9to")))[0]

    assert (Path(fault.file).name, fault.line) == ("areas.csv", 6)
    assert fault.reason == "the byte 0xE9 is not UTF-8; save the file with UTF-8 encoding"


@pytest.mark.parametrize("name", ["election.yaml", "areas.csv", "stations.csv"])
def test_a_missing_or_empty_file_is_refused(folder: Folder, name: str) -> None:
    directory = folder()
    (directory / name).write_text("# nothing\n", encoding="utf-8")
    empty = faults_of(directory)[0]
    (directory / name).unlink()
    missing = faults_of(directory)[0]

    assert Path(empty.file).name == Path(missing.file).name == name
    assert "cannot be opened (No such file or directory)" in missing.reason


@given(st.sampled_from(["election.yaml", "areas.csv", "stations.csv"]), st.binary(max_size=400), st.randoms())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_file_the_answer_is_faults_or_an_election(
    folder: Folder, name: str, noise: bytes, chance: Random
) -> None:
    path = folder() / name
    content = path.read_bytes()
    start, end = sorted((chance.randrange(len(content)), chance.randrange(len(content))))
    path.write_bytes(content[:start] + noise + content[end:])

    found = definition.examine(path.parent, LAYOUTS)

    assert isinstance(found, Election) or (found and all(isinstance(fault, Fault) for fault in found))


def test_all_faults_are_told_at_once_and_the_first_is_raised(folder: Folder) -> None:
    directory = folder(ELECTION.replace("day: 2024-11-27\n", ""), AREAS.replace("33,J", "3,J"), STATIONS + "1,2\n")

    faults = faults_of(directory)
    with pytest.raises(DefinitionInvalid) as refusal:
        definition.read(directory, LAYOUTS)

    assert [(Path(f.file).name, f.line) for f in faults] == [
        ("election.yaml", 2),
        ("areas.csv", 3),
        ("stations.csv", 5),
    ]
    assert refusal.value.message.facts["line"] == 2
    assert "Nothing was loaded" in str(refusal.value)
    assert str(faults[0]).endswith("election.yaml, line 2: day: field required")
