"""The open table: one row a station, every cell, totals as written and as computed apart (after Mexico's PREP)."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain

from aggregation.records import ContestRecord, StationRecord

STATION = ("station", "district", "village", "number", "voters_male", "voters_female")
STANDING = ("state", "counted", "revision", "by_officer", "received_at", "settled_at", "changed_at")
SUMS = ("valid_written", "valid_computed", "total_written", "total_computed")
OBSERVATION = "observation"


def heading(contest: ContestRecord) -> list[str]:
    """Return the names of the columns."""
    photos = (f"photo_page_{page}" for page in contest.pages)
    return [*STATION, *STANDING, *_codes(contest), *SUMS, *photos, OBSERVATION]


def row(contest: ContestRecord, station: StationRecord) -> list[str]:
    """Return a station as a row; a station that is not counted has no numbers."""
    photos = {str(photo.page): photo.sha256 for photo in station.photos if photo.state == "read"}
    return [
        *_identity(station),
        *_standing(station),
        *(_said(station.values.get(code)) for code in _codes(contest)),
        *_sums(contest, station),
        *(photos.get(page, "") for page in contest.pages),
        _observation(station),
    ]


def write(contest: ContestRecord, rows: Iterable[Sequence[str]]) -> bytes:
    """Return the table as CSV in UTF-8 with line feeds."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(chain([heading(contest)], rows))
    return text.getvalue().encode()


def fields(line: str) -> list[str]:
    """Return the fields of one line."""
    return next(csv.reader([line]), [])


def _codes(contest: ContestRecord) -> list[str]:
    return [code for codes in contest.pages.values() for code in codes]


def _identity(station: StationRecord) -> list[str]:
    names = [station.names.get(tier, "") for tier in ("district", "village")]
    return [station.code, *names, *map(str, (station.number, station.voters["male"], station.voters["female"]))]


def _standing(station: StationRecord) -> list[str]:
    received = min((photo.received_at for photo in station.photos), default="")
    flags = (int(station.counted), station.revision, int(station.by_officer))
    return [station.state, *map(str, flags), received, station.settled_at or "", station.changed_at or ""]


def _sums(contest: ContestRecord, station: StationRecord) -> list[str]:
    """Return the sums as they stand on the paper beside what their parts make, so that a slip is seen."""
    if not station.counted:
        return [""] * len(SUMS)
    votes = [station.values.get(str(choice["code"]), 0) for choice in contest.choices]
    parts = [station.values.get(code, 0) for code in ("SAH", "TSAH")]
    written = [station.cells[code].written if code in station.cells else None for code in ("SAH", "TOT")]
    return [_said(written[0]), str(sum(votes)), _said(written[1]), str(sum(parts))]


def _observation(station: StationRecord) -> str:
    found = [f"settled {case.key} {case.reason}" for case in station.settled]
    found += [f"open {case.key}" for case in station.open]
    return "; ".join([*found, *(f"warning {key}" for key in station.warnings)])


def _said(value: int | None) -> str:
    return "" if value is None else str(value)
