"""Everything one publication shows of a contest, read level by level and as fast as the line allows."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from recap.domain.election import Tier
from recap.domain.opendata.extract import extract
from recap.domain.opendata.root import Root
from recap.verify.reading import object_path
from recap.verify.scene import Record
from recap.verify.source import FileMissing, Source

_LEVELS = len(Tier) - 1
"""Levels of areas: from the province to the kelurahan."""


def areas(source: Source, top: str) -> list[Record]:
    """Return the records of an area and of all areas within it; raises what `guard.ILL` names if one is broken.

    Digests are not compared here: whoever checks the tree does it for every record.
    """
    found: list[Record] = []
    level, met = [top], {top}
    for _ in range(_LEVELS):
        records = list(_records(source, level))
        found += records
        level = list(_once(records, met, stations=False))
        if not level:
            return found
    raise ValueError(top)


def stations(source: Source, within: Iterable[Record]) -> Iterator[Record]:
    """Yield the records of all stations of these areas; raises as `areas` does."""
    yield from _records(source, _once(within, set(), stations=True))


def root(source: Source, described: str, top: str) -> Root:
    """Return what the open tables are made of below one area record; raises as `areas` does."""
    contest: Any = next(_records(source, [described]))
    held: Any = areas(source, top)
    below: Any = stations(source, held)
    return Root(contest, tuple(held), tuple(extract(contest, each) for each in below))


def _once(within: Iterable[Record], met: set[str], *, stations: bool) -> Iterator[str]:
    """Yield what areas name; ValueError for one that is named twice: level by level, work would double."""
    for child in (child for each in within for child in each["children"]):
        if bool(child["number"]) == stations:
            if child["object"] in met:
                raise ValueError(child["object"])
            met.add(child["object"])
            yield child["object"]


def _records(source: Source, names: Iterable[str]) -> Iterator[Record]:
    for path, content in source.ahead(map(object_path, names)):
        if content is None:
            raise FileMissing(path=path)
        record: Record = json.loads(content)
        yield record
