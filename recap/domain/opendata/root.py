"""What open data are made of: every record below one published root, read from the top down as a stranger would."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from recap.domain.opendata.extract import Extract, extract
from recap.domain.opendata.shapes import AreaFile, ContestFile, StationFile

Read = Callable[[str], bytes]
"""Returns the bytes of a file of the folder by its path."""


@dataclass(frozen=True, slots=True)
class Root:
    """All records below one area record: the contest's, the areas', and what the tables say of the stations."""

    contest: ContestFile
    areas: tuple[AreaFile, ...]
    extracts: tuple[Extract, ...]


def gather(read: Read, contest: str, area: str) -> Root:
    """Return everything below an area record; both are named by the SHA-256 of their objects."""
    head: ContestFile = json.loads(read(_path(contest)))
    areas = tuple(_areas(read, area))
    leaves = (child["object"] for each in areas for child in each["children"] if child["number"])
    return Root(head, areas, tuple(extract(head, _station(read, name)) for name in leaves))


def _areas(read: Read, name: str) -> Iterator[AreaFile]:
    area: AreaFile = json.loads(read(_path(name)))
    yield area
    for child in area["children"]:
        if not child["number"]:
            yield from _areas(read, child["object"])


def _station(read: Read, name: str) -> StationFile:
    station: StationFile = json.loads(read(_path(name)))
    return station


def _path(name: str) -> str:
    return f"objects/{name}.json"
