import json
from pathlib import Path

import pytest

from benchmarks import labels
from benchmarks.labels import Labels, Truth

OLD = {"path": "x.jpg", "form": "C1-PPWP-2019", "page": 2, "boxes": None, "values": {"1": 10, "02": 20}}


def loaded(folder: Path, content: object, encoding: str = "utf-8") -> Labels:
    (folder / "x.jpg").touch()
    (folder / "labels.json").write_text(json.dumps(content), encoding=encoding)
    return labels.load(folder)


def truth_of(folder: Path, **changed: object) -> Truth:
    (truth,) = loaded(folder, [{**OLD, **changed}]).truths
    return truth


def test_numbers_are_known_by_their_cells(tmp_path: Path) -> None:
    truth = truth_of(tmp_path, values={"1": 10, "02": 20, "sah": 30, "Tidak_Sah": 1, "total": 31})

    assert truth.values == {"PAS1": 10, "PAS2": 20, "SAH": 30, "TSAH": 1, "TOT": 31}
    assert (truth.layout, truth.page, truth.choices, truth.name) == ("C1-PPWP-2019", 2, 2, "x.jpg")


@pytest.mark.parametrize("form", ["c1-ppwp-2019", "C1 PPWP 2019", "C1-PPWP-2019 (on screen)"])
def test_a_form_is_known_however_its_name_is_spelt(tmp_path: Path, form: str) -> None:
    assert truth_of(tmp_path, form=form).layout == "C1-PPWP-2019"


def test_a_number_written_as_text_is_the_same_number(tmp_path: Path) -> None:
    assert truth_of(tmp_path, values={"1": "010", "2": 20.0}).values == {"PAS1": 10, "PAS2": 20}


def test_what_is_no_integer_is_left_out_and_counted(tmp_path: Path) -> None:
    found = loaded(tmp_path, [{**OLD, "values": {"1": 10, "2": "?", "sah": None, "total": -3, "tidak_sah": True}}])

    assert found.truths[0].values == {"PAS1": 10}
    assert found.values_left_out == {"number that is no integer": 3, "no number": 1}


def test_a_number_of_another_page_is_left_out_and_counted(tmp_path: Path) -> None:
    found = loaded(tmp_path, [{**OLD, "values": {"1": 10, "DP1-L": 200, "PAS3": 4}}])

    assert found.truths[0].values == {"PAS1": 10}
    assert found.values_left_out == {"number of another page": 2}


@pytest.mark.parametrize("page", [None, 9, "two"])
def test_a_page_that_the_form_does_not_have_is_the_one_with_these_numbers(tmp_path: Path, page: object) -> None:
    assert truth_of(tmp_path, page=page).page == 2
    assert truth_of(tmp_path, page=page, values={"a4_dpt_or_jumlah_pemilih": 7}).page == 1


@pytest.mark.parametrize(
    ("given", "signs"),
    [("x–3", "X-3"), (["x", None, 3], "X?3"), ("—_o", "-_?"), (" 43", "_43"), ([0, 4, ""], "04_")],  # noqa: RUF001
)
def test_signs_are_the_readers_however_they_are_typed(tmp_path: Path, given: object, signs: str) -> None:
    assert truth_of(tmp_path, boxes={"1": given}).boxes == {"PAS1": signs}


@pytest.mark.parametrize("given", ["43", "0043", 43])
def test_boxes_of_another_length_are_left_out_and_counted(tmp_path: Path, given: object) -> None:
    found = loaded(tmp_path, [{**OLD, "boxes": {"1": given, "2": None}}])

    assert found.truths[0].boxes == {}
    assert found.values_left_out == {"boxes of another length": 1}


def test_labels_that_cannot_be_used_are_counted_by_their_reason(tmp_path: Path) -> None:
    bad = [
        {},
        7,
        {"path": 3},
        {**OLD, "path": "gone.jpg"},
        {"path": "x.jpg"},
        {**OLD, "values": {}},
        {**OLD, "values": 3},
    ]

    found = loaded(tmp_path, [*bad, OLD])

    assert (len(found.truths), found.others) == (1, [tmp_path / "x.jpg"])
    assert found.left_out == {
        "no label with a path": 3,
        "no such photo": 1,
        "form without a layout": 1,
        "no number of this page": 2,
    }


@pytest.mark.parametrize("content", [{"forms": [OLD]}, {"labels": {"x.jpg": OLD}}, {"x.jpg": OLD}, [OLD]])
def test_labels_are_found_in_a_list_or_by_path(tmp_path: Path, content: object) -> None:
    assert len(loaded(tmp_path, content, encoding="utf-8-sig").truths) == 1


@pytest.mark.parametrize("content", [b"", b"[", b"\xff\xfe", b"7"])
def test_a_file_without_labels_leaves_a_reason_and_no_truths(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "labels.json").write_bytes(content)

    found = labels.load(tmp_path)

    assert not found.truths
    assert sum(found.left_out.values()) == 1
