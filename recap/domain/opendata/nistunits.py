"""Areas and stations in NIST SP 1500-100 v2: reporting units, how far each has come, the ballots in their boxes."""

from recap.domain.opendata.counting import Unit
from recap.domain.opendata.nistnodes import Node, identifier, text, type_of, unit_id

_PROVINCE, _CITY, _DISTRICT, _VILLAGE = 2, 4, 6, 10
_FIRST_KOTA = 71
"""Codes of kabupaten end in 01-70, those of kota in 71-99 (Kemendagri)."""


def ballots(unit: Unit) -> Node:
    """Return the ballots in the box, and how many of them are invalid votes (suara tidak sah)."""
    return {
        "@type": type_of("BallotCounts"),
        "GpUnitId": unit_id(unit.code),
        "Type": "total",
        "BallotsCast": unit.values.get("TOT", 0),
        "BallotsRejected": unit.values.get("TSAH", 0),
    }


def unit_node(unit: Unit) -> Node:
    """Return an area or station: its place, its identifiers, how many of its stations have come, its voters."""
    kind, other = _kind(unit.code)
    level = "local-level" if kind == "polling-place" else "national-level"
    within = {"ComposingGpUnitIds": [unit_id(code) for code in unit.within]} if unit.within else {}
    record = [identifier("other", unit.record, "record-sha256")] if unit.record else []
    return {
        "@id": unit_id(unit.code),
        "@type": type_of("ReportingUnit"),
        **within,
        "ExternalIdentifier": [identifier(level, unit.code), *record],
        "Name": text(unit.name),
        "CountStatus": [progress(unit)],
        "SubUnitsReported": unit.reported,
        "TotalSubUnits": unit.total,
        "Type": kind,
        **({"OtherType": other} if other else {}),
        **({"VotersParticipated": unit.values["PHP4-J"]} if "PHP4-J" in unit.values else {}),
        "VotersRegistered": unit.voters,
    }


def _kind(code: str) -> tuple[str, str]:
    """Return the type of a unit and, where the format has none, its Indonesian name."""
    if len(code) == _CITY:
        return ("city" if int(code[_PROVINCE:]) >= _FIRST_KOTA else "county"), ""
    named = {_PROVINCE: ("state", ""), _DISTRICT: ("other", "kecamatan"), _VILLAGE: ("other", "kelurahan")}
    return named.get(len(code), ("polling-place", ""))


def progress(unit: Unit) -> Node:
    """Return how far the counting of a unit has come."""
    status = "not-processed" if unit.reported == 0 else "in-process"
    done = unit.reported == unit.total and unit.total > 0
    return {"@type": type_of("CountStatus"), "Status": "completed" if done else status, "Type": "total"}
