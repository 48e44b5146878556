"""`python -m ocr.training.words`: make lines, train the letter network, choose its trust, write it and its figures."""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch

from ocr.beside import words_of
from ocr.training import command
from ocr.training.beside import on_paper
from ocr.training.export import Shape, export
from ocr.training.words import fonts
from ocr.training.words.card import write
from ocr.training.words.fit import fit
from ocr.training.words.lines import Line, made
from ocr.training.words.phrases import plain, some_words
from ocr.training.words.score import choose, figures, score
from ocr.words.letters import ALPHABET, MODEL, read_letters
from ocr.words.line import HEIGHT_PX, find_line
from ocr.words.weigh import TRUST, weigh

_LOG = logging.getLogger("ocr.training.words")
_PART = 500
_HELD = 1500
_CHOSEN, _TESTED = 900_000, 910_000
"""Seeds of lines that choose the trust, and of those that are only measured."""
_SHAPE = Shape(torch.zeros(1, 1, HEIGHT_PX, 64), "line", "letters", {"line": {3: "w"}, "letters": {1: "steps"}})
"""A line [1,1,32,w] to log-probabilities [1,w/4,20], any w that is a multiple of 4."""


def main() -> int:
    """Train the letter network, or with --measure only measure the one there is."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args = _arguments()
    torch.set_num_threads(args.processes)
    target = args.out / MODEL.name
    if not args.measure:
        lines = _made(args, args.lines, fonts.LEARNED, some_words, args.seed * 100_000)
        _LOG.info("%d lines made", len(lines))
        export(fit(lines, args.epochs, args.seed), target, _SHAPE, {"alphabet": ALPHABET})
    chosen = choose(score(_made(args, _HELD, fonts.CHOSEN, some_words, _CHOSEN), target))
    held = {
        name: figures(score(_made(args, _HELD, names, plain, _TESTED), target), TRUST)
        for name, names in (("hands and fonts that chose", fonts.CHOSEN), ("hands and fonts tested", fonts.TESTED))
    }
    told = on_paper(args.out, MODEL, args.photos, words_of, _TESTED)
    write(target, held, told, chosen, _milliseconds(target))
    _LOG.info("chosen %s, in use %s: %s", chosen, TRUST, held)
    return 0


def _milliseconds(target: Path) -> float:
    """Return the processor time of a line in ms."""
    place = np.full((96, 560), 220, np.uint8)
    cv2.putText(place, "SERATUS DUA PULUH TIGA", (40, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 60, 2, cv2.LINE_AA)

    def work() -> None:
        line = find_line(place)
        weigh(read_letters(place[:32] if line is None else line, target), 3)

    return command.milliseconds(work)


def _made(
    args: argparse.Namespace, count: int, names: Sequence[str], say: Callable[[np.random.Generator], str], seed: int
) -> list[Line]:
    files = fonts.files(args.fonts, names)
    parts = ((_PART, seed + part, files, say) for part in range(-(-count // _PART)))
    return [each for part in command.spread(args.processes, made, parts) for each in part]


def _arguments() -> argparse.Namespace:
    parser = command.measured(command.options("ocr.training.words", __doc__, MODEL.name, epochs=10))
    parser.add_argument("--fonts", type=Path, help="folder of the fonts; without it our own hands alone")
    parser.add_argument("--lines", type=int, default=40000)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
