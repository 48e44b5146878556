"""The model card of tally.onnx."""

from collections.abc import Mapping
from pathlib import Path

import onnx

from ocr.tally.marks import CLASSES
from ocr.tally.weigh import TRUST, Trust
from ocr.training.beside import Told
from ocr.training.trust import Figures

_TEXT = """# tally.onnx: how many strokes a tally cell holds

Written by `python -m ocr.training.tally`; the figures were measured by that command.

- **In**: grey cells `[n,1,32,32]`, 0-255, with a quarter of a cell more on every side, as
  `ocr/tally/grid.py` cuts them.
- **Out**: `[n,{count}]` probabilities in the order `{classes}`: no stroke, one to four, a bundle of five, a line that
  strikes the cell out, something else.
- **Network**: three convolutions, levelling and temperature ({heat}) inside the file.
- **Trust** in a grid's cells: {trust}; the grids below that chose it say {chosen}.
- **Time**: {ms:.1f} ms a grid on one core: finding its lines, cutting 60 to 135 cells, the network and the weighing.
- **Licence** of the weights: Apache-2.0. No training picture is part of this repository.

## Data

Cells of 3,000 grids drawn by `ocr/training/tally`: faint or black lines with or without a frame, bundles as the
specimens' clerks make them and as fast writers do (strokes joined, the fifth flat or steep), a Z through what stays
empty, dirt; photographed with light, shadow, blur, noise and JPEG, cut a little off their lines. No real cell taught
it. Grids are apart by seed: 3,000 to learn from, 200 for the temperature, 300 for the trust, 300 for the figures.

## Figures

| grids | right | sure (>= 0.95) | sure, wrong |
|---|---|---|---|
{rows}

Marks and row sums alone, through the whole reader (boxes and bubbles not looked at):

| numbers | right, of those said | nothing said | sure (>= 0.95) | sure, wrong |
|---|---|---|---|---|
{told}

The real photos are nine of 2024 (27 grids): they were looked at while the finder of lines was written, so they are
validation, not a test.

## Limits

A grid found one column or row off its place reads a wrong count; its frame guards against it, and grids whose lines
are not clear say nothing. How often people tally another number than they write is a guess (`_ASTRAY`).

## Again

`pip install --group train`, then `python -m ocr.training.tally --photos FORMS`. `--measure` trains nothing and writes
this card again; FORMS is the folder of labelled forms, if there is one.
"""


def write(target: Path, held: Figures, told: Mapping[str, Told], chosen: Trust, ms: float) -> None:
    """Write the card beside the network: figures on whole grids, and of the tally marks of whole photos."""
    facts = {each.key: each.value for each in onnx.load(str(target)).metadata_props}
    row = f"| drawn, unseen ({held.count}) | {held.right / held.count:.2%} | {held.sure / held.count:.2%}"
    target.with_suffix(".md").write_text(
        _TEXT.format(
            count=len(CLASSES),
            classes=CLASSES,
            heat=facts.get("temperature", "unnamed"),
            trust=_said(TRUST),
            chosen=_said(chosen),
            ms=ms,
            rows=f"{row} | {held.sure_wrong} |",
            told="\n".join(f"| {name} | {each} |" for name, each in told.items()),
        )
    )


def _said(trust: Trust) -> str:
    return f"temperature {1 / trust.slower:.2f}, outliers {trust.outlier:g}, cells off their place {trust.strange:g}"
