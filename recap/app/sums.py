"""The tree of sums as it is kept: built when the first result of a contest comes, changed with every result since."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, exists, func, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import database, elections
from recap.app.tables import AreaRow, ResultRow, StationRow, SumNodeRow
from recap.domain.election import AreaCode, Contest, ContestId, StationCode, Tier
from recap.domain.rows import cell_codes, form_rows
from recap.domain.sumproof import Claim, Stage, Way, climbed, proof, way
from recap.domain.sumtree import Key, Node, Scheme, build
from recap.domain.tally import areas_above

_AT_ONCE = 1000
"""Rows of one round: eight values each, a few hundred bytes."""

_NEW = insert(SumNodeRow.metadata.tables[SumNodeRow.__tablename__])
_PUT = _NEW.on_conflict_do_update(
    index_elements=["contest", "code", "level", "index"],
    set_={name: _NEW.excluded[name] for name in ("stations", "stations_in", "values", "sha256")},
)
"""Made once, because making it anew for every number of rows takes longer than the database does."""


async def count(session: AsyncSession, contest: ContestId, station: StationCode) -> None:
    """Bring the tree up to a station's latest result; the cost grows with the depth, not with the city."""
    await database.lock(session, f"sums:{contest}")
    held = await elections.contest(session, contest)
    scheme = scheme_of(held)
    if not await root(session, contest, held.area):
        await _put(session, held, await rebuilt(session, held, held.area))
        return
    ways = await _ways(session, held, station)
    siblings = await _stored(session, held, _siblings(ways))
    leaf = _claim(station, await latest(session, contest, station)).node(scheme)
    await _put(session, held, climbed(scheme, (station, leaf), ways, siblings.__getitem__))


async def prove(session: AsyncSession, contest: ContestId, station: StationCode) -> tuple[Claim, tuple[Stage, ...]]:
    """Return what a station counts and the siblings on the way to its kelurahan, kecamatan and the contest's area.

    KeyError while no result of the contest has come.
    """
    held = await elections.contest(session, contest)
    ways = await _ways(session, held, station)
    found = await _stored(session, held, _siblings(ways))
    return _claim(station, await latest(session, contest, station)), proof(ways, found.__getitem__)


async def root(session: AsyncSession, contest: ContestId, code: str) -> str:
    """Return the hash of an area's or station's node in hexadecimal, empty while there is no tree."""
    row = await session.get(SumNodeRow, (contest, code, 0, 0), populate_existing=True)
    return row.sha256 if row else ""


async def kept(session: AsyncSession, contest: ContestId, area: AreaCode) -> dict[Key, SumNodeRow]:
    """Return the stored nodes of an area and of everything below it, as they are."""
    mine = (SumNodeRow.contest == contest, SumNodeRow.code.startswith(area))
    found = await session.scalars(select(SumNodeRow).where(*mine).execution_options(populate_existing=True))
    return {(row.code, row.level, row.index): row for row in found}


async def rebuilt(session: AsyncSession, held: Contest, area: AreaCode) -> dict[Key, Node]:
    """Return every node of an area made anew from the latest results; the stored nodes play no part."""
    scheme = scheme_of(held)
    results = await latest(session, held.id, area)
    stations = (each.code for each in await elections.stations(session, held.id, area))
    return dict(build(scheme, ((code, _claim(code, results).node(scheme)) for code in stations), area))


async def restore(session: AsyncSession, held: Contest) -> None:
    """Make the stored tree of a contest anew; there is none while no result has come."""
    await session.execute(delete(SumNodeRow).where(SumNodeRow.contest == held.id))
    if await session.scalar(select(exists().where(ResultRow.contest == held.id))):
        await _put(session, held, await rebuilt(session, held, held.area))


async def latest(session: AsyncSession, contest: ContestId, area: str) -> dict[StationCode, ResultRow]:
    """Return the result that counts of every station of an area that has one."""
    newest = (ResultRow.station, ResultRow.count.desc(), ResultRow.revision.desc())
    query = (
        select(ResultRow)
        .ext(distinct_on(ResultRow.station))
        .where(ResultRow.contest == contest, ResultRow.station.startswith(area))
        .order_by(*newest)
        .execution_options(populate_existing=True)
    )
    return {StationCode(row.station): row for row in await session.scalars(query)}


def scheme_of(held: Contest) -> Scheme:
    """Return how the nodes of a contest are made."""
    return Scheme(held.id, cell_codes(form_rows(len(held.choices))))


def _claim(station: StationCode, results: Mapping[StationCode, ResultRow]) -> Claim:
    row = results.get(station)
    return Claim(station, row.count, row.revision, row.values) if row else Claim(station, 0, 0, None)


def _siblings(ways: Iterable[Way]) -> list[Key]:
    return [place for on in ways for place, _ in on.siblings if place is not None]


async def _ways(session: AsyncSession, held: Contest, station: StationCode) -> list[Way]:
    children: dict[AreaCode, list[str]] = {}
    code: str = station
    for area in areas_above(station, held.area):
        children[area] = await _below(session, held.id.partition(".")[0], area, len(code))
        code = area
    return way(station, held.area, children)


async def _below(session: AsyncSession, election: str, area: AreaCode, width: int) -> list[str]:
    """Return the codes of this length within an area: its stations, or its areas that have stations."""
    if width == Tier.STATION.value:
        query = select(StationRow.code).where(StationRow.election == election, StationRow.village == area)
        return list(await session.scalars(query.order_by(StationRow.code)))
    # ":" follows "9": a range of the primary key, one probe an area.
    has_stations = exists(StationRow.code).where(
        StationRow.election == election, StationRow.code.between(AreaRow.code, AreaRow.code + ":")
    )
    mine = (AreaRow.election == election, AreaRow.code.startswith(area), func.length(AreaRow.code) == width)
    return list(await session.scalars(select(AreaRow.code).where(*mine, has_stations).order_by(AreaRow.code)))


async def _stored(session: AsyncSession, held: Contest, keys: Sequence[Key]) -> dict[Key, Node]:
    scheme = scheme_of(held)
    at = tuple_(SumNodeRow.code, SumNodeRow.level, SumNodeRow.index)
    query = select(SumNodeRow).where(SumNodeRow.contest == held.id, at.in_(keys))
    rows = await session.scalars(query.execution_options(populate_existing=True))
    return {(r.code, r.level, r.index): scheme.node(r.stations, r.stations_in, r.values, r.sha256) for r in rows}


async def _put(session: AsyncSession, held: Contest, nodes: Mapping[Key, Node]) -> None:
    scheme = scheme_of(held)
    rows = [_row(scheme, held.id, key, node) for key, node in nodes.items()]
    for start in range(0, len(rows), _AT_ONCE):
        await session.execute(_PUT, rows[start : start + _AT_ONCE])


def _row(scheme: Scheme, contest: ContestId, key: Key, node: Node) -> dict[str, object]:
    stations, stations_in = scheme.counts(node)
    place = {"contest": contest, "code": key[0], "level": key[1], "index": key[2]}
    numbers = {"stations": stations, "stations_in": stations_in, "values": scheme.values(node)}
    return {**place, **numbers, "sha256": node.sha256.hex()}
