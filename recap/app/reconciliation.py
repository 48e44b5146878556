"""Before every signature: kept tallies, a full recomputation, the tree of sums and the children's word must agree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import certificates, elections, outcomes, sums
from recap.app.certificates import Certificate
from recap.app.tables import ResultRow, SumNodeRow, TallyRow
from recap.domain.certificate import Standing
from recap.domain.election import AreaCode, ContestId, StationCode, Tier, tier_of
from recap.domain.reconciliation import HASH, Difference, Numbers, Source, compare
from recap.domain.refusals.signing import SumTooLarge
from recap.domain.settlement import State
from recap.domain.sumtree import Key, Node, Scheme
from recap.domain.tally import STATIONS_IN

CHILD_TIER: Mapping[Tier, Tier] = {
    Tier.VILLAGE: Tier.STATION,
    Tier.DISTRICT: Tier.VILLAGE,
    Tier.CITY: Tier.DISTRICT,
    Tier.PROVINCE: Tier.CITY,
}

Results = Mapping[StationCode, ResultRow]


@dataclass(frozen=True, slots=True)
class Compared:
    """What each source says of every child and of the area itself, and where they differ."""

    views: Mapping[Source, Mapping[str, Numbers]]
    differences: list[Difference]


async def differences(session: AsyncSession, contest: ContestId, area: AreaCode) -> list[Difference]:
    """Return every child and row in which one of the four sources disagrees; empty when the area may be signed."""
    return (await compared(session, contest, area)).differences


async def compared(session: AsyncSession, contest: ContestId, area: AreaCode) -> Compared:
    """Return the four sources side by side with their differences."""
    held = await elections.contest(session, contest)
    results = await sums.latest(session, contest, area)
    kept, signed = await sums.kept(session, contest, area), await certificates.within(session, contest, area)
    views = {
        Source.TALLY: await _tallies(session, contest, area),
        Source.RESULTS: _recomputed(results, area),
        Source.TREE: _tree(kept, area),
    }
    codes = await children(session, contest, area)
    if tier_of(area) is Tier.VILLAGE:
        views[Source.CHILDREN] = await _forms(session, contest, area, results)
    else:
        views[Source.CHILDREN] = _certified(signed, codes, area, results)
    views = {source: _known(source, view, area, codes) for source, view in views.items()}
    found = compare(views, area)
    made, scheme = await sums.rebuilt(session, held, area), sums.scheme_of(held)
    stored = {key: _node(scheme, row) for key, row in kept.items()}
    found += _hashes(stored, made, area, found) if results else []
    return Compared(views, [replace(each, since=_since(each, results, signed)) for each in found])


async def children(session: AsyncSession, contest: ContestId, area: AreaCode) -> list[str]:
    """Return the codes one tier below an area that have stations, in order."""
    width = CHILD_TIER[tier_of(area)].value
    stations = await elections.stations(session, contest, area)
    return list(dict.fromkeys(each.code[:width] for each in stations))


async def _tallies(session: AsyncSession, contest: ContestId, area: AreaCode) -> dict[str, Numbers]:
    mine = (TallyRow.contest == contest, TallyRow.area.startswith(area))
    rows = await session.scalars(select(TallyRow).where(*mine).execution_options(populate_existing=True))
    return {row.area: {**row.values, STATIONS_IN: row.stations_in} for row in rows}


def _recomputed(results: Results, area: AreaCode) -> dict[str, Numbers]:
    width = CHILD_TIER[tier_of(area)].value
    found: dict[str, dict[str, int]] = {}
    for station, row in results.items():
        for code in (area, station[:width]):
            _add(found.setdefault(code, {}), {**row.values, STATIONS_IN: 1})
    return dict(found)


def _tree(kept: Mapping[Key, SumNodeRow], area: AreaCode) -> dict[str, Numbers]:
    width = CHILD_TIER[tier_of(area)].value
    return {
        code: {**row.values, STATIONS_IN: row.stations_in}
        for (code, level, _), row in kept.items()
        if level == 0 and len(code) in (len(area), width)
    }


async def _forms(session: AsyncSession, contest: ContestId, area: AreaCode, results: Results) -> dict[str, Numbers]:
    """Return what the stations' forms say: their readings and settlements, read again."""
    found: dict[str, Numbers] = {}
    whole: dict[str, int] = {}
    for station in results:
        outcome = await outcomes.of_station(session, contest, station)
        if outcome.state is State.ACCEPTED:
            found[station] = {**outcome.values, STATIONS_IN: 1}
            _add(whole, found[station])
    return {**found, area: whole} if found.keys() == results.keys() else found


def _certified(
    signed: Mapping[AreaCode, Certificate], codes: Iterable[str], area: AreaCode, results: Results
) -> dict[str, Numbers]:
    """Return what the children signed, with the stations they passed upward as these have been decided since."""
    found: dict[str, Numbers] = {}
    whole: dict[str, int] | None = {}
    for code in codes:
        certificate = signed.get(AreaCode(code))
        if certificate is None or certificate.standing is not Standing.VALID:
            whole = None
            continue
        numbers = {**certificate.total, STATIONS_IN: certificate.stations_in}
        for station in (StationCode(each) for each in certificate.absent):
            if tier_of(code) is Tier.VILLAGE and station in results:
                _add(numbers, {**results[station].values, STATIONS_IN: 1})
        found[code] = numbers
        if whole is not None:
            _add(whole, numbers)
    return found if whole is None else {**found, area: whole}


def _known(source: Source, view: Mapping[str, Numbers], area: AreaCode, codes: Iterable[str]) -> dict[str, Numbers]:
    """Return what a source says of the area and its children; what it must know and does not counts as nothing."""
    silent = source is Source.CHILDREN or (source is Source.TALLY and tier_of(area) is Tier.VILLAGE)
    below = (code for code in codes if code in view or not silent)
    own = [area] if area in view or source is not Source.CHILDREN else []
    return {code: view.get(code, {}) for code in (*below, *own)}


def _node(scheme: Scheme, row: SumNodeRow) -> Node | None:
    try:
        return scheme.node(row.stations, row.stations_in, row.values, row.sha256)
    except (SumTooLarge, ValueError):
        return None


def _hashes(
    stored: Mapping[Key, Node | None], made: Mapping[Key, Node], area: AreaCode, found: Iterable[Difference]
) -> list[Difference]:
    """Return the children whose stored nodes are not those of a tree made anew, unless their numbers say so already."""
    width = CHILD_TIER[tier_of(area)].value
    said = {each.child for each in found}
    broken = {key[0][:width] for key in made.keys() | stored.keys() if stored.get(key) != made.get(key)}
    # What a child breaks shows in every node above it: only a break with no cause below is the area's own.
    below = broken - {area}
    blamed = below - said if below or said else broken
    return [Difference(Source.TREE, code, HASH, None, None) for code in sorted(blamed)]


def _since(found: Difference, results: Results, signed: Mapping[AreaCode, Certificate]) -> datetime | None:
    changed = [row.settled_at for station, row in results.items() if station.startswith(found.child)]
    certificate = signed.get(AreaCode(found.child)) if found.source is Source.CHILDREN else None
    if certificate is None:
        return max(changed, default=None)
    return min((at for at in changed if at > certificate.signed_at), default=certificate.signed_at)


def _add(to: dict[str, int], numbers: Numbers) -> None:
    for row, value in numbers.items():
        to[row] = to.get(row, 0) + value
