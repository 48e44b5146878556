"""The model card of words.onnx."""

from collections.abc import Mapping
from pathlib import Path

import onnx

from ocr.training.beside import Told
from ocr.training.trust import Figures
from ocr.training.words import fonts
from ocr.words.letters import ALPHABET
from ocr.words.weigh import TRUST, Trust

_TEXT = """# words.onnx: the letters of a number written in words

Written by `python -m ocr.training.words`; the figures were measured by that command.

- **In**: a line `[1,1,32,w]`, ink bright on dark, 0-255, as `ocr/words/line.py` finds it; w a multiple of 4.
- **Out**: `[1,w/4,{classes}]` log-probabilities of nothing new, a gap, and the {letters} letters of Indonesian number
  words, for CTC (Graves, Fernandez, Gomez, Schmidhuber, ICML 2006). `ocr/words/weigh.py` sums them over all ways to
  write each number, on the tree of all number words.
- **Network**: four convolutions and three dilated ones, {weights:,} weights.
- **Trust**: {trust}; the lines below that chose it say {chosen}.
- **Time**: {ms:.1f} ms a line on one core: finding it, the network and the weighing together.
- **Licence** of the weights: Apache-2.0. No font and no training picture is part of this repository.

## Data

Lines made by `ocr/training/words`: 40,000, of which 60 % are set in {learned} handwriting fonts, 40 % written by the
hands of `ocr/specimen`; on forms with frames, captions and dotted lines, photographed with light, shadow, blur, noise
and JPEG. 16 % are letters without sense, so that letters are read and not words guessed. No real line taught it.
The fonts are of the SIL Open Font License, from npm's `@fontsource` packages; apart by font, and by seed for hands:

- learned from: {fonts_learned}.
- the trust was chosen by: {fonts_chosen}.
- tested, nothing chosen by: {fonts_tested}.

## Figures

| lines that say a number | right | sure (>= 0.99) | sure, wrong |
|---|---|---|---|
{rows}

Words alone, through the whole reader, where a line was found (boxes and bubbles not looked at):

| numbers | right, of those said | nothing said | sure (>= 0.95) | sure, wrong |
|---|---|---|---|---|
{told}

The real photos are nine of 2024 (27 numbers; on one no words are written): their lines were looked at while the
line finder was written, so they are validation, not a test.

## Limits

Capitals and some small letters; joined writing was never seen. Numbers above 999 are not weighed. `_SLIP` in
`ocr/words/weigh.py` (words that say another number than was meant) is a guess that made lines cannot measure.

## Again

    mkdir FONTS && cd FONTS && npm pack $(python -m ocr.training.words.fonts)
    for f in *.tgz; do tar -xzf $f --strip-components=2 --wildcards '*-latin-400-normal.woff2'; done
    pip install --group train
    python -m ocr.training.words --fonts FONTS --photos FORMS

`--measure` trains nothing and writes this card again; FORMS is the folder of labelled forms, if there is one.
"""


def write(target: Path, held: Mapping[str, Figures], told: Mapping[str, Told], chosen: Trust, ms: float) -> None:
    """Write the card beside the network: figures on lines, and of the words of whole photos."""
    model = onnx.load(str(target))
    weights = sum(int(_size(tensor.dims)) for tensor in model.graph.initializer)
    target.with_suffix(".md").write_text(
        _TEXT.format(
            classes=len(ALPHABET),
            letters=len(ALPHABET) - 2,
            weights=weights,
            trust=_said(TRUST),
            chosen=_said(chosen),
            ms=ms,
            learned=len(fonts.LEARNED),
            fonts_learned=", ".join(fonts.LEARNED),
            fonts_chosen=", ".join(fonts.CHOSEN),
            fonts_tested=", ".join(fonts.TESTED),
            rows="\n".join(_row(name, each) for name, each in held.items()),
            told="\n".join(f"| {name} | {each} |" for name, each in told.items()),
        )
    )


def _row(name: str, each: Figures) -> str:
    return (
        f"| {name} ({each.count}) | {each.right / each.count:.2%} | {each.sure / each.count:.2%} | {each.sure_wrong} |"
    )


def _said(trust: Trust) -> str:
    return f"temperature {1 / trust.slower:.2f}, outliers {trust.outlier:g}, a free letter {trust.letter:g}"


def _size(dims: list[int]) -> int:
    size = 1
    for dim in dims:
        size *= dim
    return size
