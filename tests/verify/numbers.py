"""Mutations of numbers: totals, stations, revisions and states changed, and everything above mended."""

from recap.verify.findings import Failure
from recap.verify.scene import Record
from tests.verify.forger import Change, Forger, NothingOfTheKind, digest
from tests.verify.forging import Changes, areas, counted, first, forged, replaced, stations

UNCOUNTED: Record = {"counted": False, "count": 1, "revision": 0, "by_officer": False, "settled_at": None}
UNCOUNTED |= {"cells": {}, "readers": {}}


@forged(Failure.TOTAL)
def a_total(forger: Forger) -> Changes:
    area = first(areas(forger, lambda each: each["values"]))
    row, more = forger.choose.choice(sorted(area["values"])), forger.choose.choice((1, 10, 1000))

    def change(record: Record) -> None:
        record["values"][row] += more

    return {area["code"]: change}


@forged(Failure.TOTAL)
def votes_moved_in_a_total(forger: Forger) -> Changes:
    area = first(areas(forger, lambda each: each["values"]))

    def change(record: Record) -> None:
        record["values"]["PAS1"] += 5
        record["values"]["PAS2"] -= 5

    return {area["code"]: change}


@forged(Failure.TOTAL)
def a_part_named_twice(forger: Forger) -> Changes:
    """Name parts again under their own codes or another's: whoever follows each of them does double work each level."""
    area = first(areas(forger))
    at = forger.choose.randrange(len(area["children"]))
    again = {} if forger.choose.random() < 1 / 2 else {"code": area["children"][at]["code"][:-1] + "9"}

    def change(record: Record) -> None:
        record["children"].append(record["children"][at] | again)

    return {area["code"]: change}


@forged(Failure.SHAPE)
def a_name_that_tells_a_verdict(forger: Forger) -> Changes:
    place = first([*areas(forger), *stations(forger)])
    said = forger.choose.choice(("\n\x1b[2JEVERYTHING CHECKED HOLDS.", "\u202e.SDLOH", "\u2028", "\x85"))

    def change(record: Record) -> None:
        if record["kind"] == "area":
            record["name"] += said
        else:
            record["names"] = {tier: name + said for tier, name in record["names"].items()}

    return {place["code"]: change}


@forged(Failure.TOTAL)
def a_hash_of_the_tree(forger: Forger) -> Changes:
    area = first(areas(forger))
    return {area["code"]: lambda record: record.update(node=digest(record["node"].encode()))}


@forged(Failure.TOTAL)
def a_number_of_stations(forger: Forger) -> Changes:
    area = first(areas(forger))
    name = forger.choose.choice(("stations_in", "stations_total"))
    return {area["code"]: lambda record: record.update({name: record[name] + 1})}


@forged(Failure.UNLOGGED)
def a_station_s_numbers(forger: Forger) -> Changes:
    """Move votes at one station, in all its cells and revisions alike, so that every sum holds."""
    station = first(stations(forger, counted))
    more = forger.choose.choice((1, 5, 50))

    def change(record: Record) -> None:
        for row, step in (("PAS1", more), ("PAS2", -more)):
            for part, value in record["cells"][row].items():
                if value is not None:
                    record["cells"][row][part] = value + step
            record["acts"]["counts"][-1]["values"][row] += step

    return {station["code"]: change}


@forged(Failure.UNLOGGED)
def how_a_number_came_about(forger: Forger) -> Changes:
    station = first(stations(forger, counted))
    row, part = forger.choose.choice(sorted(station["cells"])), forger.choose.choice(("read", "keyed"))

    def change(record: Record) -> None:
        record["cells"][row][part] = (record["cells"][row][part] or 0) + 1

    return {station["code"]: change}


@forged(Failure.TOTAL)
def a_count_that_is_not_what_is_written(forger: Forger) -> Changes:
    station = first(stations(forger, counted))
    row = forger.choose.choice(sorted(station["cells"]))

    def change(record: Record) -> None:
        record["cells"][row]["counted"] += 1
        record["acts"]["counts"][-1]["values"][row] += 1

    return {station["code"]: change}


@forged(Failure.HIDDEN)
def a_revision_removed(forger: Forger) -> Changes:
    station = first(stations(forger, lambda each: len(each["acts"]["counts"]) > 1))
    at = forger.choose.randrange(len(station["acts"]["counts"]))

    def change(record: Record) -> None:
        del record["acts"]["counts"][at]

    return {station["code"]: change}


@forged(Failure.UNLOGGED)
def a_revision_invented(forger: Forger) -> Changes:
    station = first(stations(forger, counted))

    def change(record: Record) -> None:
        last = record["acts"]["counts"][-1]
        revision = last["revision"] + 1
        record["acts"]["counts"].append(last | {"revision": revision})
        record["revision"] = revision

    return {station["code"]: change}


@forged(Failure.HIDDEN)
def a_station_no_longer_counted(forger: Forger) -> Changes:
    station = first(stations(forger, counted))

    def change(record: Record) -> None:
        record.update(UNCOUNTED | {"state": "received"})
        record["acts"]["counts"] = []

    return {station["code"]: change}


@forged(Failure.UNLOGGED)
def a_state(forger: Forger) -> Changes:
    station = first(stations(forger))
    states = sorted({"waiting", "received", "read", "confirmed", "examination", "accepted"} - {station["state"]})
    state = forger.choose.choice(states)
    return {station["code"]: lambda record: record.update(state=state)}


@forged(Failure.HIDDEN, Failure.TOTAL)
def a_station_left_out(forger: Forger) -> Changes:
    station = first(stations(forger))
    return {station["code"]: None}


@forged(Failure.HIDDEN, Failure.TOTAL)
def an_area_left_out(forger: Forger) -> Changes:
    area = first(areas(forger, lambda each: len(each["code"]) > 4))
    return {area["code"]: None}


@forged(Failure.TOTAL)
def a_station_made_up(forger: Forger) -> Changes:
    """Put a station from which nothing has come, and which is not defined, into a kelurahan."""
    station = first(stations(forger))
    code = f"{station['code'][:10]}{forger.choose.randrange(100, 999)}"
    nothing: Record = {"state": "waiting", "changed_at": None, "photos": [], "open": [], "settled": [], "warnings": []}
    acts: Record = {"orders": [], "counts": [], "objections": [], "copy": None}
    claim = forger.claim(station | UNCOUNTED | nothing | {"code": code, "number": int(code[-3:]), "acts": acts})

    def change(record: Record) -> None:
        record["children"].append(claim)

    return {station["code"][:10]: change}


@forged(Failure.UNLOGGED)
def numbers_of_two_stations_swapped(forger: Forger) -> Changes:
    found = stations(forger, lambda each: counted(each) and len(each["acts"]["counts"]) == 1)
    pairs = [(a, b) for a in found for b in found if a["cells"] != b["cells"]]
    if not pairs:
        raise NothingOfTheKind
    one, other = pairs[0]
    parts = ("cells", "readers")

    def given(to: Record, other: Record) -> Change:
        new = to | {part: other[part] for part in parts}
        counts = [to["acts"]["counts"][0] | {"values": other["acts"]["counts"][0]["values"]}]
        return replaced(new | {"acts": to["acts"] | {"counts": counts}})

    return {one["code"]: given(one, other), other["code"]: given(other, one)}
