"""Pages of one station that are read in one go are decoded together."""

from dataclasses import replace

from recap.cli.reading_stations import together
from recap.domain.reading import Decision
from tests.ocr.pages import belief, page

DOUBTFUL = {"PAS2": belief(155, 0.9, n165=0.1)}


def test_a_number_in_doubt_is_settled_by_another_page_of_its_station() -> None:
    two, three = together([page(2, DOUBTFUL), page(3)])

    assert two.cells["PAS2"].sure
    assert (two.decision, three.decision) == (Decision.ACCEPT, Decision.ACCEPT)


def test_pages_of_other_stations_and_unknown_ones_stay_alone() -> None:
    alone = [page(2, DOUBTFUL), replace(page(3), station="34"), replace(page(3), station=None)]

    assert together(alone) == alone


def test_of_two_photos_of_a_page_the_surer_one_speaks() -> None:
    faint = page(3, {code: belief(1, 0.5, n2=0.5) for code in ("SAH", "TOT")})
    readings = [page(2, DOUBTFUL), faint, page(3)]

    found = together(readings)

    assert found[0].cells["PAS2"].sure
    assert found[1] == faint


def test_a_refused_photo_says_nothing_and_keeps_its_place() -> None:
    refused = replace(page(3), decision=Decision.REFUSE, reason="too_dark")
    readings = [refused, page(2, DOUBTFUL)]

    assert together(readings) == readings


def test_pages_without_the_votes_are_decoded_together_as_well() -> None:
    voters = replace(page(3), page=1, cells={"PSS4": page(3).cells["PSS4-R"]})

    three, one = together([page(3, {"PHP4-R": belief(392, 0.9, n352=0.1)}), voters])

    assert three.decision is Decision.ACCEPT
    assert one.cells["PSS4"].sure
