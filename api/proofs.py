"""Proofs over the wire: that a station's numbers are in the sums of its kelurahan, kecamatan and kota."""

from collections.abc import Mapping

from fastapi import APIRouter

from api.access import PUBLIC
from api.deps import Session
from api.schemas import Wire
from recap.app import elections, sums
from recap.domain.election import ContestId, StationCode
from recap.domain.refusals import NothingPublished
from recap.domain.sumproof import Stage
from recap.domain.sumtree import Node, Scheme

router = APIRouter(prefix="/api/proofs", tags=["proofs"])


class SiblingOut(Wire):
    """A neighbour on the way up: its side, its counts and sums, its hash."""

    is_left: bool
    stations: int
    stations_in: int
    values: Mapping[str, int]
    sha256: str


class StageOut(Wire):
    """One area on the way up, its neighbours from below, and the hash the area has."""

    area: str
    siblings: tuple[SiblingOut, ...]
    sha256: str


class ProofOut(Wire):
    """A station's numbers, None when it is not in, and the way up; `rows` is the order of the sums."""

    contest: str
    station: str
    count: int
    revision: int
    rows: tuple[str, ...]
    values: Mapping[str, int] | None
    stages: tuple[StageOut, ...]


@router.get("/{contest}/{station}", dependencies=[PUBLIC])
async def proof(contest: str, station: str, session: Session) -> ProofOut:
    """Return what shows that a station is in every sum above it; NothingPublished before the first result."""
    held = await elections.contest(session, ContestId(contest))
    place = await elections.station(session, held.id, StationCode(station))
    if not await sums.root(session, held.id, held.area):
        raise NothingPublished
    claim, stages = await sums.prove(session, held.id, place.code)
    scheme = sums.scheme_of(held)
    return ProofOut(
        contest=held.id,
        station=claim.station,
        count=claim.count,
        revision=claim.revision,
        rows=scheme.rows,
        values=claim.values,
        stages=tuple([_stage(scheme, each, await sums.root(session, held.id, each.area)) for each in stages]),
    )


def _stage(scheme: Scheme, stage: Stage, sha256: str) -> StageOut:
    siblings = tuple(_sibling(scheme, node, is_left=is_left) for is_left, node in stage.siblings)
    return StageOut(area=stage.area, siblings=siblings, sha256=sha256)


def _sibling(scheme: Scheme, node: Node, *, is_left: bool) -> SiblingOut:
    stations, stations_in = scheme.counts(node)
    return SiblingOut(
        is_left=is_left,
        stations=stations,
        stations_in=stations_in,
        values=scheme.values(node),
        sha256=node.sha256.hex(),
    )
