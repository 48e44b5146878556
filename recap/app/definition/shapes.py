"""The shapes of the files of an election directory, as pydantic sees them at the edge."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from recap.domain.election import ChoiceKind, Tier


def _printable(text: str) -> str:
    if not text.isprintable():
        reason = "it holds a character that cannot be printed"
        raise ValueError(reason)
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_printable)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(_printable)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""Also printed in QR codes, in capitals."""

_AREA_LENGTHS = [tier.value for tier in Tier if tier is not Tier.STATION]


def _digits(code: str) -> str:
    if not (code.isascii() and code.isdecimal()):
        reason = f"'{code}' is not a code of digits only"
        raise ValueError(reason)
    return code


def _area_code(code: str) -> str:
    if len(code) not in _AREA_LENGTHS:
        reason = f"{code} has {len(code)} digits; area codes have 2, 4, 6 or 10"
        raise ValueError(reason)
    return code


def _station_code(code: str) -> str:
    if len(code) != Tier.STATION.value or code.endswith("000"):
        reason = f"{code} is not a station code: 10 digits of the kelurahan and 3 of the TPS, from 001"
        raise ValueError(reason)
    return code


AreaCodeText = Annotated[str, AfterValidator(_digits), AfterValidator(_area_code)]
StationCodeText = Annotated[str, AfterValidator(_digits), AfterValidator(_station_code)]
Voters = Annotated[int, Field(ge=0, le=999)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AreaRow(_Shape):
    """A line of areas.csv."""

    code: AreaCodeText
    name: Name


class StationRow(_Shape):
    """A line of stations.csv: registered voters (DPT), men and women."""

    code: StationCodeText
    voters_male: Voters
    voters_female: Voters


class ChoiceShape(_Shape):
    """A choice on the ballot."""

    number: int
    name: Name
    kind: ChoiceKind = ChoiceKind.PAIR
    external_id: Text = ""


def _ballot_order(choices: tuple[ChoiceShape, ...]) -> tuple[ChoiceShape, ...]:
    if [c.number for c in choices] != list(range(1, len(choices) + 1)):
        reason = f"they must be numbered 1 to {len(choices)} in ballot order"
        raise ValueError(reason)
    kinds = [c.kind for c in choices]
    if ChoiceKind.EMPTY_COLUMN in kinds and kinds != [ChoiceKind.PAIR, ChoiceKind.EMPTY_COLUMN]:
        reason = "an empty column stands second, after a single pair, and nowhere else"
        raise ValueError(reason)
    return choices


class ContestShape(_Shape):
    """An office being filled."""

    office: Slug
    title: Name
    area: AreaCodeText
    layout: Name
    choices: Annotated[tuple[ChoiceShape, ...], Field(min_length=1, max_length=10), AfterValidator(_ballot_order)]


class ElectionShape(_Shape):
    """election.yaml."""

    id: Slug
    name: Name
    day: date
    station_cap: Annotated[int, Field(ge=1, le=999)]
    contests: Annotated[tuple[ContestShape, ...], Field(min_length=1)]
    notes: tuple[Text, ...] = ()
