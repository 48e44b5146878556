"""`recap forms`: the blank forms of an area, for the printer."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from recap.domain.election import Contest, Election, Station
from recap.domain.errors import AreaUnknown, ContestUnknown, StationUnknown

app = typer.Typer(no_args_is_help=True, help="Draw the blank forms that polling stations fill in.")

Area = Annotated[str, typer.Option("--area", help="Code of a kecamatan (6 digits), kelurahan (10), TPS (13) or wider.")]
Output = Annotated[Path, typer.Option("--output", "-o", help="The PDF file to write.")]
Directory = Annotated[Path, typer.Option("--election", help="An election's folder, or the name of a shipped one.")]
ContestName = Annotated[str | None, typer.Option("--contest", help="The contest, where an election has several.")]

Count = Annotated[int, typer.Option(min=1, max=99, help="Which count: 2 for the sheets of a first recount or re-vote.")]

_STATION_DIGITS = 13


@app.callback()
def forms() -> None:
    """Draw the blank forms that polling stations fill in."""


@app.command("print")
def print_forms(
    area: Area,
    output: Output,
    election: Directory = Path("semarang-2024"),
    contest: ContestName = None,
    count: Count = 1,
) -> None:
    """Draw the forms of an area's stations as one PDF; each sheet bears its station's name and QR code."""
    from ocr.paper import pdf, texts
    from ocr.paper.identity import of
    from recap.app import layouts

    source = _read(election)
    drawn = _contest(source, contest)
    names = {str(place.code): place.name for place in source.areas}
    identities = [of(drawn, station, names, count) for station in _stations(source, area)]
    layout = layouts.load(drawn.layout, len(drawn.choices), texts.witnesses(drawn.choices))
    screen = Console()
    sheets = ((layout, identity) for identity in track(identities, "Forms", console=screen))
    output.parent.mkdir(parents=True, exist_ok=True)
    pages = pdf.draw(sheets, output)
    sums = f"{len(identities):,} stations, {pages:,} pages, {output.stat().st_size / 1e6:.1f} MB"
    screen.print(f"{output}: {sums}", highlight=False, soft_wrap=True)


def _read(directory: Path) -> Election:
    """Return the election of a folder, or of a shipped one by its name."""
    from recap.app import definition, examples, layouts

    folder = directory if directory.is_dir() else examples.FOLDER / directory
    return definition.read(folder, layouts.names())


def _contest(election: Election, wanted: str | None) -> Contest:
    for contest in election.contests:
        if wanted in {None, contest.id, contest.office}:
            return contest
    raise ContestUnknown(contest=wanted or election.id)


def _stations(election: Election, area: str) -> list[Station]:
    """Return the stations of an area in the order of their codes, which is the order of delivery."""
    found = sorted((s for s in election.stations if s.code.startswith(area)), key=lambda station: station.code)
    if found and (len(area) == _STATION_DIGITS or any(place.code == area for place in election.areas)):
        return found
    if len(area) == _STATION_DIGITS:
        raise StationUnknown(code=area)
    raise AreaUnknown(code=area)
