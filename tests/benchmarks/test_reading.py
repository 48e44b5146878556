"""What programs rely on: the last line of a benchmark is one JSON object with the figures asked for."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks import reading
from ocr.paper.identity import Identity
from ocr.specimen.conditions import GOOD
from ocr.specimen.make import Order, make
from recap.app import layouts
from recap.domain.election import ContestId, StationCode

ASKED = {"n", "accuracy", "coverage", "accepted_wrong"}
LABEL = {"form": "C.HASIL-KWK", "page": 2, "values": {"01": 215, "02": 150}, "boxes": {"01": "215", "02": "150"}}


@pytest.fixture(scope="module")
def photo() -> bytes:
    form = layouts.load("C.HASIL-KWK", 2)
    where = Identity(ContestId("semarang-2024.pkwkk"), StationCode("3374011001001"), "A", "B", "C", "D", 1)
    return make(Order(form, 2, where, {"PAS1": 215, "PAS2": 150}, 7, GOOD)).photo


@pytest.fixture
def folder(tmp_path: Path, photo: bytes) -> Path:
    (tmp_path / "page.jpg").write_bytes(photo)
    return tmp_path


class Run:
    """The benchmark over a folder with these labels."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._patch, self._capsys = folder, monkeypatch, capsys

    def __call__(self, labels: object, *options: str) -> Mapping[str, Any]:
        (self.folder / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
        self._patch.setattr("sys.argv", ["reading", "--data", str(self.folder), "--json", "--processes", "1", *options])
        reading.main()
        found: Mapping[str, Any] = json.loads(self._capsys.readouterr().out.splitlines()[-1])
        assert set(found) >= ASKED
        return found


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(folder, monkeypatch, capsys)


def test_labelled_photos_are_read_and_counted_as_far_as_their_labels_tell(run: Run) -> None:
    (run.folder / "again.jpg").write_bytes((run.folder / "page.jpg").read_bytes())
    kept = run.folder / "kept.jsonl"
    again = {"path": "again.jpg", **LABEL, "values": {"01": "215", "02": None}, "boxes": None}

    found = run([{"path": "page.jpg", **LABEL}, again], "--alone", "--keep", str(kept))

    assert (found["n"], found["accuracy"], found["accepted_wrong"]) == (3, 1.0, 0)
    assert (found["pages"], found["forms"], found["boxes"], found["crashed"]) == (2, 2, 6, 0)
    assert (found["left_out"], found["values_left_out"]) == ({}, {"no number": 1})
    assert found["by_form"]["C.HASIL-KWK page 2"]["page_accuracy"] == 1.0
    assert json.loads(kept.read_text().splitlines()[0])["form"] == "C.HASIL-KWK semarang-2024.pkwkk 3374011001001"


def test_a_photo_that_cannot_be_read_is_refused_and_another_form_is_seen_not_to_be_accepted(run: Run) -> None:
    (run.folder / "empty.jpg").touch()
    (run.folder / "other.jpg").write_bytes(b"no picture")
    other = {"path": "other.jpg", "form": "another", "page": 1, "values": {"1": 1}}

    found = run([{"path": "empty.jpg", **LABEL}, other], "--alone")

    assert (found["n"], found["registrable"], found["accuracy"], found["pages_registrable"]) == (2, 0, 0.0, 0)
    assert found["left_out"] == {"form without a layout": 1}
    assert found["other_forms"] == {"photos": 1, "refuse": 1}


def test_the_ablation_tells_what_numbers_are_as_read_and_as_decoded_with_each_share_of_the_evidence(run: Run) -> None:
    found = run([{"path": "page.jpg", **LABEL}])

    assert list(found["ablation"]) == ["digits", "+ bubbles", "+ words", "+ tally", "+ arithmetic"]
    assert {(step["accuracy"], step["decoded_accuracy"]) for step in found["ablation"].values()} == {(1.0, 1.0)}
    assert (found["digit_boxes"], found["digit_accuracy"]["this reader"]) == (6, 1.0)


def test_no_labels_at_all_still_end_with_the_figures(run: Run) -> None:
    assert run("no labels")["left_out"] == {"no label with a path": 1}
