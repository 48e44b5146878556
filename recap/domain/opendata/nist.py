"""Election results in NIST SP 1500-100 revision 2 (Election Results Reporting, Common Data Format v2).

One tree serves both forms: as JSON with its keys sorted, and as XML in the order of the keys, which is the schema's.
What the format has no place for (photos, what was read and written, exceptions) is found by the identifiers.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from recap.domain.opendata.counting import Unit, units
from recap.domain.opendata.nistnodes import Node, identifier, text, type_of, unit_id
from recap.domain.opendata.nistunits import ballots, progress, unit_node
from recap.domain.opendata.shapes import AreaFile, ChoiceFile, ContestFile, ElectionEntry

NAME = "recap"
NOTES = "An aid to transparency. The official result is that of the tiered plenaries."
_CERTIFIED = "valid"


def report(election: ElectionEntry, contest: ContestFile, areas: Iterable[AreaFile], voters: Mapping[str, int]) -> Node:
    """Return an ElectionReport of one contest, down to each polling station; `voters` are registered, by station."""
    records = {area["code"]: area for area in areas}
    top = records[contest["area"]]
    found = units(records, contest["area"], voters)
    return {
        "@type": type_of("ElectionReport"),
        "Election": [_election(election, contest, found)],
        "Format": "precinct-level",
        "GeneratedDate": _moment(top, election),
        "GpUnit": [unit_node(unit) for unit in found],
        "Issuer": NAME,
        "IssuerAbbreviation": NAME,
        "Notes": NOTES,
        "Office": [_office(contest)],
        "Person": [person for choice in contest["choices"] for person in _persons(choice)],
        "SequenceStart": 1,
        "SequenceEnd": 1,
        "Status": _status(top),
        "VendorApplicationId": NAME,
    }


def _election(election: ElectionEntry, contest: ContestFile, found: Sequence[Unit]) -> Node:
    return {
        "@type": type_of("Election"),
        "BallotCounts": [ballots(unit) for unit in found if unit.reported],
        "Candidate": [candidate for choice in contest["choices"] for candidate in _candidates(choice)],
        "Contest": [_contest(contest, found)],
        "ElectionScopeId": unit_id(contest["area"]),
        "ExternalIdentifier": [identifier("other", election["id"], "election")],
        "Name": text(election["name"]),
        "StartDate": election["day"],
        "EndDate": election["day"],
        "Type": "general",
    }


def _contest(contest: ContestFile, found: Sequence[Unit]) -> Node:
    top = found[0]
    return {
        "@id": "contest",
        "@type": type_of("CandidateContest"),
        "ContestSelection": [_selection(choice, found) for choice in contest["choices"]],
        "CountStatus": [progress(top)],
        "ElectionDistrictId": unit_id(contest["area"]),
        "ExternalIdentifier": [identifier("other", contest["id"], "contest")],
        "Name": contest["title"],
        "SubUnitsReported": top.reported,
        "TotalSubUnits": top.total,
        "VoteVariation": "plurality",
        "NumberElected": 1,
        "OfficeIds": ["office"],
        "VotesAllowed": 1,
    }


def _selection(choice: ChoiceFile, found: Sequence[Unit]) -> Node:
    """Return the votes of a choice; the empty column has votes and no candidate."""
    number = choice["number"]
    counts = [
        {
            "@type": type_of("VoteCounts"),
            "GpUnitId": unit_id(unit.code),
            "Type": "total",
            "Count": unit.values.get(choice["code"], 0),
        }
        for unit in found
        if unit.reported
    ]
    if choice["kind"] != "pair":
        return {
            "@id": f"selection{number}",
            "@type": type_of("BallotMeasureSelection"),
            "SequenceOrder": number,
            "VoteCounts": counts,
            "Selection": text(choice["name"]),
        }
    return {
        "@id": f"selection{number}",
        "@type": type_of("CandidateSelection"),
        "SequenceOrder": number,
        "VoteCounts": counts,
        "CandidateIds": [candidate["@id"] for candidate in _candidates(choice)],
    }


def _candidates(choice: ChoiceFile) -> list[Node]:
    """Return the two of a pair, the first of them as the top of the ticket."""
    return [
        {
            "@id": f"candidate{choice['number']}-{place}",
            "@type": type_of("Candidate"),
            "BallotName": text(name),
            "ExternalIdentifier": [identifier("national-level", choice["external_id"] or str(choice["number"]))],
            "IsTopTicket": place == 1,
            "PersonId": f"person{choice['number']}-{place}",
        }
        for place, name in _names(choice)
    ]


def _persons(choice: ChoiceFile) -> list[Node]:
    return [
        {"@id": f"person{choice['number']}-{place}", "@type": type_of("Person"), "FullName": text(name)}
        for place, name in _names(choice)
    ]


def _names(choice: ChoiceFile) -> list[tuple[int, str]]:
    names = choice["name"].split(" - ") if choice["kind"] == "pair" else []
    return list(enumerate(names, start=1))


def _office(contest: ContestFile) -> Node:
    return {
        "@id": "office",
        "@type": type_of("Office"),
        "ElectionDistrictId": unit_id(contest["area"]),
        "ExternalIdentifier": [identifier("other", contest["office"], "office")],
        "Name": text(contest["title"]),
    }


def _status(top: AreaFile) -> str:
    if any(each["standing"] == _CERTIFIED for each in top["acts"]["certificates"]):
        return "certified"
    if top["stations_in"] == 0:
        return "pre-election"
    return "unofficial-complete" if top["stations_in"] == top["stations_total"] else "unofficial-partial"


def _moment(top: AreaFile, election: ElectionEntry) -> str:
    """Return when anything last changed, in whole seconds of UTC; before the first result the day itself."""
    moments = [child["changed_at"] for child in top["children"] if child["changed_at"]]
    last = max((datetime.fromisoformat(each) for each in moments), default=None)
    return last.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if last else f"{election['day']}T00:00:00Z"
