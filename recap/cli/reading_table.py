"""A reading as a table for people."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from recap.app.texts import Language, say
from recap.domain.message import Message
from recap.domain.reading import CellReading, Decision, PageReading

_STYLES = {Decision.ACCEPT: "green", Decision.REVIEW: "yellow", Decision.REFUSE: "red"}
_HEADINGS = ("Cell", "Boxes", "Bubbles", "As read", "Under the sums", "Score", "Certainty", "Sure")


def show(screen: Console, file: Path, reading: PageReading, language: Language) -> None:
    """Print one reading."""
    where = " ".join(
        str(part) for part in (reading.layout, reading.page and f"p.{reading.page}", reading.station) if part
    )
    style = _STYLES[reading.decision]
    screen.print(f"[bold]{file}[/bold]  {where}  [{style}]{reading.decision.value}[/{style}] {reading.reason}")
    if reading.advice is not None:
        screen.print(f"  {say(reading.advice, language)}", highlight=False)
    if reading.cells:
        screen.print(_table(reading, language))
    if reading.ask:
        asked = Message(
            "Check these first, the fewest that settle the others: {cells}", {"cells": ", ".join(reading.ask)}
        )
        screen.print(f"  {say(asked, language)}", highlight=False)
    if reading.discrepancies:
        broken = say(Message("Rules that do not hold: {rules}", {"rules": ", ".join(reading.discrepancies)}), language)
        screen.print(f"  {broken}", highlight=False)


def _table(reading: PageReading, language: Language) -> Table:
    table = Table(*(say(Message(heading), language) for heading in _HEADINGS))
    for code, cell in reading.cells.items():
        table.add_row(*_row(code, cell), style=None if cell.sure else "yellow")
    return table


def _row(code: str, cell: CellReading) -> tuple[str, ...]:
    return (
        code,
        "".join(box.value for box in cell.boxes),
        cell.bubbles or "",
        _number(cell.as_read),
        "" if cell.decoded == cell.as_read else _number(cell.decoded),
        f"{cell.score:.4f}",
        f"{cell.certainty:.1f}",
        "✓" if cell.sure else "?",
    )


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
