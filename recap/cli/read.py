"""`recap read`: read photos from the command line, as a table for people or as JSON lines for programs."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, as_completed
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from recap.app.settings import settings
from recap.app.texts import Language, say
from recap.domain.reading import PageReading

if TYPE_CHECKING:
    from recap.domain.form import FormLayout

Photos = Annotated[list[Path], typer.Argument(help="Photos, or folders of photos.", exists=True)]
LayoutName = Annotated[str | None, typer.Option("--layout", help="The only form to look for, for example C.HASIL-KWK.")]
Choices = Annotated[int | None, typer.Option(min=1, max=10, help="How many choices the contest has.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, in the order of the photos.")]
Draw = Annotated[Path | None, typer.Option(help="Write annotated pictures into this folder.")]
Lang = Annotated[Literal["id", "en"] | None, typer.Option(help="Language of advice and table.")]

_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".pdf", ".gif", ".bmp", ".tif", ".tiff"}
_NO_PHOTOS = "these folders hold no photos"
_MANY = 4
"""From so many photos on, processes of their own are worth starting."""
_POSSIBLE = (2, 3, 1, 4, 5, 6, 7, 8, 9, 10)
"""Numbers of choices, commonest first: where a sheet does not tell, the first is as good as any."""


def read(  # noqa: PLR0913 - one parameter per option of the command line
    photos: Photos,
    layout: LayoutName = None,
    choices: Choices = None,
    draw: Draw = None,
    lang: Lang = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Read photographed result forms, a folder with all cores; pages of one station are decoded together."""
    from recap.cli import reading_stations, reading_table

    files = [file for photo in photos for file in _files(photo)]
    if not files:
        raise typer.BadParameter(_NO_PHOTOS)
    language: Language = lang or settings().language
    known_forms(layout, choices)  # refuses a name that is none before the first photo is opened
    if draw is not None:
        draw.mkdir(parents=True, exist_ok=True)
    readings = reading_stations.together(list(_readings(files, _Wanted(layout, choices, draw))))
    for file, reading in zip(files, readings, strict=True):
        if as_json:
            typer.echo(json.dumps(as_object(file, reading, language), ensure_ascii=False))
        else:
            reading_table.show(Console(), file, reading, language)


@cache
def known_forms(name: str | None, choices: int | None) -> "tuple[FormLayout, ...]":
    """Return the forms to look for: the named one or all, for the given number of choices or every possible one.

    LayoutUnknown if there is no such form, DefinitionInvalid if it does not come with so many choices. A form that is
    not named and has one number of choices only, such as the official ones, is looked for whatever is given.
    """
    from recap.app import layouts

    if name:
        return (layouts.load(name, choices),) if choices else tuple(_every(name, _POSSIBLE))
    wanted = (choices,) if choices else _POSSIBLE
    return tuple(form for each in layouts.names() for form in _every(each, wanted) or _every(each, _POSSIBLE))


def _every(name: str, counts: Sequence[int]) -> "list[FormLayout]":
    """Return a form for each of these numbers of choices that it comes with."""
    from recap.app import layouts
    from recap.domain.errors import DefinitionInvalid

    forms = []
    for count in counts:
        with suppress(DefinitionInvalid):
            forms.append(layouts.load(name, count))
    return forms


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to look for in every photo, and where drawings go."""

    layout: str | None
    choices: int | None
    draw: Path | None


def as_object(file: Path, reading: PageReading, language: Language) -> dict[str, object]:
    """Return a reading as the JSON object of `recap read --json`."""
    return {
        "photo": str(file),
        "sha256": reading.photo,
        "layout": reading.layout,
        "page": reading.page,
        "contest": reading.contest,
        "station": reading.station,
        "decision": reading.decision.value,
        "reason": reading.reason,
        "advice": None if reading.advice is None else say(reading.advice, language),
        "cells": {
            code: {
                "as_read": cell.as_read,
                "decoded": cell.decoded,
                "score": cell.score,
                "margin": cell.margin,
                "certainty": cell.certainty,
                "sure": cell.sure,
                "boxes": [{"value": box.value, "score": box.score} for box in cell.boxes],
                "bubbles": cell.bubbles,
            }
            for code, cell in reading.cells.items()
        },
        "discrepancies": list(reading.discrepancies),
        "ask": list(reading.ask),
        "ms": dict(reading.ms),
    }


def _files(photo: Path) -> list[Path]:
    if photo.is_file():
        return [photo]
    return sorted(f for f in photo.rglob("*") if f.is_file() and f.suffix.lower() in _SUFFIXES)


def _readings(files: list[Path], wanted: _Wanted) -> Iterator[PageReading]:
    """Yield the reading of every file, in the given order."""
    if len(files) < _MANY:
        yield from (_read_file(file, wanted) for file in files)
        return
    from ocr.pool import readers

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with readers() as pool, Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Membaca · reading", total=len(files))
        futures: list[Future[PageReading]] = [pool.submit(_read_file, file, wanted) for file in files]
        for future in as_completed(futures):
            future.add_done_callback(lambda _: progress.advance(task))
        yield from (future.result() for future in futures)


def _read_file(file: Path, wanted: _Wanted) -> PageReading:
    from ocr.decode import Limits
    from ocr.pool import read_with_drawing

    chosen = settings()
    limits = Limits(bytes=chosen.max_photo_bytes, pixels=chosen.max_photo_pixels)
    forms, draw = known_forms(wanted.layout, wanted.choices), wanted.draw
    reading, drawing = read_with_drawing(_content(file, limits.bytes), forms, limits, drawn=draw is not None)
    if draw is not None and drawing is not None:
        (draw / f"{file.stem}-{reading.photo[:8]}.jpg").write_bytes(drawing)
    return reading


def _content(file: Path, limit: int) -> bytes:
    """Return the file's bytes, one more than allowed at most: the rest of a huge file is not worth reading."""
    with file.open("rb") as source:
        return source.read(limit + 1)
