"""What the tiers do to a station, as rows: a signed certificate, an opened plenary, an ordered new count."""

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.tables import CertificateRow, CountOrderRow, PlenaryEventRow
from recap.domain.election import StationCode
from recap.domain.plenary import Moment
from tests.filled import FACTS
from tests.night import CONTEST, PPK


async def sign(session: AsyncSession, area: str) -> int:
    """Sign a certificate over an area; return its number."""
    signed = CertificateRow(
        contest=CONTEST,
        area=area,
        revision=1,
        statement="{}",
        sha256=area,
        signature="",
        key="",
        pdf="",
        officer=PPK,
        signed_at=clock.now(),
    )
    session.add(signed)
    await session.flush()
    return signed.id


async def open_plenary(session: AsyncSession, area: str) -> None:
    """Open the plenary of an area."""
    moment = PlenaryEventRow(
        contest=CONTEST, area=area, kind=Moment.OPENED, subject="", detail={}, officer=PPK, at=clock.now()
    )
    session.add(moment)
    await session.flush()


async def order(
    session: AsyncSession, station: StationCode, count: int = 2, *, voters: int = FACTS.voters_male, ballots: int = 410
) -> None:
    """Order a new count of a station, with so many men on its list of voters and so many ballots."""
    ordered = CountOrderRow(
        contest=CONTEST,
        station=station,
        count=count,
        kind="revote",
        ground="UU 1/2015 Pasal 112",
        decision="12/2024",
        voters_male=voters,
        voters_female=FACTS.voters_female,
        ballots=ballots,
        officer=PPK,
        ordered_at=clock.now(),
    )
    session.add(ordered)
    await session.flush()
