"""Train the network that knows MNIST alone, the yardstick of the benchmarks: `python -m ocr.training.mnist_only`.

It is what one gets who trains a small network on MNIST and puts it to use on forms. MNIST: Yann LeCun, Corinna Cortes,
Christopher J. C. Burges; CC BY-SA 3.0.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ocr.training.export import Shape, export

TARGET = Path(__file__).parents[2] / "benchmarks" / "mnist_only.onnx"
_EPOCHS, _BATCH, _RATE = 4, 128, 2e-3


def main() -> None:
    """Train on the one half, print the share right of the other, write the network."""
    parser = argparse.ArgumentParser(prog="python -m ocr.training.mnist_only", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of mnist_train.npz and mnist_test.npz")
    folder = parser.parse_args().data
    torch.manual_seed(1)
    network = _network()
    _train(network, *_load(folder / "mnist_train.npz"))
    digits, labels = _load(folder / "mnist_test.npz")
    with torch.no_grad():
        print(f"{(network(digits).argmax(1) == labels).float().mean():.4f} of MNIST's test digits")  # noqa: T201
    export(network, TARGET, Shape(torch.zeros(2, 1, 28, 28), "digits", "scores", {"digits": {0: "n"}}), {})


def _network() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 8, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(256, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


def _load(path: Path) -> tuple[torch.Tensor, torch.Tensor]:
    with np.load(path) as file:
        return torch.from_numpy(file["X"][:, None].astype(np.float32)), torch.from_numpy(file["y"].astype(np.int64))


def _train(network: nn.Module, digits: torch.Tensor, labels: torch.Tensor) -> None:
    steps = _EPOCHS * (len(labels) // _BATCH)
    optimiser = torch.optim.Adam(network.parameters(), _RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps)
    for _ in range(steps):
        some = torch.randint(len(labels), (_BATCH,))
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(digits[some] / 255), labels[some]).backward()
        optimiser.step()
        schedule.step()
    first = network[0]
    first.weight.data /= 255  # the file takes grey levels as they are


if __name__ == "__main__":
    main()
