from pathlib import Path

from ocr.specimen.conditions import GOOD, Fault, unreadable
from recap.app import definition, examples, layouts
from recap.cli.demo import papers


def spoilt(folder: Path) -> papers.Shot:
    election = definition.read(examples.FOLDER / "semarang-2024", layouts.names())
    paper = papers.practice(election, "337416", seed=3)
    shot = papers.good_shots(election, election.contests[0], paper, folder, seed=3)[0]
    fault = unreadable(Fault.DARK)
    return papers.Shot(shot.contest, shot.identity, shot.values, shot.page, shot.seed, fault, shot.path)


def test_a_refused_photo_is_taken_again_of_the_same_sheet(tmp_path: Path) -> None:
    first = spoilt(tmp_path)

    second = papers.again(first)

    assert (second.seed, second.conditions) == (first.seed, GOOD)
    assert second.path != first.path


def test_a_good_photo_that_was_refused_is_never_sent_again_unchanged(tmp_path: Path) -> None:
    second = papers.again(spoilt(tmp_path))

    third = papers.again(second)

    assert third.seed != second.seed
    assert third.path != second.path


def test_the_practice_form_lies_outside_the_counted_area_and_does_not_add_up() -> None:
    election = definition.read(examples.FOLDER / "semarang-2024", layouts.names())

    paper = papers.practice(election, "337401", seed=3)

    assert not paper.station.code.startswith("337401")
    assert paper.broken
