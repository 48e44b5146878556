"""The network: six small convolutions, about 142,000 weights."""

from torch import Tensor, nn

from ocr.signs import CLASSES
from ocr.training.blocks import layer, levelled


class DigitNet(nn.Module):
    """Grey boxes [N,1,48,48] with values 0-255 to one score a class.

    All widths are multiples of 16: onnxruntime fills others up, and multiplies zeros.
    """

    def __init__(self) -> None:
        """Build it with random weights."""
        super().__init__()
        self.layers = nn.Sequential(
            *layer(1, 16, stride=2),
            *layer(16, 32),
            nn.MaxPool2d(2),
            *layer(32, 48),
            *layer(48, 48),
            nn.MaxPool2d(2),
            *layer(48, 80),
            *layer(80, 80),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(0.25),
            nn.Linear(720, len(CLASSES)),
        )

    def forward(self, boxes: Tensor) -> Tensor:
        """Return the scores, after levelling each box's brightness and contrast."""
        scores: Tensor = self.layers(levelled(boxes))
        return scores
