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


def of(contest: Contest, station: Station, names: Mapping[str, str]) -> Identity:
    """Return the identity of a station's sheets; `names` are those of the areas, by code."""
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
    )
