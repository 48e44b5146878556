"""`recap calibrate`: from which certainty on a number is sure, chosen from readings whose truth is known."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from recap.app.settings import settings
from recap.app.texts import Language, say
from recap.domain.intervals import CONFIDENCE, needed
from recap.domain.message import Fact, Message

if TYPE_CHECKING:
    from ocr.risk.bars import Bar
    from ocr.risk.labelled import Sheet
    from ocr.risk.report import Row

Files = Annotated[list[Path], typer.Argument(help="Labelled readings, as the benchmarks keep them.", exists=True)]
Tail = Annotated[
    list[Path] | None,
    typer.Option(help="Labelled readings with less evidence: they only show how errors thin out.", exists=True),
]
Target = Annotated[float, typer.Option(min=1e-7, max=0.5, help="Share of accepted forms that may be wrong.")]
Bars = Annotated[Path | None, typer.Option(help="Write the bars there: ocr/risk/bars.yaml is the file in force.")]
Plot = Annotated[Path | None, typer.Option(help="Draw the risk-coverage curves there, as SVG.")]
Check = Annotated[bool, typer.Option("--check", help="Choose nothing: try the bars in force on these readings.")]
Lang = Annotated[Literal["id", "en"] | None, typer.Option(help="Language of the table.")]

_PHOTOS = {
    "any": Message("all photos"),
    "good": Message("good photos"),
    "usual": Message("usual photos"),
    "poor": Message("poor photos"),
    "": Message("not measured"),
}
_FORMS = Message("whole forms")
_FORM, _CLASS, _BAR, _READ = Message("Form"), Message("Photos"), Message("Bar"), Message("Pages")
_PASS, _WRONG, _COUNTED = Message("Pass"), Message("Wrong"), Message("At most")
_FITTED = Message("Fitted")
_ESTIMATED = Message(
    "At most: so many of those that pass are wrong, by counting alone (95 %). To show {target} that way takes {n} "
    "without an error; what is fitted is an estimate. Try the bars on other readings with --check."
)


def calibrate(  # noqa: PLR0913 - one parameter per option of the command line
    files: Files,
    tail: Tail = None,
    target: Target = 1e-4,
    bars: Bars = None,
    plot: Plot = None,
    *,
    lang: Lang = None,
    check: Check = False,
) -> None:
    """Choose the bars from which numbers are sure, for at most one wrong accepted form in 10,000."""
    from ocr.risk import bars as bar_file
    from ocr.risk import choose, report

    screen, language = Console(), lang or settings().language
    sheets = _labelled(files)
    if check:
        screen.print(_checked(report.check(sheets, CONFIDENCE), language))
        return
    fitted = choose.tail_of(sheets, _labelled(tail or ()))
    chosen = choose.bars(sheets, fitted, target, CONFIDENCE)
    screen.print(_chosen(chosen, language))
    facts: dict[str, Fact] = {"target": f"{target:g}", "n": f"{needed(target):,}"}
    screen.print(say(Message(_ESTIMATED.text, facts), language), highlight=False)
    if bars is not None:
        bars.write_text(bar_file.as_text(chosen, _head([*files, *(tail or ())], target)), encoding="utf-8")
    if plot is not None:
        plot.write_text(report.picture(sheets, chosen, fitted, target, CONFIDENCE), encoding="utf-8")


def _labelled(files: "Sequence[Path]") -> "list[Sheet]":
    from ocr.risk import labelled

    return [sheet for file in files for sheet in labelled.parse(file.read_text(encoding="utf-8"), str(file))]


def _head(files: Sequence[Path], target: float) -> str:
    """Return what is remarked at the top of the file of bars: how it was made, and from what."""
    sources = "\n".join(f"{file.name}, sha256 {sha256(file.read_bytes()).hexdigest()}" for file in files)
    return f"Written by `recap calibrate` for at most {target:g} of the accepted forms wrong, from:\n{sources}"


def _chosen(bars: "Sequence[Bar]", language: Language) -> Table:
    table = _table((_FORM, _CLASS, _BAR, _READ, _PASS, _WRONG, _COUNTED, _FITTED), language)
    for bar in bars:
        counts = (str(bar.sheets), _part(bar.accepted, bar.sheets), str(bar.wrong), _odds(bar.proven))
        table.add_row(bar.layout, _said(bar.quality, language), f"{bar.bar:g}", *counts, _odds(bar.fitted))
    return table


def _checked(rows: "Sequence[Row]", language: Language) -> Table:
    table = _table((_FORM, _CLASS, _READ, _PASS, _WRONG, _COUNTED), language)
    for row in rows:
        kind = say(_FORMS, language) if row.whole_forms else _said(row.quality, language)
        counts = (str(row.n), _part(row.accepted, row.n), str(row.wrong), _odds(row.proven))
        table.add_row(row.layout, kind, *counts)
    return table


def _table(headings: Sequence[Message], language: Language) -> Table:
    table = Table()
    for heading in headings:
        table.add_column(say(heading, language), no_wrap=heading is _FORM, overflow="fold")
    return table


def _said(quality: str, language: Language) -> str:
    return say(_PHOTOS[quality], language)


def _odds(share: float) -> str:
    return f"1 : {1 / share:,.0f}" if share else ""


def _part(some: int, of: int) -> str:
    return f"{some} ({some / max(1, of):.1%})"
