from dataclasses import replace

from benchmarks import scores
from benchmarks.kept import compare
from recap.domain.photo import digest
from recap.domain.reading import CellReading, Decision, PageReading

WRITTEN = {"PAS1": 12, "PAS2": 7}
SURE, DOUBTFUL = CellReading(12, 12, 0.9, 9.0, sure=True, certainty=9.0), CellReading(1, 7, 0.6, 3.0)
READ = PageReading(
    digest(b"photo"), "C1-PPWP-2019", 2, None, None, Decision.REVIEW, "unsure", None, {"PAS1": SURE, "PAS2": DOUBTFUL}
)
REFUSED = replace(READ, decision=Decision.REFUSE, reason="not_flat", cells={})


def summary(*readings: PageReading) -> dict[str, object]:
    score = scores.Score()
    for number, reading in enumerate(readings):
        scores.add(score, "x.jpg", WRITTEN, reading, compare(reading, WRITTEN, f"form {number}", "C1-PPWP-2019"))
    return scores.summary(score)


def test_accuracy_is_of_what_could_be_read_and_coverage_of_all() -> None:
    found = summary(READ, REFUSED)

    assert (found["n"], found["registrable"], found["accuracy"], found["accuracy_of_all"]) == (4, 2, 0.5, 0.25)
    assert (found["coverage"], found["accepted_wrong"]) == (0.25, 0)
    assert (found["pages"], found["pages_registrable"], found["forms"], found["forms_registrable"]) == (2, 1, 2, 1)


def test_what_sums_make_of_a_number_is_told_beside_it_and_not_counted() -> None:
    found = summary(READ)

    assert (found["accuracy"], found["decoded_accuracy"]) == (0.5, 1.0)
    assert (found["page_accuracy"], found["page_decoded_accuracy"], found["form_decoded_accuracy"]) == (0.0, 1.0, 1.0)


def test_a_wrong_number_that_is_sure_is_accepted_wrongly_but_not_if_it_is_decoded_as_another() -> None:
    wrong = replace(SURE, as_read=13, decoded=13)

    assert summary(replace(READ, cells={"PAS1": wrong, "PAS2": DOUBTFUL}))["accepted_wrong"] == 1
    assert summary(replace(READ, cells={"PAS1": replace(wrong, decoded=12), "PAS2": DOUBTFUL}))["accepted_wrong"] == 0


def test_nothing_read_gives_figures_of_nothing() -> None:
    found = summary()

    assert (found["n"], found["accuracy"], found["coverage"], found["accepted_wrong"]) == (0, 0.0, 0.0, 0)


def test_a_box_whose_sign_is_not_known_is_not_counted() -> None:
    score = scores.Score()

    scores.add_boxes(score, "X?3", "X78")

    assert (score.counts["boxes"], score.counts["boxes_right"], dict(score.confused)) == (2, 1, {"3->8": 1})
