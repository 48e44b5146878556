"""The shapes of published objects, as the pages need them (`docs` of the folder: aggregation)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from api.shapes_acts import AreaActs, StationActs
from recap.domain.election import ChoiceKind
from recap.domain.settlement import State


class PublishedObject(BaseModel):
    """Something in the published folder; what a page does not show is not read."""

    model_config = ConfigDict(frozen=True)


class ElectionEntry(PublishedObject):
    """Which election was published."""

    id: str
    name: str
    day: date


class ContestEntry(PublishedObject):
    """Where a contest's objects and open files lie; `exported_at` is '' while no open files were made."""

    object: str
    area: str
    exports: Mapping[str, str] = {}
    exported_at: datetime | Literal[""] = ""


class FileEntry(PublishedObject):
    """A file the manifest vouches for."""

    sha256: str
    size: int


class Manifest(PublishedObject):
    """The one file that changes: which objects are the newest."""

    elections: tuple[ElectionEntry, ...]
    generated_at: datetime
    contests: Mapping[str, ContestEntry]
    files: Mapping[str, FileEntry] = {}


class ChoiceEntry(PublishedObject):
    """One vote row."""

    number: int
    name: str
    kind: ChoiceKind
    code: str


class RowEntry(PublishedObject):
    """One printed row of the form."""

    code: str
    label_id: str
    label_en: str
    cells: tuple[str, ...]


class ContestObject(PublishedObject):
    """A contest: its choices and the rows of its form."""

    id: str
    title: str
    choices: tuple[ChoiceEntry, ...]
    rows: tuple[RowEntry, ...]


class ChildEntry(PublishedObject):
    """An area or a station, as its parent lists it."""

    code: str
    object: str
    name: str
    stations_in: int
    stations_total: int
    state: State | Literal[""] = ""
    values: Mapping[str, int]


class AreaObject(PublishedObject):
    """The numbers of one area and its children."""

    code: str
    name: str
    tier: Literal["province", "city", "district", "village"]
    stations_in: int
    stations_total: int
    states: Mapping[State, int]
    values: Mapping[str, int]
    children: tuple[ChildEntry, ...]
    acts: AreaActs = AreaActs()


class PhotoEntry(PublishedObject):
    """One photo of a station's form; `entry` is the index in the log of its arrival."""

    sha256: str
    page: int | None
    state: str
    received_at: datetime
    public_sha256: str | None
    entry: int | None = None


class CellEntry(PublishedObject):
    """What was read, keyed, written and corrected in one cell, and what is counted."""

    read: int | None = None
    keyed: int | None = None
    written: int | None = None
    corrected: int | None = None
    counted: int | None = None


class OpenEntry(PublishedObject):
    """A discrepancy that waits for an officer."""

    number: int
    key: str
    severity: str
    cells: tuple[str, ...]
    opened_at: datetime


class SettledEntry(OpenEntry):
    """A discrepancy an officer has answered."""

    values: tuple[tuple[str, int | None], ...]
    left_sum: int | None = None
    relation: str | None = None
    right_sum: int | None = None
    reason: str
    note: str
    role: str
    corrections: Mapping[str, int] = {}
    settled_at: datetime
    second: str = ""


class StationObject(PublishedObject):
    """Everything public about one station."""

    code: str
    number: int
    names: Mapping[str, str]
    state: State
    counted: bool
    revision: int
    settled_at: datetime | None
    by_officer: bool
    cells: Mapping[str, CellEntry]
    photos: tuple[PhotoEntry, ...]
    open: tuple[OpenEntry, ...] = ()
    settled: tuple[SettledEntry, ...] = ()
    warnings: tuple[str, ...] = ()
    readers: Mapping[str, tuple[str, ...]] = {}
    acts: StationActs = StationActs()
