import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import digits

ASKED = {"n", "accuracy", "coverage", "accepted_wrong"}
Run = Callable[..., Mapping[str, Any]]
PAPER = np.full((3, 48, 48), 220, np.uint8)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    file = tmp_path / "boxes.npz"

    def score(ended: int = 0, **columns: Any) -> Mapping[str, Any]:  # noqa: ANN401  whatever numpy makes a column of
        np.savez(file, **columns)
        monkeypatch.setattr("sys.argv", ["digits", "--data", str(file), "--alone", "--json"])
        assert digits.main() == ended
        found: Mapping[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert set(found) >= ASKED
        return found

    return score


def test_boxes_of_a_file_are_read_and_counted(run: Run) -> None:
    assert run(images=PAPER, labels=[0, 1, 10])["n"] == 3


def test_boxes_whose_label_is_no_class_are_left_out_and_counted(run: Run) -> None:
    found = run(images=PAPER, labels=[0, 15, -1])

    assert (found["n"], found["left_out"]) == (1, {"label is no sign of a box": 2})


def test_cross_dash_and_empty_are_one_class_of_eleven(run: Run) -> None:
    found = run(images=PAPER, labels=["X", "-", "_"])

    assert (found["n"], found["accuracy_11"]) == (3, 1.0)
    assert found["accuracy"] < 0.5


def test_a_file_without_boxes_gives_figures_of_nothing(run: Run) -> None:
    found = run(images=PAPER[:0], labels=np.empty(0))

    assert (found["n"], found["accuracy"], found["coverage"], found["accepted_wrong"]) == (0, 0.0, 0.0, 0)


def test_a_file_that_holds_no_boxes_ends_with_its_error(run: Run) -> None:
    assert run(ended=1, something=[1])["error"].startswith("KeyError")
