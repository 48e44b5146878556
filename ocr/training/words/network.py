"""The network that reads letters: a small convolutional one, trained with CTC (Graves et al., ICML 2006)."""

from torch import Tensor, log_softmax, nn

from ocr.training.blocks import layer
from ocr.words.letters import ALPHABET

_WIDTH = 64


class LetterNet(nn.Module):
    """Lines [N,1,32,W] with values 0-255 to log-probabilities [N, W/4, 20]; 109,668 weights."""

    def __init__(self) -> None:
        """Build it with random weights."""
        super().__init__()
        self.look = nn.Sequential(
            *layer(1, 16, (2, 2)),
            *layer(16, 32),
            nn.MaxPool2d((2, 2)),
            *layer(32, 48),
            nn.MaxPool2d((2, 1)),
            *layer(48, _WIDTH),
            nn.MaxPool2d((4, 1)),
        )
        self.context = nn.Sequential(
            *[_Dilated(_WIDTH, spread) for spread in (1, 2, 4)], nn.Dropout(0.1), nn.Conv1d(_WIDTH, len(ALPHABET), 1)
        )

    def forward(self, line: Tensor) -> Tensor:
        """Return the log-probability of every class at every step."""
        seen = self.look(line / 255.0 - 0.2).squeeze(2)
        return log_softmax(self.context(seen).transpose(1, 2), dim=2)


class _Dilated(nn.Module):
    def __init__(self, width: int, spread: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(width, width, 5, padding=2 * spread, dilation=spread, bias=False),
            nn.BatchNorm1d(width),
            nn.ReLU(),
        )

    def forward(self, seen: Tensor) -> Tensor:
        return seen + self.layers(seen)
