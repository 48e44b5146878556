"""Draw risk-coverage curves as SVG: how much passes without a person, and how much of that is wrong.

Small multiples (Tufte 1983): a row for each form, a column for each class of photo, all on the same axes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import log10

from ocr.risk.curve import Point

_WIDTH, _LEFT, _TOP, _GAP = 1280, 118, 84, 26
_PANEL_WIDTH, _PANEL_HEIGHT = 264, 200
_ABOVE, _BELOW = 64, 48
"""Room in a row above its panels, for names and counts, and below them, for the axis."""
_LEAST, _MOST = 1e-6, 1.0
_EXPONENTS = range(-6, 1)
_TITLE = "Across: pages that pass without a person. Down: how many of those are wrong."
_STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#222}.big{font-size:18px;font-weight:600}.form{font-weight:600}"
    ".faint{fill:#666}.wrong{fill:#c00}.grid{stroke:#e4e4e4}.target{stroke:#c00;stroke-width:1.5}"
    "polyline{fill:none;stroke:#0a58ca;stroke-width:2}.fitted{stroke-dasharray:2 4}circle{fill:#0a58ca}"
)


@dataclass(frozen=True, slots=True)
class Panel:
    """The curve of a class of photos: what was counted at each point, what the tail expects there, the bar's point."""

    name: str
    points: Sequence[Point]
    fitted: Sequence[float]
    chosen: Point


@dataclass(frozen=True, slots=True)
class Strip:
    """The panels of one form, and the share of wrong ones that is aimed at for each of its pages."""

    title: str
    panels: Sequence[Panel]
    target: float


def drawing(strips: Sequence[Strip]) -> str:
    """Return the rows one below the other as one SVG file."""
    high = _ABOVE + _PANEL_HEIGHT + _BELOW
    height = _TOP + high * len(strips)
    body = "".join(
        f'<g transform="translate(0 {_TOP + high * n})">{"".join(_strip(each))}</g>\n' for n, each in enumerate(strips)
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">'
    paper = f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>'
    return f"{head}\n<style>{_STYLE}</style>\n{paper}\n{''.join(_legend())}\n{body}</svg>\n"


def _legend() -> Iterator[str]:
    yield f'<text class="big" x="{_LEFT}" y="28">{_TITLE}</text>'
    marks = (
        ('<path d="M0 0h26" stroke="#0a58ca" stroke-width="2"/>', "at most, by counting (95 %)", 34),
        ('<path d="M0 0h26" stroke="#0a58ca" stroke-width="2" stroke-dasharray="2 4"/>', "as fitted", 34),
        ('<path class="target" d="M0 0h26"/>', "aim", 34),
        ('<circle cx="5" cy="0" r="5"/>', "at the bar in force", 18),
    )
    x = _LEFT
    for mark, words, after in marks:
        yield f'<g transform="translate({x} 52)">{mark}<text x="{after}" y="5">{words}</text></g>'
        x += after + round(7.2 * len(words)) + 28


def _strip(strip: Strip) -> Iterator[str]:
    yield f'<text class="form" x="{_LEFT}" y="14">{escape(strip.title)}</text>'
    for exponent in _EXPONENTS:
        at = f'x="{_LEFT - 10}" y="{_y(10.0**exponent) + 5}"'
        yield f'<text class="faint" {at} text-anchor="end">{_odds(exponent)}</text>'
    for n, panel in enumerate(strip.panels):
        across = _LEFT + n * (_PANEL_WIDTH + _GAP)
        yield f'<g transform="translate({across} 0)">{"".join(_panel(panel, strip.target))}</g>'


def _panel(panel: Panel, target: float) -> Iterator[str]:
    chosen = panel.chosen
    counts = f"{chosen.accepted} of {chosen.sheets} pass, "
    wrong = f'<tspan class="{"wrong" if chosen.wrong else ""}">{chosen.wrong} wrong</tspan>'
    yield f'<text x="0" y="36">{escape(panel.name)}</text><text class="faint" x="0" y="55">{counts}{wrong}</text>'
    yield from _axes(target)
    for name, risks in (("counted", [point.proven for point in panel.points]), ("fitted", panel.fitted)):
        corners = " ".join(f"{_x(p.coverage)},{_y(risk)}" for p, risk in zip(panel.points, risks, strict=True))
        yield f'<polyline class="{name}" points="{corners}"/>'
    if chosen.accepted:
        yield f'<circle cx="{_x(chosen.coverage)}" cy="{_y(chosen.proven)}" r="5"/>'


def _axes(target: float) -> Iterator[str]:
    bottom = _ABOVE + _PANEL_HEIGHT
    for exponent in _EXPONENTS:
        yield f'<path class="grid" d="M0 {_y(10.0**exponent)}H{_PANEL_WIDTH}"/>'
    for percent in range(0, 101, 25):
        x = _x(percent / 100)
        yield f'<path class="grid" d="M{x} {_ABOVE}V{bottom}"/>'
    for percent, anchor in ((0, "start"), (50, "middle"), (100, "end")):
        x = _x(percent / 100)
        yield f'<text class="faint" x="{x}" y="{bottom + 18}" text-anchor="{anchor}">{percent} %</text>'
    yield f'<path class="target" d="M0 {_y(target)}H{_PANEL_WIDTH}"/>'


def _x(share: float) -> float:
    return round(share * _PANEL_WIDTH, 1)


def _y(risk: float) -> float:
    known = min(max(risk, _LEAST), _MOST)
    return round(_ABOVE + log10(_MOST / known) / log10(_MOST / _LEAST) * _PANEL_HEIGHT, 1)


def _odds(exponent: int) -> str:
    return "all" if exponent == 0 else f"1 in {10**-exponent:,}"
