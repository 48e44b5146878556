"""`python -m ocr.training.tally`: draw grids, train the cell network, choose its trust, write it and its figures."""

import argparse
import logging
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ocr.beside import tally_of
from ocr.flatten import WORK_PX_PER_MM, Sheet, darkness
from ocr.tally.grid import cut_cells, find_grid
from ocr.tally.marks import CLASSES, MODEL, read_marks
from ocr.tally.weigh import TRUST, weigh_marks
from ocr.training.beside import Told, on_photos, on_specimens
from ocr.training.tally.card import write
from ocr.training.tally.fit import export, fit, temperature
from ocr.training.tally.grids import cells
from ocr.training.tally.score import choose, figures, score
from recap.domain.form import Box, Page, TallyGrid

_LOG = logging.getLogger("ocr.training.tally")
_PART = 50
_SPECIMENS, _TIMED = 40, 30
_UNSEEN, _CHOSEN, _TESTED = 900_000, 910_000, 920_000
"""Seeds of grids for the temperature, for the trust, and for the figures."""


def main() -> int:
    """Train the cell network, or with --measure only measure the one there is."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args = _arguments()
    torch.set_num_threads(1)
    target = args.out / "tally.onnx"
    if not args.measure:
        images, labels = _made(args.grids, args.seed * 100_000, args.processes)
        _LOG.info("%d cells, by class %s", len(labels), np.bincount(labels, minlength=len(CLASSES)))
        network = fit(images, labels, args.epochs, args.seed)
        export(network, temperature(network, *_made(200, _UNSEEN, args.processes)), target)
    chosen = choose(score(args.held, _CHOSEN, target))
    held = figures(score(args.held, _TESTED, target), TRUST)
    write(target, held, _on_paper(args), chosen, _milliseconds(target))
    _LOG.info("chosen %s, in use %s: %s", chosen, TRUST, held)
    return 0


def _on_paper(args: argparse.Namespace) -> dict[str, Told]:
    """Return what the reader makes of whole photos, if its own network is the one measured."""
    if (args.out / MODEL.name).resolve() != MODEL.resolve():
        return {}
    told = {"specimens, usual photos": on_specimens(_SPECIMENS, _TESTED, tally_of)}
    return told | ({"real photos of 2024": on_photos(args.photos, tally_of)} if args.photos else {})


def _milliseconds(target: Path) -> float:
    """Return the processor time of a grid of 12 x 5 cells in ms, without its row sums."""
    grid = TallyGrid(Box(60, 50, 235, 80), 12, 5, ())
    page = Page(1, "", 380, 200, (), None, None, ())
    picture = np.random.default_rng(1).integers(180, 220, (480, 912)).astype(np.uint8)
    sheet = Sheet(picture, page, np.diag([WORK_PX_PER_MM, WORK_PX_PER_MM, 1.0]))
    dark, begun = darkness(picture), 0.0
    for turn in range(_TIMED + 1):
        begun = time.process_time() if turn == 1 else begun
        weigh_marks(read_marks(cut_cells(sheet, grid, find_grid(dark, grid, np.zeros(2))), target))
    return (time.process_time() - begun) / _TIMED * 1000


def _made(grids: int, seed: int, processes: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        parts = [job.result() for job in [pool.submit(cells, _PART, seed + part) for part in range(grids // _PART)]]
    return np.concatenate([images for images, _ in parts]), np.concatenate([labels for _, labels in parts])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ocr.training.tally", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("ocr/models"), help="where tally.onnx goes")
    parser.add_argument("--photos", type=Path, help="folder of labelled forms, to be measured on")
    parser.add_argument("--grids", type=int, default=3000)
    parser.add_argument("--held", type=int, default=300, help="how many grids choose the trust, and how many test it")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--measure", action="store_true", help="measure the network there is, train nothing")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
