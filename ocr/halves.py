"""A photo at a half, a quarter ... of its size, made once however many steps ask for it."""

from typing import TYPE_CHECKING
from weakref import ref

import cv2
from cv2.typing import MatLike as Image

if TYPE_CHECKING:
    from collections.abc import Callable


class _Last:
    """The smaller copies of the photo that was asked for last; they go when another one comes, or the photo goes."""

    def __init__(self) -> None:
        self._photo: Callable[[], Image | None] = lambda: None
        self._copies: list[Image] = []

    def copy(self, photo: Image, times: int) -> Image:
        copies = self._copies
        if self._photo() is not photo:
            copies = self._copies = []
            self._photo = ref(photo, lambda _: copies.clear())
        while len(copies) < times:
            larger = copies[-1] if copies else photo
            copies.append(cv2.resize(larger, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
        return copies[times - 1]


_LAST = _Last()


def halved(photo: Image, times: int) -> Image:
    """Return the photo halved so many times, each pixel the mean of four; itself for none."""
    return _LAST.copy(photo, times) if times > 0 else photo


def fitting(photo: Image, scale: float) -> tuple[Image, float]:
    """Return the smallest halved copy that need not be enlarged to be at `scale` of the photo, and what is left."""
    times = 0
    while scale * 2 ** (times + 1) <= 1:
        times += 1
    return halved(photo, times), scale * 2**times
