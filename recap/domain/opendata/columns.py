"""The columns of the open tables: name and kind of each, so that CSV and Parquet say the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from recap.domain.opendata.shapes import ContestFile

Value = str | int | bool | None


class Kind(StrEnum):
    """What the values of a column are; a moment is ISO 8601 in UTC."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    kind: Kind


def _all(kind: Kind, names: Iterable[str]) -> list[Column]:
    return [Column(name, kind) for name in names]


IDENTITY = (
    *_all(Kind.TEXT, ("station", "province_code", "province", "city_code", "city", "district_code", "district")),
    *_all(Kind.TEXT, ("village_code", "village")),
    *_all(Kind.NUMBER, ("number", "voters_male", "voters_female", "voters", "cap")),
)
STANDING = (
    Column("state", Kind.TEXT),
    Column("counted", Kind.FLAG),
    Column("count", Kind.NUMBER),
    Column("count_kind", Kind.TEXT),
    Column("revision", Kind.NUMBER),
    Column("by_officer", Kind.FLAG),
    Column("origin", Kind.TEXT),
    Column("cross_checked", Kind.FLAG),
)
TIMES = tuple(_all(Kind.MOMENT, ("received_at", "complete_at", "settled_at", "changed_at")))
SUMS = tuple(
    _all(
        Kind.NUMBER,
        (
            *("valid_written", "valid_computed", "total_written", "total_computed"),
            *("users_written", "users_computed"),
        ),
    )
)
EVENTS = (
    Column("corrections", Kind.TEXT),
    *_all(Kind.NUMBER, ("exceptions_open", "exceptions_settled", "warnings", "objections", "objections_open")),
    *_all(Kind.NUMBER, ("copy_received", "copy_due")),
    Column("observation", Kind.TEXT),
    Column("record_sha256", Kind.TEXT),
)

CELLS = (
    *_all(Kind.TEXT, ("station", "cell")),
    *_all(Kind.NUMBER, ("read", "keyed", "written", "corrected", "counted")),
    Column("readers", Kind.TEXT),
)

EXCEPTIONS = (
    *_all(Kind.TEXT, ("station", "district", "village")),
    Column("number", Kind.NUMBER),
    Column("state", Kind.TEXT),
    Column("counted", Kind.FLAG),
    Column("case", Kind.NUMBER),
    *_all(Kind.TEXT, ("outcome", "rule", "key", "severity", "says", "cells", "values")),
    Column("left_sum", Kind.NUMBER),
    Column("relation", Kind.TEXT),
    Column("right_sum", Kind.NUMBER),
    *_all(Kind.TEXT, ("reason", "note", "role", "second", "corrections")),
    *_all(Kind.MOMENT, ("opened_at", "settled_at")),
)


def codes(contest: ContestFile) -> list[str]:
    """Return the codes of the form's cells, page by page in printed order."""
    return [code for page in pages(contest) for code in contest["pages"][page]]


def pages(contest: ContestFile) -> list[str]:
    """Return the numbers of the form's pages in their order."""
    return sorted(contest["pages"], key=int)


def stations(contest: ContestFile) -> tuple[Column, ...]:
    """Return the columns of the table with one row a station."""
    pictures = [f"{what}_page_{page}" for page in pages(contest) for what in ("photo", "picture")]
    counted = _all(Kind.NUMBER, codes(contest))
    return (*IDENTITY, *STANDING, *TIMES, *counted, *SUMS, *_all(Kind.TEXT, pictures), *EVENTS)


def names(columns: Sequence[Column]) -> list[str]:
    """Return the names of columns."""
    return [column.name for column in columns]
