"""`python -m ocr.training`: read the labelled boxes, train, calibrate, export, write the model card."""

import argparse
import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from ocr.digits import SIDE
from ocr.signs import CLASSES
from ocr.training import command, pool, sources
from ocr.training.blocks import Calibrated
from ocr.training.card import write
from ocr.training.export import export, of_pictures
from ocr.training.fit import fit
from ocr.training.heat import scores, temperature
from ocr.training.quantise import quantise
from ocr.training.split import Part

_LOG = logging.getLogger("ocr.training")


def main() -> int:
    """Train the digit network."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args = _arguments()
    torch.set_num_threads(args.threads)
    parts = sources.real(args.data)
    boxes = pool.build(args.data, parts[Part.TRAIN], args.made, args.seed)
    _LOG.info("%d boxes to learn from, %d of them made", len(boxes.images), args.made)
    check = parts[Part.VALIDATION]
    network = fit(boxes, check, args.epochs, args.seed)
    heat = temperature(scores(network, check.images), check.labels)
    args.out.mkdir(parents=True, exist_ok=True)
    facts = {
        "classes": CLASSES,
        "epochs": args.epochs,
        "made": args.made,
        "seed": args.seed,
        "temperature": round(heat, 3),
    }
    with TemporaryDirectory() as folder:
        exact = Path(folder, "digits.onnx")
        export(Calibrated(network, heat), exact, of_pictures("boxes", SIDE), facts)
        quantise(exact, args.out / "digits.onnx", boxes.images, args.seed)
    write(args.data, args.out)
    _LOG.info("wrote %s, temperature %.2f", args.out / "digits.onnx", heat)
    return 0


def _arguments() -> argparse.Namespace:
    parser = command.options("ocr.training", __doc__, "digits.onnx", epochs=36)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/digits"), help="folder of labelled boxes")
    parser.add_argument("--made", type=int, default=64000, help="how many boxes to make besides the real ones")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
