"""`python -m ocr.training.tally`: draw grids, train the cell network, choose its trust, write it and its figures."""

import argparse
import logging
import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ocr.beside import tally_of
from ocr.flatten import WORK_PX_PER_MM, Sheet, darkness
from ocr.shade import Shade
from ocr.tally.grid import CELL_PX, cut_cells, find_grid
from ocr.tally.marks import CLASSES, MODEL, read_marks
from ocr.tally.weigh import TRUST, weigh_marks
from ocr.training import command
from ocr.training.beside import on_paper
from ocr.training.blocks import Calibrated
from ocr.training.export import export, of_pictures
from ocr.training.heat import scores, temperature
from ocr.training.tally.card import write
from ocr.training.tally.fit import fit
from ocr.training.tally.grids import cells
from ocr.training.tally.score import choose, figures, score
from recap.domain.form import Box, Page, TallyGrid

_LOG = logging.getLogger("ocr.training.tally")
_PART = 50
_UNSEEN, _CHOSEN, _TESTED = 900_000, 910_000, 920_000
"""Seeds of grids for the temperature, for the trust, and for the figures."""


def main() -> int:
    """Train the cell network, or with --measure only measure the one there is."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args = _arguments()
    torch.set_num_threads(1)
    target = args.out / MODEL.name
    if not args.measure:
        _train(args, target)
    chosen = choose(score(args.held, _CHOSEN, target))
    held = figures(score(args.held, _TESTED, target), TRUST)
    told = on_paper(args.out, MODEL, args.photos, tally_of, _TESTED)
    write(target, held, told, chosen, _milliseconds(target))
    _LOG.info("chosen %s, in use %s: %s", chosen, TRUST, held)
    return 0


def _train(args: argparse.Namespace, target: Path) -> None:
    images, labels = _made(args.grids, args.seed * 100_000, args.processes)
    _LOG.info("%d cells, by class %s", len(labels), np.bincount(labels, minlength=len(CLASSES)))
    network = fit(images, labels, args.epochs, args.seed)
    unseen, truth = _made(200, _UNSEEN, args.processes)
    said = scores(network, unseen)
    heat = temperature(said, truth)
    _LOG.info("unseen grids: %.4f of cells right, temperature %.2f", (said.argmax(axis=1) == truth).mean(), heat)
    facts = {"classes": CLASSES, "temperature": f"{heat:.3f}"}
    export(Calibrated(network, heat), target, of_pictures("cells", CELL_PX), facts)


def _milliseconds(target: Path) -> float:
    """Return the processor time of a grid of 12 x 5 cells in ms, without its row sums."""
    grid = TallyGrid(Box(60, 50, 235, 80), 12, 5, ())
    page = Page(1, "", 380, 200, (), None, None, ())
    picture = np.random.default_rng(1).integers(180, 220, (480, 912)).astype(np.uint8)
    sheet = Sheet(picture, page, np.diag([WORK_PX_PER_MM, WORK_PX_PER_MM, 1.0]))
    shade = Shade(darkness(picture))
    return command.milliseconds(
        lambda: weigh_marks(read_marks(cut_cells(sheet, grid, find_grid(shade, grid, np.zeros(2))), target))
    )


def _made(grids: int, seed: int, processes: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    parts = command.spread(processes, cells, ((_PART, seed + part) for part in range(grids // _PART)))
    return np.concatenate([images for images, _ in parts]), np.concatenate([labels for _, labels in parts])


def _arguments() -> argparse.Namespace:
    parser = command.measured(command.options("ocr.training.tally", __doc__, MODEL.name, epochs=10))
    parser.add_argument("--grids", type=int, default=3000)
    parser.add_argument("--held", type=int, default=300, help="how many grids choose the trust, and how many test it")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
