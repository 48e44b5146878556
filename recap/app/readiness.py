"""What must be done before an area can be signed, as a list to tick off."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import certificates, elections, objections, plenaries, reconciliation, sums
from recap.app.certificates import Certificate
from recap.app.reconciliation import Compared
from recap.app.tables import StationStateRow
from recap.domain.certificate import Standing
from recap.domain.election import Area, AreaCode, Contest, ContestId, Station, StationCode, Tier, tier_of
from recap.domain.message import Message
from recap.domain.objection import Objection
from recap.domain.plenary import Plenary
from recap.domain.settlement import State

IN_TOTALS = frozenset({State.ACCEPTED, State.LOCKED})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to be done: what, whether it is done, how far it is, and which page does it."""

    key: str
    what: Message
    done: bool
    note: Message | None = None
    page: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """Everything a signature depends on, at one moment."""

    contest: Contest
    area: Area
    stations: tuple[Station, ...]
    missing: tuple[StationCode, ...]
    disputed: tuple[StationCode, ...]
    children: tuple[str, ...]
    signed: Mapping[AreaCode, Certificate]
    plenary: Plenary
    objections: tuple[Objection, ...]
    compared: Compared
    last: Certificate | None
    reasons: Mapping[StationCode, str] = field(default_factory=dict)

    @property
    def unsigned(self) -> list[str]:
        """Return the children that have no valid certificate."""
        if self.area.tier is Tier.VILLAGE:
            return []
        held = {code for code, one in self.signed.items() if one.standing is Standing.VALID}
        return [code for code in self.children if code not in held]

    @property
    def unexplained(self) -> list[StationCode]:
        """Return the stations that are not in and for which no reason is given."""
        return [code for code in self.missing if not self.reasons.get(code, "").strip()]

    @property
    def lines(self) -> list[Line]:
        """Return what must be done, in the order of the work."""
        lines = [self._stations(), self._disputes(), self._plenary(), self._sums(), self._open()]
        return lines if self.area.tier is Tier.VILLAGE else [self._children(), *lines]

    @property
    def to_do(self) -> list[Line]:
        """Return what is still missing; empty when the area can be signed."""
        return [line for line in self.lines if not line.done]

    def _children(self) -> Line:
        total, done = len(self.children), len(self.children) - len(self.unsigned)
        note = Message("{done} of {total} signed", {"done": done, "total": total})
        return Line("children", Message("Every area below is signed"), done=total > 0 and done == total, note=note)

    def _stations(self) -> Line:
        facts = {"done": len(self.stations) - len(self.missing), "total": len(self.stations)}
        what = Message("Every TPS is in the totals, or its absence has a reason")
        return Line("stations", what, not self.unexplained, Message("{done} of {total} TPS in the totals", facts))

    def _disputes(self) -> Line:
        what, count = Message("No TPS in the totals is under examination again"), len(self.disputed)
        note = Message("{count} TPS under examination", {"count": count}) if count else None
        return Line("disputes", what, not count, note, f"/petugas/selisih/{self.contest.id}")

    def _plenary(self) -> Line:
        relayed = self.area.tier is Tier.VILLAGE
        what = Message("The relay check is finished") if relayed else Message("The plenary is closed")
        page = f"/petugas/pleno/{self.contest.id}/{self.area.code}"
        facts = {"done": len(self.plenary.read), "total": len(self.plenary.agenda)}
        checked, read = Message("{done} of {total} TPS checked", facts), Message("{done} of {total} read", facts)
        return Line("plenary", what, self.plenary.closed_at is not None, checked if relayed else read, page)

    def _sums(self) -> Line:
        what, count = Message("All four sums agree in every row"), len(self.compared.differences)
        note = Message("{count} differences", {"count": count}) if count else None
        return Line("sums", what, not count, note, "#perbandingan")

    def _open(self) -> Line:
        signed = self.last is not None and self.last.standing is Standing.VALID
        what = Message("No valid certificate of this area exists")
        page = f"/petugas/pembukaan/{self.contest.id}" if signed else ""
        return Line("open", what, not signed, Message("already signed") if signed else None, page)


async def of_area(
    session: AsyncSession, contest: ContestId, area: AreaCode, reasons: Mapping[StationCode, str]
) -> Ready:
    """Return what is done and what is missing; `reasons` says why stations are not in, by station."""
    held, place = await elections.contest(session, contest), await elections.area(session, contest, area)
    stations = tuple(await elections.stations(session, contest, area))
    signed = await certificates.within(session, contest, area)
    passed = _passed(signed, area)
    missing, disputed = await _states(session, contest, area, stations)
    return Ready(
        contest=held,
        area=place,
        stations=stations,
        missing=missing,
        disputed=disputed,
        children=tuple(await reconciliation.children(session, contest, area)),
        signed=signed,
        plenary=await plenaries.state(session, contest, area),
        objections=tuple(await objections.within(session, contest, area)),
        compared=await reconciliation.compared(session, contest, area),
        last=signed.get(area),
        reasons={code: why for code, why in {**passed, **reasons}.items() if code in missing},
    )


def _passed(signed: Mapping[AreaCode, Certificate], area: AreaCode) -> dict[StationCode, str]:
    """Return the reasons the tiers below gave; what a kelurahan passed upward, the kecamatan must decide itself."""
    if tier_of(area) in {Tier.VILLAGE, Tier.DISTRICT}:
        return {}
    children = (each for each in signed.values() if each.standing is Standing.VALID and each.area != area)
    districts = (each for each in children if tier_of(each.area) is not Tier.VILLAGE)
    return {StationCode(code): why for each in districts for code, why in each.absent.items()}


async def _states(
    session: AsyncSession, contest: ContestId, area: AreaCode, stations: tuple[Station, ...]
) -> tuple[tuple[StationCode, ...], tuple[StationCode, ...]]:
    """Return the stations without a result, and those whose result is in dispute again."""
    mine = (StationStateRow.contest == contest, StationStateRow.station.startswith(area))
    found = {row.station: State(row.state) for row in await session.scalars(select(StationStateRow).where(*mine))}
    counted = await sums.latest(session, contest, area)
    missing = tuple(each.code for each in stations if each.code not in counted)
    return missing, tuple(code for code in counted if found.get(code, State.WAITING) not in IN_TOTALS)
