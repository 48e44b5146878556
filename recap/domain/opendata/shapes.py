"""What the open data read of the published records, as `json.loads` gives them; records say more than is named here."""

from typing import TypedDict


class ElectionEntry(TypedDict):
    """An election, as the manifest lists it; `day` is an ISO date."""

    id: str
    name: str
    day: str


class Place(TypedDict):
    """An area by code and name."""

    code: str
    name: str


class ChoiceFile(TypedDict):
    """One vote row; `external_id` is KPU's number of the choice, '' where there is none."""

    number: int
    name: str
    kind: str
    code: str
    external_id: str


class RuleFile(TypedDict):
    """`sum(left) relation sum(right)` over cell codes."""

    key: str
    severity: str
    left: list[str]
    relation: str
    right: list[str]


class ContestFile(TypedDict):
    """A contest's record; `above` are the areas around its own, the largest first."""

    id: str
    office: str
    title: str
    area: str
    above: list[Place]
    pages: dict[str, list[str]]
    choices: list[ChoiceFile]
    rules: list[RuleFile]


class CellFile(TypedDict):
    """One number in its five forms."""

    read: int | None
    keyed: int | None
    written: int | None
    corrected: int | None
    counted: int


class PhotoFile(TypedDict):
    """One photo sent; `public_sha256` is None while no public copy is there."""

    sha256: str
    page: int | None
    state: str
    received_at: str
    public_sha256: str | None


class OpenFile(TypedDict):
    """A discrepancy that waits."""

    number: int
    key: str
    severity: str
    cells: list[str]
    opened_at: str


class SettledFile(OpenFile):
    """A discrepancy an officer has answered."""

    values: list[tuple[str, int | None]]
    left_sum: int | None
    relation: str | None
    right_sum: int | None
    reason: str
    note: str
    role: str
    corrections: dict[str, int]
    settled_at: str
    second: str


class OrderFile(TypedDict):
    """An ordered recount or re-vote."""

    count: int
    kind: str


class ObjectionFile(TypedDict):
    """An objection; `verdict` is None while it waits."""

    verdict: str | None


class CopyFile(TypedDict):
    """The signed copy all parties hold."""

    pdf: str
    received: int
    due: int


class StationActs(TypedDict):
    """What was done about a station."""

    orders: list[OrderFile]
    objections: list[ObjectionFile]
    copy: CopyFile | None


class StationFile(TypedDict):
    """A station's record."""

    contest: str
    code: str
    number: int
    names: dict[str, str]
    voters: dict[str, int]
    cap: int
    state: str
    counted: bool
    count: int
    revision: int
    by_officer: bool
    settled_at: str | None
    changed_at: str | None
    cells: dict[str, CellFile]
    photos: list[PhotoFile]
    open: list[OpenFile]
    settled: list[SettledFile]
    warnings: list[str]
    readers: dict[str, list[str]]
    acts: StationActs


class ChildFile(TypedDict):
    """What an area's record says of one of its children; `number` is 0 for an area."""

    code: str
    name: str
    object: str
    stations_total: int
    stations_in: int
    values: dict[str, int]
    number: int
    changed_at: str | None


class CertificateFile(TypedDict):
    """A signed certificate by its standing."""

    standing: str


class AreaActs(TypedDict):
    """What was done about an area."""

    certificates: list[CertificateFile]


class AreaFile(TypedDict):
    """An area's record."""

    contest: str
    code: str
    name: str
    stations_total: int
    stations_in: int
    values: dict[str, int]
    children: list[ChildFile]
    acts: AreaActs
