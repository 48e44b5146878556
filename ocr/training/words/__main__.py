"""`python -m ocr.training.words`: make lines, train the letter network, choose its trust, write it and its figures."""

import argparse
import logging
import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import torch

from ocr.beside import words_of
from ocr.training.beside import Told, on_photos, on_specimens
from ocr.training.words import fonts
from ocr.training.words.card import write
from ocr.training.words.fit import export, fit
from ocr.training.words.lines import Line, made
from ocr.training.words.phrases import plain, some_words
from ocr.training.words.score import choose, figures, score
from ocr.words.letters import MODEL, read_letters
from ocr.words.line import find_line
from ocr.words.weigh import TRUST, weigh

_LOG = logging.getLogger("ocr.training.words")
_PART = 500
_HELD = 1500
_CHOSEN, _TESTED = 900_000, 910_000
"""Seeds of lines that choose the trust, and of those that are only measured."""
_SPECIMENS, _TIMED = 40, 30


def main() -> int:
    """Train the letter network, or with --measure only measure the one there is."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args = _arguments()
    torch.set_num_threads(args.processes)
    target = args.out / "words.onnx"
    if not args.measure:
        lines = _made(args, args.lines, fonts.LEARNED, some_words, args.seed * 100_000)
        _LOG.info("%d lines made", len(lines))
        export(fit(lines, args.epochs, args.seed), target)
    chosen = choose(score(_made(args, _HELD, fonts.CHOSEN, some_words, _CHOSEN), target))
    held = {
        name: figures(score(_made(args, _HELD, names, plain, _TESTED), target), TRUST)
        for name, names in (("hands and fonts that chose", fonts.CHOSEN), ("hands and fonts tested", fonts.TESTED))
    }
    write(target, held, _on_paper(args), chosen, _milliseconds(target))
    _LOG.info("chosen %s, in use %s: %s", chosen, TRUST, held)
    return 0


def _on_paper(args: argparse.Namespace) -> dict[str, Told]:
    """Return what the reader makes of whole photos, if its own network is the one measured."""
    if (args.out / MODEL.name).resolve() != MODEL.resolve():
        return {}
    told = {"specimens, usual photos": on_specimens(_SPECIMENS, _TESTED, words_of)}
    return told | ({"real photos of 2024": on_photos(args.photos, words_of)} if args.photos else {})


def _milliseconds(target: Path) -> float:
    """Return the processor time of a line in ms."""
    place = np.full((96, 560), 220, np.uint8)
    cv2.putText(place, "SERATUS DUA PULUH TIGA", (40, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 60, 2, cv2.LINE_AA)
    begun = 0.0
    for turn in range(_TIMED + 1):
        begun = time.process_time() if turn == 1 else begun
        line = find_line(place)
        weigh(read_letters(place[:32] if line is None else line, target), 3)
    return (time.process_time() - begun) / _TIMED * 1000


def _made(
    args: argparse.Namespace, count: int, names: Sequence[str], say: Callable[[np.random.Generator], str], seed: int
) -> list[Line]:
    files = fonts.files(args.fonts, names)
    with ProcessPoolExecutor(args.processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        parts = [pool.submit(made, _PART, seed + part, files, say) for part in range(-(-count // _PART))]
        return [each for part in parts for each in part.result()]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ocr.training.words", description=__doc__)
    parser.add_argument("--fonts", type=Path, help="folder of the fonts; without it our own hands alone")
    parser.add_argument("--out", type=Path, default=Path("ocr/models"), help="where words.onnx goes")
    parser.add_argument("--photos", type=Path, help="folder of labelled forms, to be measured on")
    parser.add_argument("--lines", type=int, default=40000)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--measure", action="store_true", help="measure the network there is, train nothing")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
