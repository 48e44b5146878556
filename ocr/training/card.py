"""The model card: what the network learnt from, under which licences, and how well it reads boxes it never saw."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx

from ocr.digits import SIDE, recognise
from ocr.signs import CLASSES
from ocr.training import pool
from ocr.training.command import milliseconds
from ocr.training.labelled import load
from ocr.training.score import SURE, Score, percent, score
from ocr.training.sources import REAL_BOXES, Boxes, corrections, real
from ocr.training.split import Part

FACTS = ("epochs", "made", "seed", "temperature")
"""What a model file says of its own making."""

_MADE_CHECK = 4000
_A_PAGE = 102
_ELSEWHERE = {
    "c1_idea_phone": "phone photos of a redesigned form, never trained on",
    "c1_2014_indonesia": "scans of 2014, never trained on",
    "mnist_test": "USA; its training half is among the sources",
    "usps_test": "USA, never trained on",
    "digilets_rendered": "Germany, never trained on",
    "pendigits_tes_rendered": "Turkey; other writers of the same collection were trained on",
    "optdigits_orig_tes": "Turkey; other writers of the same collection were trained on",
}


def write(data: Path, out: Path) -> None:
    """Write digits.md beside the model, with figures measured now."""
    (out / "digits.md").write_text("\n".join(_lines(data, out / "digits.onnx")) + "\n")


def _lines(data: Path, model: Path) -> Iterator[str]:
    network = onnx.load(str(model))
    facts = {p.key: p.value for p in network.metadata_props}
    weights = sum(int(np.prod(each.dims)) for each in network.graph.initializer if len(each.dims) > 1)
    parts = real(data)
    yield "# digits.onnx: what is written in a digit box\n"
    yield "Written by `python -m ocr.training`; the table of figures was measured by that command.\n"
    yield "- **In**: grey boxes `[n,1,48,48]`, float 0-255, the printed border 3.2 px inside the edge."
    yield f"- **Out**: `[n,{len(CLASSES)}]` probabilities in the order `{CLASSES}`:"
    yield "  ten digits, X (no digit), dash, empty, struck out, dirt."
    yield f"- **Network**: six 3x3 convolutions, {weights:,} weights; levelling and temperature are inside the file."
    yield "  All layers but the first calculate in whole numbers (`ocr/training/quantise.py`): under half the time, and"
    yield "  another answer for about one box in a thousand."
    yield f"- **Trained** with {', '.join(f'{name} {facts[name]}' for name in FACTS)}."
    yield f"- **Run** by onnxruntime on one thread: {_ms_a_box(model):.2f} ms a box."
    yield "- **Licence** of the weights: Apache-2.0. No training picture is part of this repository.\n"
    yield from _sources(parts)
    yield from _figures(data, parts, model)
    yield _LIMITS


def _sources(parts: dict[Part, Boxes]) -> Iterator[str]:
    sizes = ", ".join(f"{part.value} {len(boxes.images)}" for part, boxes in parts.items())
    yield "## Data\n"
    yield "- 12,787 boxes cut from phone photos of 2024 C.HASIL forms, not published."
    yield f"  Apart by polling station: {sizes}. The 6,049 boxes whose writer is unknown only train."
    yield "  Their ink is also lifted and written into other boxes."
    yield f"- **{len(corrections())} of their labels are wrong**: found where the network disagreed, settled by eye,"
    yield "  listed by row in `ocr/training/corrected_labels.csv` (-1: left out, no legible digit)."
    yield "- MNIST (Yann LeCun, Corinna Cortes, Christopher J. C. Burges; CC BY-SA 3.0)."
    yield "- UCI Machine Learning Repository, CC BY 4.0: Semeion (Tattile, Brescia), Optical Recognition of Handwritten"
    yield "  Digits and Pen-Based Recognition of Handwritten Digits (E. Alpaydin, C. Kaynak, F. Alimoglu)."
    yield "- Specimens of `ocr/specimen`, and boxes made by `ocr/training/pool.py`: empty ones (printed by code, or"
    yield "  real ones with the digit rubbed out), dashes, crosses, struck-out digits, digits gone over with"
    yield "  another, dirt, and the ink of all sources written into such boxes, some seen as on a black-and-white copy."
    yield "  **None of the dashes and strikes is real.**\n"


def _figures(data: Path, parts: dict[Part, Boxes], model: Path) -> Iterator[str]:
    given = load(data / REAL_BOXES, Part.TEST)
    made = pool.build(data, parts[Part.TEST], _MADE_CHECK, seed=10_007)
    made = made.take(np.arange(len(made.images) - _MADE_CHECK, len(made.images)))
    yield f"## Figures\n\nAccepted: probability at least {SURE}, and neither struck out nor dirty.\n"
    yield "| boxes | right | accepted | accepted, wrong | accepted with none wrong | calibration error |"
    yield "|---|---|---|---|---|---|"
    yield _row("**2024, test stations**, labels as given", score(recognise(given.images, model), given.labels))
    for part in (Part.TEST, Part.VALIDATION):
        boxes = parts[part]
        yield _row(
            f"2024, {part.value} stations, labels corrected", score(recognise(boxes.images, model), boxes.labels)
        )
    yield _row("made boxes and specimens, all classes, new seed", score(recognise(made.images, model), made.labels))
    for name, what in _ELSEWHERE.items():
        other = load(data / "other_sources" / f"{name}.npz")
        yield _row(f"{name} ({what})", score(recognise(other.images, model), other.labels))
    answers = recognise(made.images, model).argmax(axis=1)
    signs = (f"`{sign}` {np.mean(answers[made.labels == i] == i):.1%}" for i, sign in enumerate(CLASSES))
    yield f"\nMade boxes by class: {', '.join(signs)}.\n"


def _ms_a_box(model: Path) -> float:
    boxes = np.random.default_rng(1).integers(0, 256, (_A_PAGE, SIDE, SIDE), np.uint8)
    return milliseconds(lambda: recognise(boxes, model)) / _A_PAGE


def _row(name: str, got: Score) -> str:
    return (
        f"| {name} | {percent(got.right, got.n)} | {got.accepted / got.n:.2%} | {got.accepted_wrong} "
        f"| {got.coverage_at_no_wrong:.2%} | {got.calibration_error:.4f} |"
    )


_LIMITS = """## Limits

The test stations' boxes come from the same collections as the training stations'. N accepted boxes without an error
show no more than that the true share is below about 3 in N (95 %); the sums on the form guard what is left.
Label errors were looked for where networks disagreed with the label, in the test part too: both figures are given.
c1_idea_phone and c1_2014_indonesia taught nothing, but were looked at when the made boxes were designed (figure-eight
guides, watermarks, cells widened by repeated columns): they are not blind tests. Small digits on unframed, marked paper
(2014) are read poorly; find the cell and cut it with its frame first.
The temperature is fitted on boxes of the validation stations, which are cut well; trust it less on badly cut ones.

## Again

`pip install --group train` (torch, onnx), then `python -m ocr.training --data FOLDER`."""
