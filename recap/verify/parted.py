"""The parts of the report about one station, and about receipts."""

from collections.abc import Iterator

from recap.verify import told
from recap.verify.lines import number, votes, wrapped
from recap.verify.outcome import Report
from recap.verify.scene import Record
from recap.verify.words import line


def ways(report: Report, language: str) -> Iterator[str]:
    """Yield the way of a station into the total, contest by contest, from the photo to the topmost area."""
    for way in report.ways:
        station, *areas = way.records or ({},)
        if station.get("kind") != "station":
            continue
        yield told.WAY.say(language, {"title": way.contest["title"], "station": station["code"]})
        yield from _station(way.contest, station, language)
        for area in areas:
            counts = {"in_": number(area["stations_in"], language), "all": number(area["stations_total"], language)}
            yield "  ^ " + told.STEP.say(language, {"name": area["name"], **counts})
            yield from votes(way.contest, area, language)


def receipts(report: Report, language: str) -> Iterator[str]:
    """Yield what became of each receipt."""
    if report.judgements:
        yield told.RECEIPTS.say(language)
    for each in report.judgements:
        promised = each.receipt
        facts = {"station": promised.station, "photo": promised.photo[:16]}
        head = told.RECEIPT.say(language, facts | {"received_at": promised.received_at.isoformat()})
        moments = {"log_by": str(promised.log_by), "latest": each.known_until.isoformat()}
        index = each.index if each.index is not None else 0
        yield from wrapped(f"{head} {told.OUTCOMES[each.outcome].say(language, {'index': index, **moments})}", 2)
    for path in report.proofs:
        yield "  " + told.PROOF.say(language, {"path": path})


def _station(contest: Record, station: Record, language: str) -> Iterator[str]:
    for photo in station["photos"]:
        page = photo["page"] if photo["page"] is not None else "?"
        facts = {"page": page, "sha256": photo["sha256"], "state": _state(photo["state"], language)}
        yield from wrapped(told.PHOTO.say(language, facts), 2)
    yield f"  TPS {station['number']} ({line(station['code'])})"
    if station["counted"]:
        yield from votes(contest, station, language)
    else:
        yield "    " + told.NOT_IN.say(language, {"state": _state(station["state"], language)})


def _state(state: str, language: str) -> str:
    return told.STATES[state].say(language) if state in told.STATES else state
