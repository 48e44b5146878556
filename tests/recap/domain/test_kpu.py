"""The KPU-style tree: the paths, names and shapes of KPU's own files of 2024, made from the published records."""

import json
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin

import pytest

from recap.domain import kpu
from recap.domain.opendata.shapes import ContestFile
from tests import openfolder
from tests.openfolder import FOUR, ONE, THREE, TWO

PILKADA = "kpu/kecil-2024/pilkada/hhcw/pkwkk"
LISTS = "kpu/kecil-2024/wilayah/pilkada/pkwkk"
CITY = "33/3374"
VILLAGE = f"{CITY}/337401/3374011001"


def tree(head: ContestFile) -> dict[str, Any]:
    files, _, _ = openfolder.folder(head, openfolder.stations())
    areas = openfolder.records(files, "area")
    made = kpu.of_contest(head, next(each for each in areas if each["code"] == head["area"]))
    for area in areas:
        made |= kpu.of_area(head, area)
    for station in openfolder.records(files, "station"):
        made |= kpu.of_station(head, station)
    return {path: json.loads(content) for path, content in made.items()}


@pytest.mark.parametrize("office", ["pkwkk", "ppwp"])
def test_every_file_tells_by_its_path_of_which_contest_it_is(office: str) -> None:
    assert {kpu.contest_of(path) for path in tree(openfolder.contest(office))} == {f"kecil-2024.{office}"}
    assert kpu.contest_of("kpu/stray.json") == "stray."


@pytest.fixture(scope="module")
def pilkada() -> dict[str, Any]:
    return tree(openfolder.contest())


@pytest.fixture(scope="module")
def pemilu() -> dict[str, Any]:
    return tree(openfolder.contest("ppwp"))


def test_a_program_finds_its_way_from_the_nation_to_every_station(pilkada: dict[str, Any]) -> None:
    found, waiting = [], ["0"]
    while waiting:
        place = waiting.pop()
        for each in pilkada[f"{LISTS}/{place}.json"]:
            below = each["kode"] if place == "0" else f"{place}/{each['kode']}"
            if each["tingkat"] == 5:
                found.append(below)
            else:
                waiting.append(below)

    assert sorted(each[-13:] for each in found) == [ONE, TWO, THREE, FOUR]
    assert all(f"{PILKADA}/{each}.json" in pilkada for each in found)


def test_a_list_has_kpus_fields(pilkada: dict[str, Any]) -> None:
    assert pilkada[f"{LISTS}/0.json"] == [{"nama": "JAWA TENGAH", "id": 33, "kode": "33", "tingkat": 1}]
    assert pilkada[f"{LISTS}/{VILLAGE}.json"][0] == {
        "nama": "TPS 001",
        "id": int(ONE),
        "kode": ONE,
        "tingkat": 5,
    }


def test_the_choices_stand_under_the_area_they_run_in(pilkada: dict[str, Any], pemilu: dict[str, Any]) -> None:
    pairs = {
        "1000702": {"nama": "Ani - Budi", "nomor_urut": 1},
        "2": {"nama": "Cici & Didi", "nomor_urut": 2},  # KPU has given it no number of its own
    }

    assert pilkada["kpu/kecil-2024/pilkada/paslon/pkwkk.json"] == {"3374": pairs}
    assert pemilu["kpu/kecil-2024/pemilu/ppwp.json"] == pairs


def test_totals_have_the_shape_of_kpus_own_file_of_a_city(pilkada: dict[str, Any]) -> None:
    # Keys and values as in KPU's pilkada/hhcw/pkwkk/33/3374.json of 28 November 2024.
    assert pilkada[f"{PILKADA}/{CITY}.json"] == {
        "mode": "hhcw",
        "tungsura": {
            "chart": {"1000702": 400, "2": 200, "progres": {"total": 4, "persen": 50.0, "progres": 2}},
            "table": {
                "337401": {
                    "psu": "Reguler",
                    "1000702": 400,
                    "2": 200,
                    "progres": {"total": 2, "persen": 100.0, "progres": 2},
                    "status_progress": True,
                },
                "337402": {
                    "psu": "Reguler",
                    "progres": {"total": 2, "persen": 0.0, "progres": 0},
                    "status_progress": False,
                },
            },
        },
        "psu": "Reguler",
        "progres": {"total": 4, "progres": 2},
        "ts": "2024-11-27 19:00:00",
    }


def test_the_areas_above_the_contest_have_its_totals(pilkada: dict[str, Any], pemilu: dict[str, Any]) -> None:
    assert pilkada[f"{PILKADA}/33.json"]["tungsura"]["table"].keys() == {"3374"}
    assert pilkada[f"{PILKADA}/0.json"]["tungsura"]["chart"]["1000702"] == 400
    assert pemilu["kpu/kecil-2024/pemilu/hhcw/ppwp.json"]["chart"] == {"1000702": 400, "2": 200, "persen": 50.0}


