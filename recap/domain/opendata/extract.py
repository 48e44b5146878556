"""What the open tables say of one station, in the manner of Mexico's PREP: a row, its cells, its exceptions.

Written and computed sums stand apart, times are kept apart, photos are named by their digests, and a station that is
not counted has a row without numbers.
"""

from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

from recap.domain.canonical import canonical
from recap.domain.opendata.columns import Value, codes, pages
from recap.domain.opendata.exceptions import Row, exceptions
from recap.domain.opendata.shapes import ContestFile, StationFile

_USERS = ("PHP1-J", "PHP2-J", "PHP3-J")
_TIERS = (("province", 2), ("city", 4), ("district", 6), ("village", 10))
_TWO = 2


@dataclass(frozen=True, slots=True)
class Extract:
    """One station in the open tables; values stand in the order of the columns (`opendata/columns.py`)."""

    code: str
    voters: int
    row: Row
    cells: tuple[Row, ...]
    exceptions: tuple[Row, ...]


def extract(contest: ContestFile, station: StationFile) -> Extract:
    """Return what the tables say of a station; KeyError if the record is not one of this contest."""
    row = (
        *_identity(station),
        *_standing(station),
        *_times(station),
        *(station["cells"][code]["counted"] if code in station["cells"] else None for code in codes(contest)),
        *_sums(contest, station),
        *_pictures(contest, station),
        *_events(station),
        sha256(canonical(station).encode()).hexdigest(),
    )
    voters = station["voters"]["male"] + station["voters"]["female"]
    return Extract(station["code"], voters, row, _cells(contest, station), exceptions(contest, station))


def _identity(station: StationFile) -> Row:
    names, voters = station["names"], station["voters"]
    around = ((station["code"][:length], names.get(tier, "")) for tier, length in _TIERS)
    both = (voters["male"], voters["female"])
    return (station["code"], *chain.from_iterable(around), station["number"], *both, sum(both), station["cap"])


def _standing(station: StationFile) -> Row:
    kinds = {order["count"]: order["kind"] for order in station["acts"]["orders"]}
    readers = station["readers"]
    return (
        station["state"],
        station["counted"],
        station["count"],
        kinds.get(station["count"], "regular"),
        station["revision"],
        station["by_officer"],
        "+".join(sorted({reader for seen in readers.values() for reader in seen})),
        bool(readers) and all(len(readers.get(code, ())) >= _TWO for code in station["cells"]),
    )


def _times(station: StationFile) -> Row:
    """Return when the first photo came, when the last of those the numbers stand on came, and two later moments."""
    photos = station["photos"]
    received = min((photo["received_at"] for photo in photos), default=None)
    complete = max((photo["received_at"] for photo in photos if photo["state"] == "read"), default=None)
    return (received, complete, station["settled_at"], station["changed_at"])


def _sums(contest: ContestFile, station: StationFile) -> Row:
    """Return the sums as they stand on the paper beside what their parts make, so that a slip is seen."""
    votes = [choice["code"] for choice in contest["choices"]]
    return (
        *_sum(station, "SAH", votes),
        *_sum(station, "TOT", ("SAH", "TSAH")),
        *_sum(station, "PHP4-J", _USERS),
    )


def _sum(station: StationFile, total: str, parts: list[str] | tuple[str, ...]) -> tuple[int | None, int | None]:
    cells = station["cells"]
    written = cells[total]["written"] if total in cells else None
    computed = sum(cells[part]["counted"] for part in parts) if cells.keys() >= set(parts) else None
    return written, computed


def _pictures(contest: ContestFile, station: StationFile) -> Row:
    """Return for each page the digest of the photo that arrived and of its public copy."""
    shown = {str(photo["page"]): photo for photo in station["photos"] if photo["state"] == "read"}
    found = [shown.get(page) for page in pages(contest)]
    return tuple(
        value for photo in found for value in ((photo["sha256"], photo["public_sha256"]) if photo else (None, None))
    )


def _events(station: StationFile) -> Row:
    objections, copy = station["acts"]["objections"], station["acts"]["copy"]
    corrected = (
        f"{code}:{cell['written']}>{cell['corrected']}"
        for code, cell in sorted(station["cells"].items())
        if cell["corrected"] is not None
    )
    return (
        " ".join(corrected),
        len(station["open"]),
        len(station["settled"]),
        len(station["warnings"]),
        len(objections),
        sum(objection["verdict"] is None for objection in objections),
        copy["received"] if copy else None,
        copy["due"] if copy else None,
        _observation(station),
    )


def _observation(station: StationFile) -> str:
    found = [f"settled {case['key']} {case['reason']}" for case in station["settled"]]
    found += [f"open {case['key']}" for case in station["open"]]
    return "; ".join([*found, *(f"warning {key}" for key in station["warnings"])])


def _cells(contest: ContestFile, station: StationFile) -> tuple[Row, ...]:
    return tuple((station["code"], code, *_forms(station, code)) for code in codes(contest) if code in station["cells"])


def _forms(station: StationFile, code: str) -> tuple[Value, ...]:
    cell = station["cells"][code]
    forms = (cell["read"], cell["keyed"], cell["written"], cell["corrected"], cell["counted"])
    return (*forms, "+".join(station["readers"].get(code, ())))
