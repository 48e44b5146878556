"""What is counted and where: elections, contests, choices, areas and stations.

Area codes are KPU's: every code contains the codes of its parents (2 digits province, 4 city, 6 kecamatan,
10 kelurahan, 13 station), so the tree needs no other key.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import NewType

AreaCode = NewType("AreaCode", str)
StationCode = NewType("StationCode", str)
ContestId = NewType("ContestId", str)
"""`<election>.<office>`, for example `semarang-2024.pkwkk`."""


class Tier(Enum):
    """A level of the area tree; the value is the length of its codes."""

    PROVINCE = 2
    CITY = 4
    DISTRICT = 6
    VILLAGE = 10
    STATION = 13


def tier_of(code: str) -> Tier:
    """Return the tier a code belongs to; ValueError if no tier has codes of this length."""
    return Tier(len(code))


def ancestors(code: str) -> tuple[AreaCode, ...]:
    """Return the codes of the areas that contain this one, nearest first."""
    return tuple(AreaCode(code[: tier.value]) for tier in reversed(Tier) if tier.value < len(code))


@dataclass(frozen=True, slots=True)
class Area:
    """A node of the area tree (wilayah): province, city, kecamatan or kelurahan."""

    code: AreaCode
    name: str

    @property
    def tier(self) -> Tier:
        """Return the level of this area."""
        return tier_of(self.code)


@dataclass(frozen=True, slots=True)
class Station:
    """A polling station (TPS): a leaf of the tree, with its registered voters (DPT) and their cap."""

    code: StationCode
    number: int
    voters_male: int
    voters_female: int
    cap: int

    @property
    def village(self) -> AreaCode:
        """Return the code of the kelurahan this station lies in."""
        return AreaCode(self.code[: Tier.VILLAGE.value])

    @property
    def voters(self) -> int:
        """Return the number of registered voters."""
        return self.voters_male + self.voters_female


class ChoiceKind(StrEnum):
    """What a vote row stands for."""

    PAIR = "pair"
    EMPTY_COLUMN = "empty_column"


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate pair (paslon), or the empty column (kolom kosong) whose votes are valid votes."""

    number: int
    name: str
    kind: ChoiceKind = ChoiceKind.PAIR
    external_id: str = ""

    @property
    def code(self) -> str:
        """Return the code of the cell that holds this choice's votes."""
        return f"PAS{self.number}"


@dataclass(frozen=True, slots=True)
class Contest:
    """One office being filled (pemilihan) in one area, on one form layout."""

    id: ContestId
    office: str
    title: str
    area: AreaCode
    layout: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Election:
    """One day: its areas, stations and contests, as one loaded definition."""

    id: str
    name: str
    day: date
    areas: tuple[Area, ...]
    stations: tuple[Station, ...]
    contests: tuple[Contest, ...]
    notes: tuple[str, ...] = ()
