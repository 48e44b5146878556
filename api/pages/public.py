"""The public pages, made from the published folder alone: city, kecamatan, kelurahan, TPS."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import render, words
from api.access import PUBLIC
from api.deps import AtHome, language_of
from api.pages import acts, evidence, figures
from api.published import Published
from api.shapes import AreaObject, ContestObject
from recap.domain.election import Tier
from recap.domain.message import Message
from recap.domain.refusals import NothingPublished

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])

_BELOW = {
    "province": Message("City"),
    "city": Message("Kecamatan"),
    "district": Message("Kelurahan"),
    "village": Message("TPS"),
}


@router.get("/")
def first_page(request: Request, at_home: AtHome) -> Response:
    """Lead to the only contest's city, or let people choose a contest."""
    published = at_home.published
    try:
        manifest = published.manifest()
    except NothingPublished:
        return render.page(request, "nothing_yet.html", {})
    roots = {contest: published.root(contest) for contest in manifest.contests}
    if len(roots) == 1:
        ((contest, root),) = roots.items()
        return area_page(request, published, contest, root.code)
    shown = [
        {"id": contest, "title": published.contest(contest).title, "root": root} for contest, root in roots.items()
    ]
    return render.public_page(request, "contests.html", {"elections": manifest.elections, "contests": shown})


@router.get("/hasil/{contest}/{code}")
def results_page(contest: str, code: str, request: Request, at_home: AtHome) -> HTMLResponse:
    """Show the numbers of an area, or everything about a station."""
    if len(code) == Tier.STATION.value:
        return station_page(request, at_home.published, contest, code)
    return area_page(request, at_home.published, contest, code)


@router.get("/hasil/{contest}")
def contest_page(contest: str, at_home: AtHome) -> RedirectResponse:
    """Lead to the contest's own area."""
    return RedirectResponse(f"/hasil/{contest}/{at_home.published.root(contest).code}")


def area_page(request: Request, published: Published, contest_id: str, code: str) -> HTMLResponse:
    """Return the page of a city, kecamatan or kelurahan."""
    language = language_of(request)
    contest, path = published.contest(contest_id), published.path_to(contest_id, code)
    here, digest = path[-1], _digest(published, contest_id, path)
    context = {
        **_around(published, contest, path, digest),
        "here": here,
        "in_words": figures.in_words(here.stations_in, here.stations_total, language),
        "states": [(state, words.STATES[state], count) for state, count in figures.in_order(here.states)],
        "votes": figures.votes(figures.choices(contest), here.values, language),
        "rows": figures.rows(contest, here.values, language),
        "below": _BELOW[here.tier],
        "children_are_stations": here.tier == "village",
        "children": [figures.child(child, contest) for child in here.children],
        "certificates": acts.certificates(here.acts),
        "objections": acts.objections(here.acts, {}),
    }
    return render.public_page(request, "area.html", context)


def station_page(request: Request, published: Published, contest_id: str, code: str) -> HTMLResponse:
    """Return the page of a polling station, with its photos and why its numbers count or not."""
    language = language_of(request)
    contest, path = published.contest(contest_id), published.path_to(contest_id, code)
    station = published.station(path[-1], code)
    counted = {cell: entry.counted for cell, entry in station.cells.items() if entry.counted is not None}
    labels = words.cell_labels(figures.choices(contest), language)
    digest = next(child.object for child in path[-1].children if child.code == code)
    name = f"TPS {station.number}"
    context = {
        **_around(published, contest, path, digest, name),
        "here": name,
        "station": station,
        "state_words": words.STATES[station.state],
        "why": evidence.why(station),
        "readers": evidence.readers(station),
        "votes": figures.votes(figures.choices(contest), counted, language),
        "rows": figures.station_rows(contest, station.cells, language),
        "open": [evidence.opened(case, labels) for case in station.open],
        "settled": [evidence.settled(case, labels) for case in station.settled],
        "photos": [evidence.photo(photo) for photo in station.photos],
        "counts": acts.counts(station.acts, contest),
        "objections": acts.objections(station.acts, labels),
    }
    return render.public_page(request, "station.html", context)


def _around(
    published: Published, contest: ContestObject, path: list[AreaObject], digest: str, last: str = ""
) -> dict[str, object]:
    crumbs = [{"code": area.code, "name": area.name} for area in path] + ([{"code": "", "name": last}] if last else [])
    manifest = published.manifest()
    return {
        "contest": contest,
        "crumbs": crumbs,
        "generated_at": manifest.generated_at,
        "csv": manifest.contests[contest.id].exports.get("stations.csv", ""),
        "digest": digest,
    }


def _digest(published: Published, contest: str, path: list[AreaObject]) -> str:
    if len(path) == 1:
        return published.manifest().contests[contest].area
    return next(child.object for child in path[-2].children if child.code == path[-1].code)