def test_a_station_of_a_regional_election_wraps_its_numbers(pilkada: dict[str, Any]) -> None:
    one = pilkada[f"{PILKADA}/{VILLAGE}/{ONE}.json"]

    assert one.keys() == {"mode", "tungsura", "images", "psu", "ts", "status_suara", "status_adm"}
    assert one["tungsura"]["chart"] == {"1000702": 200, "2": 100}
    said = one["tungsura"]["administrasi"]
    assert (said["suara_sah"], said["suara_tidak_sah"], said["suara_total"]) == (300, 17, 317)
    assert (said["pemilih_dpt_j"], said["pengguna_dpt_l"], said["pengguna_dpph_j"], said["pengguna_dptb_j"]) == (
        400,
        150,
        3,
        4,
    )
    assert (one["psu"], one["ts"], one["status_suara"], one["status_adm"]) == (
        "Reguler",
        "2024-11-27 18:05:06",
        True,
        True,
    )


def test_a_station_of_a_presidents_election_has_kpus_eighteen_numbers(pemilu: dict[str, Any]) -> None:
    one = pemilu[f"kpu/kecil-2024/pemilu/hhcw/ppwp/{VILLAGE}/{ONE}.json"]
    split = [f"{group}_{part}" for group in ("pemilih_dpt", "pengguna_dpt") for part in "lpj"]
    split += [f"pengguna_{group}_{part}" for group in ("dptb", "non_dpt", "total") for part in "lpj"]

    assert one["chart"] == {"1000702": 200, "2": 100}
    assert one["administrasi"].keys() >= {*split, "suara_sah", "suara_tidak_sah", "suara_total"}
    assert (one["administrasi"]["pengguna_dptb_j"], one["administrasi"]["pengguna_non_dpt_j"]) == (3, 4)
    assert one["psu"] is None


def test_a_revote_is_named_as_one(pilkada: dict[str, Any]) -> None:
    assert pilkada[f"{PILKADA}/{VILLAGE}/{TWO}.json"]["psu"] == "PSU"


@pytest.mark.parametrize("code", [THREE, FOUR])
def test_a_station_that_is_not_counted_has_no_numbers(pilkada: dict[str, Any], code: str) -> None:
    waiting = pilkada[f"{PILKADA}/{CITY}/337402/3374021001/{code}.json"]

    assert waiting["tungsura"] == {"chart": None, "administrasi": None}
    assert (waiting["status_suara"], waiting["status_adm"]) == (False, False)


def test_an_image_leads_from_the_file_to_the_public_photo(pilkada: dict[str, Any]) -> None:
    path = f"{PILKADA}/{CITY}/337402/3374021001/{THREE}.json"

    images = pilkada[path]["images"]

    photo = f"photos/{openfolder.photo(THREE, 2)['sha256']}.jpg"
    assert [images[0], images[2]] == [None, None]
    assert urljoin(f"https://mirror.example/a/b/{path}", images[1]) == f"https://mirror.example/a/b/{photo}"


def test_no_two_records_make_the_same_file_and_every_file_lies_under_its_election() -> None:
    files, _, _ = openfolder.folder(head := openfolder.contest(), openfolder.stations())
    made = [kpu.of_contest(head, each) for each in openfolder.records(files, "area") if each["code"] == head["area"]]
    made += [kpu.of_area(head, each) for each in openfolder.records(files, "area")]
    made += [kpu.of_station(head, each) for each in openfolder.records(files, "station")]

    paths = [path for each in made for path in each]

    assert len(paths) == len(set(paths))
    assert {PurePosixPath(path).parts[:2] for path in paths} == {("kpu", "kecil-2024")}


@pytest.mark.parametrize(
    ("done", "total", "share"),
    [
        (0, 0, 0.0),
        (0, 3, 0.0),
        (1, 3, 33.33),
        (2, 3, 66.67),
        (2341, 2358, 99.28),
        (822999, 823000, 99.99),
        (3, 3, 100.0),
    ],
)
def test_a_share_has_two_decimals_and_is_whole_only_of_all(done: int, total: int, share: float) -> None:
    city = next(
        each for each in openfolder.records(openfolder.folder(openfolder.contest(), openfolder.stations())[0], "area")
    )
    city |= {"stations_in": done, "stations_total": total}

    (said,) = (json.loads(c) for path, c in kpu.of_area(openfolder.contest(), city).items() if "hhcw" in path)

    assert said["tungsura"]["chart"]["progres"]["persen"] == share
