"""`recap layout`: try a form's layout file before anybody prints or photographs the form."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from recap.app.settings import settings
from recap.app.texts import Language, say
from recap.domain.message import Fact, Message

app = typer.Typer(no_args_is_help=True, help="Try the layout files by which forms are drawn and read.")

File = Annotated[Path, typer.Argument(help="The layout file.", exists=True, dir_okay=False)]
Draw = Annotated[Path | None, typer.Option(help="Draw every page with its places into this folder, as PNG.")]
Lang = Annotated[Literal["id", "en"] | None, typer.Option(help="Language of what is said.")]

_FINE = Message("{form}, {choices} choices: {pages} pages, {numbers} numbers, nothing wrong.")
_TITLE = Message("{form}, {choices} choices:")


@app.callback()
def layout() -> None:
    """Try the layout files by which forms are drawn and read."""


@app.command("check")
def check(file: File, draw: Draw = None, lang: Lang = None) -> None:
    """Say what is wrong with a layout file, and draw its pages; exit status 1 if the form cannot be read."""
    from recap.app import layout_check, layouts

    language: Language = lang or settings().language
    screen, wrong = Console(), False
    for form in layouts.compiled(file):
        found = layout_check.faults(form)
        numbers = sum(len(page.fields) for page in form.pages)
        facts: dict[str, Fact] = {
            "form": form.name,
            "choices": form.choices,
            "pages": len(form.pages),
            "numbers": numbers,
        }
        first = Message((_TITLE if found else _FINE).text, facts)
        for line in (first, *found):
            screen.print(say(line, language), highlight=False, soft_wrap=True)
        wrong = wrong or bool(found)
    if draw is not None:
        _draw(file, draw)
    if wrong:
        sys.exit(1)


def _draw(file: Path, folder: Path) -> None:
    """Draw the form for the most choices: it has every place there is."""
    from ocr.paper.plan import plan
    from recap.app import layouts

    folder.mkdir(parents=True, exist_ok=True)
    form = layouts.compiled(file)[-1]
    for page in form.pages:
        (folder / f"{form.name}-{page.number}.png").write_bytes(plan(form, page.number))
