"""The area tree as published: every area holds its sums, their hash, and its children by digest with theirs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from aggregation.acts import OfArea
from aggregation.contest import Frame
from aggregation.packing import Kept
from aggregation.records import AreaRecord, Child, StationRecord
from recap.domain.election import Area, AreaCode, StationCode
from recap.domain.sumtree import Node, Scheme, area_over


def of_station(scheme: Scheme, record: StationRecord, kept: Kept) -> Child:
    """Return what a kelurahan says of a station; one that is not counted adds nothing."""
    return Child(
        code=record.code,
        name=f"TPS {record.number}",
        object=kept.sha256,
        gzip=kept.gzip,
        brotli=kept.brotli,
        node=station_node(scheme, record).sha256.hex(),
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


def station_node(scheme: Scheme, record: StationRecord) -> Node:
    """Return a station's place in the tree of sums."""
    code = StationCode(record.code)
    if not record.counted:
        return scheme.absent(code)
    return scheme.leaf(code, record.count, record.revision, record.values)


def of_area(record: AreaRecord, kept: Kept) -> Child:
    """Return what an area says of an area directly within it."""
    return Child(
        code=record.code,
        name=record.name,
        object=kept.sha256,
        gzip=kept.gzip,
        brotli=kept.brotli,
        node=record.node,
        stations_total=record.stations_total,
        stations_in=record.stations_in,
        states=record.states,
        values=record.values,
        changed_at=max(
            (c.changed_at for c in record.children if c.changed_at), key=datetime.fromisoformat, default=None
        ),
    )


def area_record(frame: Frame, area: Area, children: Sequence[Child], acts: OfArea) -> AreaRecord:
    """Return the record of an area: the sums of its children, every row of the form, and what was done about it."""
    scheme = frame.scheme
    nodes = [scheme.node(child.stations_total, child.stations_in, child.values, child.node) for child in children]
    return AreaRecord(
        contest=frame.contest.id,
        code=area.code,
        name=area.name,
        tier=area.tier.name.lower(),
        node=area_over(scheme, AreaCode(area.code), nodes).sha256.hex(),
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
