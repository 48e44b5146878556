"""The paper of the demonstration: what stands on each form, and the photo files taken of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ocr.paper.identity import Identity, of
from ocr.paper.texts import witnesses
from ocr.specimen.conditions import BAD, GOOD, USUAL, Conditions, Fault, unreadable
from ocr.specimen.make import Order, make
from ocr.specimen.numbers import plausible, with_votes
from ocr.specimen.record import as_json
from ocr.specimen.slips import paper_error
from recap.app import examples, layouts
from recap.domain.election import AreaCode, Contest, Election, Station
from recap.domain.form import FormLayout

_PAPER_ERRORS = 0.06
"""Share of stations whose paper does not add up; 2019 and 2024 counts show a few percent."""

_SPOILT_PHOTOS = 0.05
"""Share of first photos that must be taken again."""

_QUALITIES = ((GOOD, 0.45), (USUAL, 0.45), (BAD, 0.10))
_FAULTS = (Fault.CORNER, Fault.BLUR, Fault.DARK, Fault.HALF)


@dataclass(frozen=True, slots=True)
class Paper:
    """One station's filled form: the numbers as written, and the rules the paper itself breaks."""

    station: Station
    values: Mapping[str, int]
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo to be taken: of which page, how well, and into which file."""

    contest: Contest
    identity: Identity
    values: Mapping[str, int]
    page: int
    seed: int
    conditions: Conditions
    path: Path


def published_votes(area: str) -> tuple[int, ...]:
    """Return the votes per choice that the real count of 2024 published for a kecamatan; KeyError if none."""
    return examples.published()[AreaCode(area)].votes


def fill(election: Election, area: str, totals: tuple[int, ...], seed: int) -> list[Paper]:
    """Return the filled forms of an area's stations; votes sum to `totals`, some paper does not add up."""
    stations = [s for s in election.stations if s.code.startswith(area)]
    rng = np.random.default_rng(seed)
    written = with_votes(stations, totals, rng)
    papers = []
    for station in stations:
        values = written[station.code]
        broken: tuple[str, ...] = ()
        if rng.random() < _PAPER_ERRORS:
            slip = paper_error(values, rng)
            values, broken = slip.values, slip.broken
        papers.append(Paper(station, values, broken))
    return papers


def by_station(papers: list[Paper]) -> dict[str, Mapping[str, int]]:
    """Return the written numbers of each station, by its code."""
    return {paper.station.code: paper.values for paper in papers}


def first_shots(election: Election, contest: Contest, papers: list[Paper], folder: Path, seed: int) -> list[Shot]:
    """Return the first photo of every page of every form, in mixed quality, some of them spoilt."""
    rng = np.random.default_rng(seed + 1)
    layout = _layout(contest)
    names: dict[str, str] = {area.code: area.name for area in election.areas}
    shots = []
    for paper in papers:
        identity = of(contest, paper.station, names)
        for page in layout.pages:
            name = f"{paper.station.code}-{page.number}"
            kind = _conditions(rng)
            number = int(rng.integers(1 << 31))
            shots.append(Shot(contest, identity, paper.values, page.number, number, kind, folder / f"{name}.jpg"))
    return shots


def practice(election: Election, area: str, seed: int) -> Paper:
    """Return a form for the visitor to send: the first station outside the counted area, its paper does not add up."""
    station = next(s for s in election.stations if not s.code.startswith(area))
    rng = np.random.default_rng(seed)
    slip = paper_error(plausible(station, len(election.contests[0].choices), rng), rng)
    return Paper(station, slip.values, slip.broken)


def good_shots(election: Election, contest: Contest, paper: Paper, folder: Path, seed: int) -> list[Shot]:
    """Return one well taken photo of every page of a form."""
    names: dict[str, str] = {area.code: area.name for area in election.areas}
    identity = of(contest, paper.station, names)
    return [
        Shot(
            contest, identity, paper.values, page.number, seed, GOOD, folder / f"{paper.station.code}-{page.number}.jpg"
        )
        for page in _layout(contest).pages
    ]


def again(shot: Shot) -> Shot:
    """Return the photo a person takes after being told what was wrong: the same sheet, well photographed.

    The seed decides both the writing and the camera, so a well taken photo that was refused needs another seed.
    """
    path = shot.path.with_stem(f"{shot.path.stem}-again")
    seed = shot.seed + 1 if shot.conditions == GOOD else shot.seed
    return Shot(shot.contest, shot.identity, shot.values, shot.page, seed, GOOD, path)


def take(shot: Shot) -> Path:
    """Draw, fill and photograph one page into its file, its truth in a JSON file beside it; return the photo's path."""
    layout = _layout(shot.contest)
    order = Order(layout, shot.page, shot.identity, shot.values, shot.seed, shot.conditions)
    specimen = make(order)
    shot.path.write_bytes(specimen.photo)
    shot.path.with_suffix(".json").write_text(as_json(specimen.truth), encoding="utf-8")
    return shot.path


def _layout(contest: Contest) -> FormLayout:
    return layouts.load(contest.layout, len(contest.choices), witnesses(contest.choices))


def _conditions(rng: np.random.Generator) -> Conditions:
    if rng.random() < _SPOILT_PHOTOS:
        return unreadable(_FAULTS[int(rng.integers(len(_FAULTS)))])
    weights = [weight for _, weight in _QUALITIES]
    return _QUALITIES[int(rng.choice(len(_QUALITIES), p=weights))][0]
