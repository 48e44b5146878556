"""From which certainty on a cell is sure, by form and class of photo: `bars.yaml`, written by `recap calibrate`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import yaml

from ocr.decide import BAR

FILE = Path(__file__).parent / "bars.yaml"
ANY = "any"
"""Stands for every layout, or every class of photo."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of a form and class of photo, and what it was chosen by.

    `sheets` labelled pages, of which `accepted` reach the bar and `wrong` of those have a wrong number; so at most
    `proven` (a share, at the file's confidence) are wrong; `fitted` is the share if the tail goes on as it begins.
    """

    layout: str
    quality: str
    bar: float
    sheets: int
    accepted: int
    wrong: int
    proven: float
    fitted: float


def bar_of(layout: str | None, quality: str) -> float:
    """Return the bar for this form and class of photo; that of a wider class, or `BAR`, where it has none itself."""
    return narrowest(known(), layout or ANY, quality)


def narrowest(bars: Mapping[tuple[str, str], float], layout: str, quality: str) -> float:
    """Return, of these bars by layout and class, the one that holds for this form and class of photo."""
    wider = ((layout, quality), (layout, ANY), (ANY, ANY))
    return next((bars[each] for each in wider if each in bars), BAR)


def as_text(bars: list[Bar], head: str) -> str:
    """Return bars as the text of a file, under lines of remarks."""
    rows = yaml.safe_dump([asdict(bar) for bar in bars], sort_keys=False, width=200, default_flow_style=None)
    return "".join(f"# {line}\n" for line in head.splitlines()) + rows


@cache
def known() -> Mapping[tuple[str, str], float]:
    """Return the bars in force by layout and class of photo; the file is read once."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8")) or [] if FILE.exists() else []
    return {(str(row["layout"]), str(row["quality"])): float(row["bar"]) for row in rows}
