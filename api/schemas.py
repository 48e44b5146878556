"""The shapes that cross the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from recap.domain.reason import Reason

Count = Annotated[int, Field(ge=0, le=9_999_999)]
"""A number on a form; generous, because what is written is what must be recorded."""


class Wire(BaseModel):
    """Something sent or received; unknown fields are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Credentials(Wire):
    """A log-in name and its password; with two factors, the code the phone shows now."""

    name: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=1000)]
    totp: Annotated[str | None, Field(max_length=20)] = None


class OfficerOut(Wire):
    """Who is signed in."""

    username: str
    name: str
    role: str
    area: str
    contest: str | None


class SessionOut(Wire):
    """A fresh session: devices send the token as `Authorization: Bearer`, browsers keep the cookie."""

    token: str
    officer: OfficerOut
    expires_at: datetime


class ChoiceOut(Wire):
    """One vote row of a contest."""

    number: int
    name: str
    code: str
    kind: str


class ContestOut(Wire):
    """One office being filled."""

    id: str
    title: str
    office: str
    area: str
    layout: str
    choices: tuple[ChoiceOut, ...]


class CellOut(Wire):
    """One cell of a page; `value` is null where the person must key it without seeing the machine's guess."""

    code: str
    label: str
    sure: bool
    value: int | None
    spot: tuple[int, int, int, int] | None


class PhotoOut(Wire):
    """What has become of one photo sent for a station."""

    photo: str
    contest: str
    station: str
    received_at: datetime
    state: str
    page: int | None = None
    reason: str | None = None
    advice: str | None = None


class SentOut(PhotoOut):
    """The answer to a photo that arrived: its state and the signed receipt, the same however often it is sent."""

    receipt: Mapping[str, str | int]


class ReadOut(PhotoOut):
    """A photo with its cells, ready to be confirmed; `picture` is the flattened page the spots refer to."""

    picture: str | None = None
    cells: tuple[CellOut, ...] = ()


class PageOut(Wire):
    """One expected page of a station's form."""

    page: int
    title: str
    codes: tuple[str, ...]
    state: str
    photo: str | None
    advice: str | None


class StationOut(Wire):
    """A station's desk: its expected pages, and every photo sent."""

    contest: str
    station: str
    number: int
    village: str
    district: str
    state: str
    pages: tuple[PageOut, ...]
    photos: tuple[PhotoOut, ...]


class HourOut(Wire):
    """The spot check of one hour: what was compared, what agreed, and where the sum that may raise the alarm stood."""

    at: datetime
    keyed_blind: int
    agreed: int
    height: float


class QualityOut(Wire):
    """The spot check on reading: sure numbers that people keyed unseen, and how many of them they saw alike.

    `alarm_at` is when they had differed more often than they should, None while they have not.
    """

    keyed_blind: int
    agreed: int
    alarm_at: datetime | None
    hours: tuple[HourOut, ...]


class Confirmation(Wire):
    """What a person read on a page: one number for every cell."""

    values: Mapping[str, Count | None]


class ConfirmedOut(Wire):
    """A person's reading that was recorded."""

    reading: int
    page: int
    state: str


class DiscrepancyOut(Wire):
    """A case in the queue: a rule that does not hold, or readers who differ, with everything seen."""

    id: int
    contest: str
    station: str
    key: str
    rule: str
    severity: str
    words: str
    cells: tuple[str, ...]
    values: tuple[tuple[str, int | None], ...]
    left_sum: int | None
    relation: str | None
    right_sum: int | None
    opened_at: datetime
    open: bool
    photos: Mapping[str, str]


class SettlementIn(Wire):
    """An officer's answer: a reason, words (which are published), and numbers where the reason asks for them."""

    reason: Reason | None = None
    note: Annotated[str, Field(max_length=2000)] = ""
    values: Mapping[str, Count] = Field(default_factory=dict)


class SettledOut(Wire):
    """A case that is settled."""

    id: int
    settled: bool
