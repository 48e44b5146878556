"""The area tree of one contest as a list: every area and station with its sums, each before what lies within it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recap.domain.opendata.shapes import AreaFile, ChildFile


@dataclass(frozen=True, slots=True)
class Unit:
    """An area or a station: its sums, how many stations of how many are in them, and what lies directly within.

    `voters` are registered voters of all its stations, counted or not; `record` is the SHA-256 of its published
    record, '' for the topmost area, which the manifest names.
    """

    code: str
    name: str
    values: Mapping[str, int]
    reported: int
    total: int
    voters: int
    within: tuple[str, ...]
    record: str


def units(records: Mapping[str, AreaFile], top: str, voters: Mapping[str, int]) -> list[Unit]:
    """Return all units from this area down; KeyError if the record of an area is missing."""
    sums = _add_up(voters)
    return list(_area(records, records[top], sums, ""))


def _area(records: Mapping[str, AreaFile], area: AreaFile, voters: Mapping[str, int], record: str) -> Iterator[Unit]:
    yield Unit(
        code=area["code"],
        name=area["name"],
        values=area["values"],
        reported=area["stations_in"],
        total=area["stations_total"],
        voters=voters.get(area["code"], 0),
        within=tuple(child["code"] for child in area["children"]),
        record=record,
    )
    for child in area["children"]:
        if child["number"]:
            yield _station(child, voters)
        else:
            yield from _area(records, records[child["code"]], voters, child["object"])


def _station(child: ChildFile, voters: Mapping[str, int]) -> Unit:
    facts = (child["values"], child["stations_in"], child["stations_total"])
    return Unit(child["code"], child["name"], *facts, voters.get(child["code"], 0), (), child["object"])


def _add_up(voters: Mapping[str, int]) -> dict[str, int]:
    """Return registered voters by station and by every area around it."""
    sums: dict[str, int] = {}
    for code, number in voters.items():
        for length in (2, 4, 6, 10, 13):
            sums[code[:length]] = sums.get(code[:length], 0) + number
    return sums
