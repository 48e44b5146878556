"""Waiting for a publication that goes on: for a moment a folder is between the earlier and the new state."""

from time import monotonic, sleep

from recap.verify.findings import Failure
from recap.verify.keys import CHECKPOINT
from recap.verify.manifests import VISIBLE
from recap.verify.outcome import Report
from recap.verify.source import FileMissing, Source

_LOOK_EVERY_S = 0.5


def moved(source: Source, report: Report) -> bool:
    """Tell whether the folder has been published to since this check began, after waiting where that may explain it."""
    told = report.told
    between = Failure.STRAY in report.failures or (told is not None and bool(told.coming))
    until = monotonic() + (report.given.patience_s if between else 0.0)
    while True:
        if heads(source) != report.heads:
            return True
        if monotonic() >= until:
            return False
        sleep(_LOOK_EVERY_S)


def heads(source: Source) -> tuple[bytes | None, ...]:
    """Return the two files of a folder that change: the manifest and the head of the log."""
    return tuple(_content(source, path) for path in (VISIBLE, CHECKPOINT))


def _content(source: Source, path: str) -> bytes | None:
    try:
        return source.read(path)
    except FileMissing:
        return None
