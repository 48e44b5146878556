"""A layout file becomes a form, or is refused by file and line."""

from itertools import combinations
from pathlib import Path

import pytest

from recap.app import layouts
from recap.domain.errors import DefinitionInvalid
from recap.domain.form import Box, NumberField, Page
from recap.domain.refusals import LayoutUnknown
from recap.domain.rows import cell_codes, form_rows

FORMS = [("C.HASIL-KWK", choices) for choices in (1, 2, 3, 7, 10)] + [("C.HASIL-PPWP-2024", 3)]

SMALL = """\
name: SMALL
version: 1
choices: [1, 2]
paper: [100, 100]
styles:
  plain: {digits: 3, box: 10, pitch: 12}
blocks:
  dash:
    - {line: [0, 0, 5, 0]}
pages:
  - title: Only page
    items:
      - {use: dash, at: [10, 10]}
      - each: choices
        step: [0, 20]
        items:
          - {number: "PAS{n}", style: plain, at: [20, 30]}
"""


def shapes(field: NumberField) -> list[Box]:
    """Return every place of a number that must be free of everything else."""
    found = [*field.boxes, *(box for box in (field.words,) if box)]
    if field.tally:
        found += [field.tally.area, *(box for row in field.tally.row_totals for box in row)]
    if field.bubbles:
        size = field.bubbles.diameter_mm
        for x in field.bubbles.columns_mm:
            centres = (field.bubbles.first_mm + digit * field.bubbles.pitch_mm for digit in range(10))
            found += [Box(x - size / 2, y - size / 2, size, size) for y in centres]
    return found


def overlap(one: Box, other: Box) -> bool:
    across = min(one.x_mm + one.w_mm, other.x_mm + other.w_mm) - max(one.x_mm, other.x_mm)
    down = min(one.y_mm + one.h_mm, other.y_mm + other.h_mm) - max(one.y_mm, other.y_mm)
    return min(across, down) > 1e-6


def everything(page: Page) -> list[Box]:
    codes = [box for box in (page.qr, page.tag and page.tag.box) if box]
    return [*codes, *page.marks, *(box for field in page.fields for box in shapes(field))]


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "small.yaml").write_text(text)
    return tmp_path


@pytest.mark.parametrize("choices", range(1, 11))
def test_a_pilkada_form_has_every_cell_once_in_printed_order(choices: int) -> None:
    form = layouts.load("C.HASIL-KWK", choices)

    assert tuple(code for page in form.pages for code in page.codes) == cell_codes(form_rows(choices))


@pytest.mark.parametrize(
    ("choices", "tags"),
    [(1, [201, 202, 209]), (3, [201, 202, 209]), (4, [201, 202, 203, 209]), (10, [201, 202, 203, 204, 205, 209])],
)
def test_each_page_has_its_own_tag(choices: int, tags: list[int]) -> None:
    form = layouts.load("C.HASIL-KWK", choices)

    assert [page.tag.number for page in form.pages if page.tag] == tags
    assert [page.number for page in form.pages] == list(range(1, len(tags) + 1))


def test_votes_are_written_in_boxes_bubbles_tally_and_words() -> None:
    vote = layouts.load("C.HASIL-KWK", 2).page(2).fields[0]

    assert len(vote.boxes) == 3
    assert vote.bubbles is not None
    assert vote.words is not None
    assert vote.tally is not None
    assert (vote.tally.columns, vote.tally.rows, len(vote.tally.row_totals[0])) == (15, 9, 2)


def test_the_official_form_has_the_ballots_in_the_order_of_the_general_election() -> None:
    codes = layouts.load("C.HASIL-PPWP-2024", 3).page(1).codes

    assert codes[-7:] == ("PSS1", "PSS4", "PSS2", "PSS3", "DPD2-L", "DPD2-P", "DPD2-J")


@pytest.mark.parametrize(("name", "choices"), FORMS)
def test_no_two_places_overlap(name: str, choices: int) -> None:
    for page in layouts.load(name, choices).pages:
        touching = [pair for pair in combinations(everything(page), 2) if overlap(*pair)]

        assert not touching, f"page {page.number}: {touching[:3]}"


@pytest.mark.parametrize(("name", "choices"), FORMS)
def test_everything_lies_within_the_frame_of_the_marks(name: str, choices: int) -> None:
    for page in layouts.load(name, choices).pages:
        first, last = page.marks[0], page.marks[-1]
        for box in [*everything(page), *page.places.values()]:
            assert first.x_mm <= box.x_mm <= box.x_mm + box.w_mm <= last.x_mm + last.w_mm
            assert first.y_mm <= box.y_mm <= box.y_mm + box.h_mm <= last.y_mm + last.h_mm


@pytest.mark.parametrize(("name", "choices"), FORMS)
def test_no_handwriting_place_covers_a_number(name: str, choices: int) -> None:
    for page in layouts.load(name, choices).pages:
        for place in page.places.values():
            assert not [box for box in everything(page) if overlap(place, box)]


def test_the_empty_column_sends_no_witness() -> None:
    page = layouts.load("C.HASIL-KWK", 2, witnesses=1).page(2)

    assert "signature-witness-1" in page.places
    assert "signature-witness-2" not in page.places
    assert page.codes == ("PAS1", "PAS2")


def test_an_unknown_form_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LayoutUnknown, match=r"C1-1955.*C\.HASIL-KWK, C\.HASIL-PPWP-2024"):
        layouts.load("C1-1955", 2)


def test_too_many_choices_are_refused_with_file_and_line() -> None:
    with pytest.raises(DefinitionInvalid, match=r"c-hasil-kwk.yaml, line 5: .* 1 to 10 choices, not for 11"):
        layouts.load("C.HASIL-KWK", 11)


def test_a_new_form_needs_only_a_file(tmp_path: Path) -> None:
    folder = written(tmp_path, SMALL)

    form = layouts.load("SMALL", 2, folder=folder)

    assert layouts.names(folder) == ["SMALL"]
    assert [field.boxes[1] for field in form.page(1).fields] == [Box(32, 30, 10, 10), Box(32, 50, 10, 10)]
    assert form.page(1).art[0].at == (10, 10)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "reason"),
    [
        ("style: plain", "style: fancy", 17, "nothing above this line is called fancy"),
        ("use: dash", "use: dots", 13, "nothing above this line is called dots"),
        ("digits: 3", "digits: 0", 6, "greater than or equal to 1"),
        ("line: [0, 0, 5, 0]", "line: [0, 0, 5]", 9, "Field required"),
        ("line: [0, 0, 5, 0]", "curve: [0, 0, 5, 0]", 9, "Unable to extract tag"),
        ("at: [10, 10]", "at: [10, ten]", 13, "valid number"),
        ("at: [10, 10]", "at: [10, 10], colour: red", 13, "Extra inputs are not permitted"),
        ("line: [0, 0, 5, 0]", "use: dash", 9, "nothing above this line is called dash"),
        ("paper: [100, 100]", "paper: [100, 100", 5, "expected"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, right: str, wrong: str, line: int, reason: str) -> None:
    folder = written(tmp_path, SMALL.replace(right, wrong))

    with pytest.raises(DefinitionInvalid, match=rf"small\.yaml, line {line}: .*{reason}"):
        layouts.names(folder)
