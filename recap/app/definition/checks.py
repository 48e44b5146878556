"""What must hold between the files of an election directory."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from recap.app.definition.faults import Fault
from recap.app.definition.marked import Marked
from recap.app.definition.shapes import AreaRow, ElectionShape, StationRow
from recap.app.definition.sheet import Line
from recap.domain.election import Tier, ancestors


@dataclass(frozen=True, slots=True)
class Files:
    """The three files of a directory, each valid by itself."""

    folder: Path
    source: Marked
    shape: ElectionShape
    areas: list[Line[AreaRow]]
    stations: list[Line[StationRow]]


def faults_between(files: Files, layouts: Collection[str]) -> list[Fault]:
    """Return every contradiction between the files, in the order of the lines."""
    areas, stations = str(files.folder / "areas.csv"), str(files.folder / "stations.csv")
    found = [
        *(Fault(files.source.file, line, reason) for line, reason in _contests(files, layouts)),
        *(Fault(areas, line, reason) for line, reason in _areas(files)),
        *(Fault(stations, line, reason) for line, reason in _stations(files)),
    ]
    return sorted(found)


def _contests(files: Files, layouts: Collection[str]) -> Iterator[tuple[int, str]]:
    codes = {line.row.code for line in files.areas}
    offices: set[str] = set()
    for at, contest in enumerate(files.shape.contests):
        if contest.office in offices:
            yield files.source.line(("contests", at, "office")), f"the office {contest.office} has a contest already"
        offices.add(contest.office)
        if contest.area not in codes:
            yield files.source.line(("contests", at, "area")), f"the area {contest.area} is not in areas.csv"
        if contest.layout not in layouts:
            known = ", ".join(sorted(layouts))
            reason = f"there is no form layout called {contest.layout}; known layouts: {known}"
            yield files.source.line(("contests", at, "layout")), reason


def _areas(files: Files) -> Iterator[tuple[int, str]]:
    yield from _repeated((line.number, line.row.code) for line in files.areas)
    codes = {line.row.code for line in files.areas}
    villages = {line.row.code[: Tier.VILLAGE.value] for line in files.stations}
    parents = {parent for code in codes for parent in ancestors(code)}
    for line in files.areas:
        code = line.row.code
        above = ancestors(code)
        if above and above[0] not in codes:
            yield line.number, f"the area {code} lies in {above[0]}, which is not in areas.csv"
        if len(code) == Tier.VILLAGE.value and code not in villages:
            yield line.number, f"the kelurahan {code} {line.row.name} has no station in stations.csv"
        if len(code) != Tier.VILLAGE.value and code not in parents:
            yield line.number, f"the area {code} {line.row.name} contains no other area"


def _stations(files: Files) -> Iterator[tuple[int, str]]:
    yield from _repeated((line.number, line.row.code) for line in files.stations)
    codes = {line.row.code for line in files.areas}
    contested = tuple(contest.area for contest in files.shape.contests)
    cap = files.shape.station_cap
    for line in files.stations:
        code, voters = line.row.code, line.row.voters_male + line.row.voters_female
        if code[: Tier.VILLAGE.value] not in codes:
            yield line.number, f"the station {code} lies in {code[:10]}, which is not in areas.csv"
        elif not code.startswith(contested):
            yield line.number, f"the station {code} lies in no contest's area ({', '.join(contested)})"
        if voters > cap:
            yield line.number, f"the station {code} has {voters} voters, more than station_cap: {cap}"


def _repeated(codes: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    first: dict[str, int] = {}
    for number, code in codes:
        if code in first:
            yield number, f"the code {code} is already on line {first[code]}"
        first.setdefault(code, number)
