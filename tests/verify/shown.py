"""Mutations of what is shown beside the numbers: photos, acts, words, roles, names."""

from datetime import datetime, timedelta
from typing import Any

from recap.verify.findings import Failure
from recap.verify.scene import Record
from tests.verify.forger import Forger, NothingOfTheKind, digest
from tests.verify.forging import Changes, areas, first, forged, stations
from tests.verify.kinds import ANY


@forged(Failure.PHOTO)
def a_photo_hidden(forger: Forger) -> Changes:
    station = first(stations(forger, lambda each: each["photos"]))
    at = forger.choose.randrange(len(station["photos"]))

    def change(record: Record) -> None:
        del record["photos"][at]

    return {station["code"]: change}


@forged(Failure.PHOTO)
def photos_of_two_stations_swapped(forger: Forger) -> Changes:
    found = stations(forger, lambda each: each["photos"])
    if len(found) < 2:
        raise NothingOfTheKind
    one, other = found[:2]
    return {
        one["code"]: lambda record: record.update(photos=other["photos"]),
        other["code"]: lambda record: record.update(photos=one["photos"]),
    }


@forged(Failure.PHOTO)
def photos_of_two_pages_swapped(forger: Forger) -> Changes:
    station = first(stations(forger, lambda each: len(each["photos"]) > 1))
    one, other = forger.choose.sample(range(len(station["photos"])), 2)

    def change(record: Record) -> None:
        photos = record["photos"]
        for part in ("sha256", "public_sha256"):
            photos[one][part], photos[other][part] = photos[other][part], photos[one][part]

    return {station["code"]: change}


@forged(Failure.PHOTO)
def another_picture_for_a_photo(forger: Forger) -> Changes:
    station = first(stations(forger, lambda each: any(photo["public_sha256"] for photo in each["photos"])))
    at = forger.choose.choice([n for n, photo in enumerate(station["photos"]) if photo["public_sha256"]])
    path = f"photos/{station['photos'][at]['sha256']}.jpg"
    content = forger.files[path] = forger.files[path] + b"painted over"

    def change(record: Record) -> None:
        record["photos"][at]["public_sha256"] = digest(content)

    return {station["code"]: change}


@forged(Failure.PHOTO)
def a_photo_called_otherwise(forger: Forger) -> Changes:
    station = first(stations(forger, lambda each: each["photos"]))
    at = forger.choose.randrange(len(station["photos"]))
    photo = station["photos"][at]
    called = {"refused": "read", "received": "refused"}.get(photo["state"], "refused")

    def change(record: Record) -> None:
        record["photos"][at] |= {"state": called}

    return {station["code"]: change}


@forged(Failure.HIDDEN)
def an_act_hidden(forger: Forger) -> Changes:
    """Remove an objection, an order, an answered discrepancy or the copy."""
    choices = [
        (station["code"], part)
        for station in stations(forger)
        for part in ("orders", "objections", "copy", "settled")
        if (station if part == "settled" else station["acts"])[part]
    ]
    if not choices:
        raise NothingOfTheKind
    code, part = forger.choose.choice(choices)

    def change(record: Record) -> None:
        if part == "copy":
            record["acts"]["copy"] = None
        else:
            (record if part == "settled" else record["acts"])[part].pop()

    return {code: change}


@forged(Failure.UNLOGGED)
def words_of_an_act_changed(forger: Forger) -> Changes:
    places = [
        (record["code"], part, name)
        for record in (*stations(forger), *areas(forger))
        for part, name in (
            ("objections", "text"),
            ("objections", "answer"),
            ("orders", "decision"),
            ("settled", "note"),
        )
        if [each for each in _acts(record, part) if each.get(name) is not None]
    ]
    if not places:
        raise NothingOfTheKind
    code, part, name = forger.choose.choice(places)

    def change(record: Record) -> None:
        act = next(each for each in _acts(record, part) if each.get(name) is not None)
        act[name] += " dan seterusnya"

    return {code: change}


@forged(Failure.UNLOGGED, Failure.CERTIFICATE)
def the_role_of_an_act_changed(forger: Forger) -> Changes:
    places = [
        (record["code"], part)
        for record in (*stations(forger), *areas(forger))
        for part in ("objections", "orders", "settled")
        if _acts(record, part)
    ]
    if not places:
        raise NothingOfTheKind
    code, part = forger.choose.choice(places)
    return {code: lambda record: _acts(record, part)[0].update(role="kpu_chair" if part != "orders" else "ppk")}


def _acts(record: Record, part: str) -> list[Record]:
    found: list[Record] = record[part] if part == "settled" and part in record else record["acts"].get(part, [])
    return found


@forged(Failure.UNLOGGED)
def a_correction_changed(forger: Forger) -> Changes:
    station = first(stations(forger, lambda each: any(one["corrections"] for one in each["settled"])))

    def change(record: Record) -> None:
        settled = next(each for each in record["settled"] if each["corrections"])
        row = min(settled["corrections"])
        settled["corrections"][row] += 1

    return {station["code"]: change}


@forged(Failure.TOTAL, Failure.EXPORT)
def what_is_known_of_a_station(forger: Forger) -> Changes:
    station = first(stations(forger))
    what = forger.choose.choice(("voters", "cap", "names", "number"))

    def change(record: Record) -> None:
        if what == "voters":
            record["voters"]["male"] += 1
        elif what == "names":
            record["names"]["village"] += "?"
        else:
            record[what] += 1

    return {station["code"]: change}


@forged(Failure.TOTAL, Failure.EXPORT)
def the_name_of_an_area(forger: Forger) -> Changes:
    area = first(areas(forger))
    return {area["code"]: lambda record: record.update(name=f"{record['name']}?")}


@forged(*(ANY - {Failure.EXPORT}))
def any_field_of_a_record(forger: Forger) -> Changes:
    """Change whatever a record says; open tables, which a careful forger makes anew, are not what finds it."""
    record = forger.choose.choice([each for _, each in sorted(forger.tree().items())])
    leaves = [at for at in _leaves(record) if "children" not in at and at[-1] not in _FREE]
    at = forger.choose.choice(leaves)

    def change(record: Record) -> None:
        within: Any = record
        for step in at[:-1]:
            within = within[step]
        within[at[-1]] = _other(within[at[-1]], str(at[-1]))

    return {record["code"]: change}


_FREE = {"due"}
"""How many are to be given a copy: the list of recipients stands in the log by digest alone."""


def _leaves(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:  # noqa: ANN401  any JSON
    if not value or not isinstance(value, dict | list):
        return [at]
    steps: Any = value.items() if isinstance(value, dict) else enumerate(value)
    return [leaf for step, each in steps for leaf in _leaves(each, (*at, step))]


def _other(value: object, name: str) -> object:
    """Return another value of the same kind; a moment is moved by a month."""
    if value is None:
        value = "2024-11-27T00:00:00+00:00" if name.endswith("_at") else 0 if name in _NUMBERS else ""
    if isinstance(value, list | dict):
        return ["R1:DP1"] if name == "warnings" else {"x": 1}
    if isinstance(value, int):
        return not value if isinstance(value, bool) else value + 1
    if name.endswith("_at"):
        return (datetime.fromisoformat(str(value)) - timedelta(days=30)).isoformat()
    return digest(str(value).encode()) if len(str(value)) == _DIGEST_DIGITS else f"{value}x"


_DIGEST_DIGITS = 64
_NUMBERS = {"read", "keyed", "written", "corrected", "page", "choice", "left_sum", "right_sum", "ballots"}
