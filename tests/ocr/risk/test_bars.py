from math import inf
from pathlib import Path

import pytest
import yaml

from ocr.decide import BAR
from ocr.risk import bars
from ocr.risk.bars import Bar, as_text, bar_of

CHOSEN = [
    Bar("any", "any", 8.0, 900, 700, 0, 0.004, 1e-5),
    Bar("C.HASIL-KWK", "any", 7.8, 800, 700, 0, 0.004, 1e-5),
    Bar("C.HASIL-KWK", "poor", inf, 100, 0, 0, 1.0, 0.0),
]


@pytest.fixture
def in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bars.yaml").write_text(as_text(CHOSEN, "made up\nfor a test"), encoding="utf-8")
    monkeypatch.setattr(bars, "FILE", tmp_path / "bars.yaml")
    bars.known.cache_clear()


@pytest.mark.usefixtures("in_force")
def test_the_narrowest_class_with_a_bar_decides() -> None:
    assert bar_of("C.HASIL-KWK", "poor") == inf
    assert bar_of("C.HASIL-KWK", "good") == 7.8
    assert bar_of("C.HASIL-PPWP-2024", "good") == 8.0
    assert bar_of(None, "") == 8.0


def test_the_file_in_force_has_a_bar_for_every_photo_and_none_below_the_one_set_without_labels() -> None:
    bars.known.cache_clear()
    rows = yaml.safe_load(bars.FILE.read_text(encoding="utf-8"))

    assert ("any", "any") in {(row["layout"], row["quality"]) for row in rows}
    assert all(row["bar"] >= BAR for row in rows)
