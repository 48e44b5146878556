"""What programs rely on: the last line of a benchmark is one JSON object with the figures asked for."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import digits, labels, reading
from ocr.paper.identity import Identity
from ocr.specimen.conditions import GOOD
from ocr.specimen.make import Order, make
from recap.app import layouts
from recap.domain.election import ContestId, StationCode

ASKED = {"n", "accuracy", "coverage", "accepted_wrong"}
LABEL = {"form": "C.HASIL-KWK", "page": 2, "values": {"01": 215, "02": 150}, "boxes": {"01": "215", "02": "150"}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    form = layouts.load("C.HASIL-KWK", 2)
    where = Identity(ContestId("semarang-2024.pkwkk"), StationCode("3374011001001"), "A", "B", "C", "D", 1)
    (tmp_path / "page.jpg").write_bytes(make(Order(form, 2, where, {"PAS1": 215, "PAS2": 150}, 7, GOOD)).photo)
    every = [{"path": "page.jpg", **LABEL}, {"path": "other.jpg", "form": "another", "page": 1, "values": {"1": 1}}]
    (tmp_path / "labels.json").write_text(json.dumps(every), encoding="utf-8")
    return tmp_path


def test_labelled_photos_are_read_and_counted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = folder / "kept.jsonl"
    options = ["--data", str(folder), "--alone", "--json", "--processes", "1", "--keep", str(kept)]
    monkeypatch.setattr("sys.argv", ["reading", *options])

    reading.main()

    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(found) >= ASKED
    assert (found["n"], found["accuracy"], found["accepted_wrong"], found["left_out"]) == (2, 1.0, 0, 1)
    assert (found["forms"], found["boxes"]) == (1, 6)
    assert len(kept.read_text().splitlines()) == 1


def test_labels_are_known_by_their_cells_and_a_paper_that_does_not_add_up_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").touch()
    values = {"1": 10, "02": 20, "sah": 31, "tidak_sah": None}
    label = {"path": "x.jpg", "form": "C1-PPWP-2019", "page": 2, "boxes": None, "values": values}
    (tmp_path / "labels.json").write_text(json.dumps([label]), encoding="utf-8")

    ((truth,), left_out) = labels.load(tmp_path)

    assert (dict(truth.values), left_out) == ({"PAS1": 10, "PAS2": 20, "SAH": 31}, 0)
    assert truth.breaks == {"R9"}


def test_boxes_of_a_file_are_read_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "boxes.npz"
    np.savez(file, images=np.full((3, 48, 48), 220, np.uint8), labels=np.array([0, 1, 10]))
    monkeypatch.setattr("sys.argv", ["digits", "--data", str(file), "--alone", "--json"])

    assert digits.main() == 0

    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(found) >= ASKED
    assert found["n"] == 3
