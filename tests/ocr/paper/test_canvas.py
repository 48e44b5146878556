"""Text keeps to the room it has."""

import pytest

from ocr.paper import canvas
from recap.domain.form import Ink

MM_PER_PT = 25.4 / 72


@pytest.fixture(autouse=True)
def fonts() -> None:
    canvas.register_fonts()


def fitted(text: str, width_mm: float) -> list[canvas._Line]:
    return canvas._fitted(text, "VeraBd", Ink("text", (0, 0), size=(width_mm, 0), text=text, size_pt=13))


@pytest.mark.parametrize("width_mm", [20, 42, 60, 102, 400])
@pytest.mark.parametrize(
    "text", ["", "JOKO", "AGUSTINA WILUJENG PRAMESTUTI", "DR. HJ. RATNANINGSIH KUSUMAWARDANI, S.H., M.HUM."]
)
def test_text_never_leaves_its_room(text: str, width_mm: float) -> None:
    for line in fitted(text, width_mm):
        assert line.width_pt * MM_PER_PT <= width_mm + 0.01


def test_a_short_text_keeps_its_size() -> None:
    (line,) = fitted("JOKO SANTOSO", 100)

    assert line.size_pt == 13
    assert line.rise_pt == 0


def test_a_very_long_text_is_set_on_two_lines() -> None:
    upper, lower = fitted("BRIGJEN. POL. (PURN.) DRS. H. MANGKUSUBROTO, M.SI.", 42)

    assert f"{upper.text} {lower.text}" == "BRIGJEN. POL. (PURN.) DRS. H. MANGKUSUBROTO, M.SI."
    assert upper.rise_pt - lower.rise_pt >= upper.size_pt
    assert upper.size_pt > 7
