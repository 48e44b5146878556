"""Whose sheet it is: the station and contest that are printed on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from recap.domain.election import Choice, Contest, ContestId, Station, StationCode, Tier


@dataclass(frozen=True, slots=True)
class Identity:
    """A station and a contest, by code and by the names that people read."""

    contest: ContestId
    station: StationCode
    province: str
    city: str
    district: str
    village: str
    number: int
    title: str = "Pemilihan Wali Kota dan Wakil Wali Kota"
    choices: tuple[Choice, ...] = ()
    count: int = 1

    @property
    def heading(self) -> str:
        """Return the title as printed: sheets of a later count say which one."""
        return titled(self.title, self.count)


def titled(title: str, count: int) -> str:
    """Return a contest's title as it stands on the sheets of one count."""
    return title if count == 1 else f"{title} (hitungan ke-{count})"


def of(contest: Contest, station: Station, names: Mapping[str, str], count: int = 1) -> Identity:
    """Return the identity of a station's sheets for one count; `names` are those of the areas, by code."""
    province, city, district, village = (
        names[station.code[: tier.value]] for tier in (Tier.PROVINCE, Tier.CITY, Tier.DISTRICT, Tier.VILLAGE)
    )
    return Identity(
        contest=contest.id,
        station=station.code,
        province=province,
        city=city,
        district=district,
        village=village,
        number=station.number,
        title=contest.title,
        choices=contest.choices,
        count=count,
    )
