"""Train the letter network on lines of all lengths."""

import logging
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ocr.training.words.lines import Line
from ocr.training.words.network import LetterNet
from ocr.words.letters import ALPHABET, STEP_PX
from ocr.words.line import HEIGHT_PX

_LOG = logging.getLogger("ocr.training.words")
_BATCH = 48
_RATE = 2.5e-3


def fit(lines: Sequence[Line], epochs: int, seed: int) -> LetterNet:
    """Return a network trained on these lines."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = LetterNet()
    order = np.argsort([picture.shape[1] for picture, _ in lines], kind="stable")
    batches = [order[i : i + _BATCH] for i in range(0, len(order), _BATCH)]
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=0.01)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=epochs * len(batches), pct_start=0.1)
    for epoch in range(epochs):
        network.train()
        losses = []
        for k in rng.permutation(len(batches)):
            optimiser.zero_grad(set_to_none=True)
            loss = _loss(network, [lines[i] for i in batches[k]])
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimiser.step()
            rate.step()
            losses.append(float(loss.detach()))
        _LOG.info("epoch %d of %d: loss %.4f", epoch + 1, epochs, np.mean(losses))
    return network.eval()


def _loss(network: LetterNet, lines: Sequence[Line]) -> Tensor:
    wide = max(picture.shape[1] for picture, _ in lines)
    images = np.zeros((len(lines), 1, HEIGHT_PX, wide + -wide % STEP_PX), np.float32)
    for row, (picture, _) in zip(images, lines, strict=True):
        row[0, :, : picture.shape[1]] = picture
    codes = [torch.tensor([ALPHABET.index(sign) for sign in said]) for _, said in lines]
    steps = torch.tensor([-(-picture.shape[1] // STEP_PX) for picture, _ in lines])
    lengths = torch.tensor([len(code) for code in codes])
    said = network(torch.from_numpy(images)).transpose(0, 1)
    return functional.ctc_loss(said, torch.cat(codes), steps, lengths, zero_infinity=True)
