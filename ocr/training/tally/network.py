"""The network that counts strokes in a cell."""

from torch import Tensor, nn

from ocr.tally.marks import CLASSES
from ocr.training.blocks import layer, levelled


class CellNet(nn.Module):
    """Grey cells [N,1,32,32] with values 0-255 to one score a class; 13,876 weights."""

    def __init__(self) -> None:
        """Build it with random weights."""
        super().__init__()
        self.layers = nn.Sequential(
            *layer(1, 12),
            nn.MaxPool2d(2),
            *layer(12, 24),
            nn.MaxPool2d(2),
            *layer(24, 32),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(512, len(CLASSES)),
        )

    def forward(self, cells: Tensor) -> Tensor:
        """Return the scores, after levelling each cell's brightness and contrast."""
        scores: Tensor = self.layers(levelled(cells))
        return scores
