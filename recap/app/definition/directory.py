"""An election directory, from three files to one checked `Election`: election.yaml, areas.csv and stations.csv."""

from collections.abc import Collection
from pathlib import Path

from pydantic import ValidationError

from recap.app.definition import marked, sheet
from recap.app.definition.checks import Files, faults_between
from recap.app.definition.faults import Fault, reasons
from recap.app.definition.marked import Marked
from recap.app.definition.shapes import AreaRow, ContestShape, ElectionShape, StationRow
from recap.domain.election import Area, AreaCode, Choice, Contest, ContestId, Election, Station, StationCode
from recap.domain.errors import DefinitionInvalid


def read(folder: Path, layouts: Collection[str]) -> Election:
    """Return the election a directory defines; DefinitionInvalid names the first fault."""
    found = examine(folder, layouts)
    if isinstance(found, Election):
        return found
    first = found[0]
    raise DefinitionInvalid(file=first.file, line=first.line, reason=first.reason)


def examine(folder: Path, layouts: Collection[str]) -> Election | list[Fault]:
    """Return the election a directory defines, or everything that is wrong with it; `layouts` are the known forms."""
    faults: list[Fault] = []
    source = marked.load(folder / "election.yaml", faults)
    shape = _shape(source, faults) if source else None
    areas = sheet.load(folder / "areas.csv", AreaRow, faults)
    stations = sheet.load(folder / "stations.csv", StationRow, faults)
    if source and shape and not faults:
        # Only whole files are compared with each other: one bad line would else be blamed on many good ones.
        faults += faults_between(Files(folder, source, shape, areas, stations), layouts)
    if faults or shape is None:
        return faults
    return Election(
        id=shape.id,
        name=shape.name,
        day=shape.day,
        areas=tuple(Area(AreaCode(line.row.code), line.row.name) for line in areas),
        stations=tuple(_station(line.row, shape.station_cap) for line in stations),
        contests=tuple(_contest(shape.id, contest) for contest in shape.contests),
        notes=shape.notes,
    )


def _shape(source: Marked, faults: list[Fault]) -> ElectionShape | None:
    try:
        return ElectionShape.model_validate(source.content)
    except ValidationError as refusal:
        faults += [Fault(source.file, source.line(place), reason) for place, reason in reasons(refusal)]
        return None


def _station(row: StationRow, cap: int) -> Station:
    return Station(StationCode(row.code), int(row.code[-3:]), row.voters_male, row.voters_female, cap)


def _contest(election: str, shape: ContestShape) -> Contest:
    choices = tuple(Choice(c.number, c.name, c.kind, c.external_id) for c in shape.choices)
    identity = ContestId(f"{election}.{shape.office}")
    return Contest(identity, shape.office, shape.title, AreaCode(shape.area), shape.layout, choices)
