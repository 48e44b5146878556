"""The area tree as published: every area holds its sums, and its children by digest with theirs."""

from collections.abc import Iterable, Mapping, Sequence

from aggregation.acts import OfArea
from aggregation.records import AreaRecord, Child, StationRecord
from recap.domain.election import Area


def of_station(record: StationRecord, digest: str) -> Child:
    """Return what a kelurahan says of a station; one that is not counted adds nothing."""
    return Child(
        code=record.code,
        name=f"TPS {record.number}",
        object=digest,
        stations_total=1,
        stations_in=int(record.counted),
        states={record.state: 1},
        values=record.values,
        number=record.number,
        state=record.state,
        counted=record.counted,
        revision=record.revision,
        changed_at=record.changed_at,
    )


def of_area(record: AreaRecord, digest: str) -> Child:
    """Return what an area says of an area directly within it."""
    return Child(
        code=record.code,
        name=record.name,
        object=digest,
        stations_total=record.stations_total,
        stations_in=record.stations_in,
        states=record.states,
        values=record.values,
    )


def area_record(contest: str, area: Area, children: Sequence[Child], acts: OfArea) -> AreaRecord:
    """Return the record of an area: the sums of its children, every row of the form, and what was done about it."""
    return AreaRecord(
        contest=contest,
        code=area.code,
        name=area.name,
        tier=area.tier.name.lower(),
        stations_total=sum(child.stations_total for child in children),
        stations_in=sum(child.stations_in for child in children),
        states=add_up(child.states for child in children),
        values=add_up(child.values for child in children),
        children=tuple(children),
        acts=acts,
    )


def add_up(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sums by name."""
    sums: dict[str, int] = {}
    for part in parts:
        for name, value in part.items():
            sums[name] = sums.get(name, 0) + value
    return sums
