"""The election's definition beside the published tree: no station, area, choice or voter is missing or changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recap.domain.canonical import canonical
from recap.domain.election import Tier
from recap.verify import phrases, reading, whole
from recap.verify.findings import Failure, Finding, Found
from recap.verify.scene import Record
from recap.verify.source import FileMissing, Source

Facts = tuple[object, ...]
"""A station's number, voters (men, women), cap, and the names of the areas around it, the largest first."""

_TIERS = [(tier.value, tier.name.lower()) for tier in Tier if tier is not Tier.STATION]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is published of one contest: its description, its areas' names and its stations' facts, by code."""

    contest: Record
    areas: Mapping[str, str]
    stations: Mapping[str, Facts]


def shown(source: Source, described: str, top: str) -> Shown:
    """Return what is published below two records; FileMissing, ValueError or KeyError if something is broken."""
    path, content = next(source.ahead([reading.object_path(described)]))
    if content is None:
        raise FileMissing(path=path)
    areas = whole.areas(source, top)
    stations = {each["code"]: _facts(each) for each in whole.stations(source, areas)}
    return Shown(json.loads(content), {each["code"]: each["name"] for each in areas}, stations)


def _facts(station: Record) -> Facts:
    voters, names = station["voters"], station["names"]
    around = tuple(names.get(tier, "") for _, tier in _TIERS)
    return (station["number"], voters["male"], voters["female"], station["cap"], *around)


def check(source: Source, found: Found, election: Record, tree: Sequence[Shown]) -> None:
    """Note every difference between a published definition and what is published of its contests."""
    path = f"definitions/{election['definition']}.json"
    content = reading.fetch(source, found, path, election["definition"])
    if content is None:
        return
    try:
        said: Any = json.loads(content)
        whole = isinstance(said, dict) and canonical(said).encode() == content
        different = list(_differences(said, election, tree)) if whole else [path]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        different = [path]
    for each in different:
        found.note(Finding(Failure.TOTAL, path, phrases.DEFINITION, {"what": each}))
    found.count("definition")


def _differences(said: Record, election: Record, tree: Sequence[Shown]) -> Iterator[str]:
    """Yield what is not as defined: the election's facts, contests, areas and stations, by id or code."""
    yield from (name for name in ("id", "name", "day") if said[name] != election[name])
    contests = {each["id"]: each for each in said["contests"]}
    yield from sorted(contests.keys() ^ {root.contest["id"] for root in tree})
    names = {each["code"]: each["name"] for each in said["areas"]}
    for root in tree:
        yield from _contest(contests.get(root.contest["id"], {}), root, names)
        yield from _areas(said, root, names)
        yield from _stations(said, root, names)


def _contest(defined: Record, root: Shown, names: Record) -> Iterator[str]:
    shown = root.contest
    for name in ("office", "title", "area", "layout"):
        if defined.get(name) != shown[name]:
            yield f"{root.contest['id']}.{name}"
    choices = [{key: value for key, value in each.items() if key != "code"} for each in shown["choices"]]
    codes = [each["code"] == f"PAS{each['number']}" for each in shown["choices"]]
    if defined.get("choices") != choices or not all(codes):
        yield f"{root.contest['id']}.choices"
    above = sorted(code for code in names if root.contest["area"].startswith(code) and code != root.contest["area"])
    if shown["above"] != [{"code": code, "name": names[code]} for code in above]:
        yield f"{root.contest['id']}.above"


def _areas(said: Record, root: Shown, names: Record) -> Iterator[str]:
    """Yield areas that are missing, too many or otherwise named; one without stations is not in the tree."""
    stations = [each["code"] for each in said["stations"] if each["code"].startswith(root.contest["area"])]
    due = {code[:length]: names.get(code[:length]) for code in stations for length in (2, 4, 6, 10)}
    due = {code: name for code, name in due.items() if code.startswith(root.contest["area"])}
    yield from (code for code in sorted(due.keys() | root.areas.keys()) if due.get(code) != root.areas.get(code))


def _stations(said: Record, root: Shown, names: Record) -> Iterator[str]:
    due = {}
    for each in said["stations"]:
        code = each["code"]
        if code.startswith(root.contest["area"]):
            around = tuple(names.get(code[:length], "") for length, _ in _TIERS)
            due[code] = (each["number"], each["voters_male"], each["voters_female"], each["cap"], *around)
    yield from (code for code in sorted(due.keys() | root.stations.keys()) if due.get(code) != root.stations.get(code))
