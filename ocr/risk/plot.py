"""Draw risk-coverage curves as SVG: how much passes without a person, and how much of that is wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import log10

from ocr.risk.curve import Point

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 740, 400, 96, 46, 24, 50
_LEAST, _MOST = 1e-6, 1.0
_COLOURS = ("#222222", "#1a7f37", "#0a58ca", "#b35900", "#8a2be2")
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#222}.big{font-size:15px;font-weight:600}"
    ".grid{stroke:#ddd}.target{stroke:#c00;stroke-width:1.5}polyline{fill:none;stroke-width:2}"
    ".dashed{stroke-dasharray:2 4}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """The curve of one class: what was counted at each point, the share the fitted tail expects, and the chosen bar."""

    name: str
    points: Sequence[Point]
    fitted: Sequence[float]
    chosen: Point


@dataclass(frozen=True, slots=True)
class Panel:
    """The curves of one form, and the share of wrong ones that is aimed at for each of its pages."""

    title: str
    lines: Sequence[Line]
    target: float


def drawing(panels: Sequence[Panel]) -> str:
    """Return the panels one below the other as one SVG file."""
    height = _HEIGHT * len(panels)
    body = "".join(
        f'<g transform="translate(0 {_HEIGHT * n})">{"".join(_panel(panel))}</g>\n' for n, panel in enumerate(panels)
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">'
    return f'{head}\n<style>{_STYLE}</style>\n<rect width="{_WIDTH}" height="{height}" fill="#fff"/>\n{body}</svg>\n'


def _panel(panel: Panel) -> Iterator[str]:
    yield f'<text class="big" x="{_LEFT}" y="20">{escape(panel.title)}</text>'
    yield f'<text x="{_LEFT}" y="37">Solid: at most so many wrong (counted, 95 %). Dotted: as fitted.</text>'
    for exponent in range(-6, 1):
        y = _y(10.0**exponent)
        yield f'<path class="grid" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{_share(exponent)}</text>'
    for percent in range(0, 101, 20):
        x = _x(percent / 100)
        yield f'<path class="grid" d="M{x} {_TOP}V{_HEIGHT - _BOTTOM}"/>'
        yield f'<text x="{x}" y="{_HEIGHT - _BOTTOM + 17}" text-anchor="middle">{percent} %</text>'
    yield f'<text x="{_x(0.5)}" y="{_HEIGHT - 14}" text-anchor="middle">pages that pass without a person</text>'
    y = _y(panel.target)
    yield f'<path class="target" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>'
    yield f'<text x="{_WIDTH - _RIGHT}" y="{y - 5}" text-anchor="end">aim</text>'
    for line, colour, place in zip(panel.lines, _COLOURS, range(len(_COLOURS)), strict=False):
        yield from _line(line, colour, _HEIGHT - _BOTTOM - 150 + 17 * place)


def _line(line: Line, colour: str, legend: int) -> Iterator[str]:
    for name, risks in (("", [point.proven for point in line.points]), ("dashed", line.fitted)):
        corners = " ".join(f"{_x(p.coverage)},{_y(risk)}" for p, risk in zip(line.points, risks, strict=True))
        yield f'<polyline class="{name}" stroke="{colour}" points="{corners}"/>'
    chosen = line.chosen
    yield f'<circle cx="{_x(chosen.coverage)}" cy="{_y(chosen.proven)}" r="4.5" fill="{colour}"/>'
    words = f"{line.name}: {chosen.accepted} of {chosen.sheets} pass, {chosen.wrong} wrong"
    yield f'<path d="M{_LEFT + 12} {legend - 4}h18" stroke="{colour}" stroke-width="2"/>'
    yield f'<text x="{_LEFT + 36}" y="{legend}">{escape(words)}</text>'


def _x(share: float) -> float:
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def _y(risk: float) -> float:
    known = min(max(risk, _LEAST), _MOST)
    share = log10(_MOST / known) / log10(_MOST / _LEAST)
    return round(_TOP + share * (_HEIGHT - _TOP - _BOTTOM), 1)


def _share(exponent: int) -> str:
    return "all" if exponent == 0 else f"1 in {10**-exponent:,}"
