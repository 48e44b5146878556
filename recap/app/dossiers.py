"""What may be shown of stations, each as a dossier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import drawers, layouts
from recap.app.disclosures import StationActs
from recap.app.discrepancies import Case
from recap.app.drawers import Drawer
from recap.app.results import Result
from recap.app.stations import FIRST_COUNT, StationState
from recap.domain import gate
from recap.domain.election import Contest, ContestId, Station, StationCode
from recap.domain.photo import PhotoDigest
from recap.domain.reading import Reader
from recap.domain.rules import StationFacts, rules_for
from recap.domain.settlement import Outcome, Sheet, State

_AT_ONCE = 500
"""Stations of one round of queries: what is read of them fits into memory many times over."""


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo sent for a station: `received`, `read`, `superseded` by a later one of its page, or `refused`.

    `picture` is the SHA-256 of its public copy, None while it is not shown; `entry` the index in the log of the act
    of sending it there first.
    """

    sha256: PhotoDigest
    page: int | None
    state: str
    received_at: datetime
    picture: str | None
    entry: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything the public may see of one station and contest; `readers` saw, each for themselves, what is written.

    `logged` are the indices in the log of its results, in the order of `acts.counts`.
    """

    contest: ContestId
    station: Station
    state: StationState
    result: Result | None = None
    changed_at: datetime | None = None
    acts: StationActs = field(default_factory=StationActs)
    photos: tuple[ShownPhoto, ...] = ()
    cases: tuple[Case, ...] = ()
    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    logged: tuple[int, ...] = ()

    @classmethod
    def empty(cls, contest: ContestId, station: Station) -> Self:
        """Return the dossier of a station from which nothing has come."""
        return cls(contest, station, StationState(contest, station.code, State.WAITING))


async def of_stations(session: AsyncSession, contest: Contest, held: Sequence[Station]) -> list[Dossier]:
    """Return what may be shown of these stations of a contest, all as one snapshot of the database has it."""
    found: list[Dossier] = []
    for start in range(0, len(held), _AT_ONCE):
        some = held[start : start + _AT_ONCE]
        drawer = await drawers.drawer(session, contest, frozenset(each.code for each in some))
        found += [_dossier(drawer, station) for station in some]
    return found


def _dossier(drawer: Drawer, station: Station) -> Dossier:
    code, contest = station.code, drawer.contest.id
    acts = drawer.acts[code]
    result = acts.counts[-1] if acts.counts else None
    outcome = _outcome(drawer, station)
    return Dossier(
        contest=contest,
        station=station,
        state=drawer.states.get(code) or StationState(contest, code, State.WAITING),
        result=result,
        changed_at=drawer.changed.get(code),
        acts=acts,
        photos=tuple(_photos(drawer, code, outcome.photos)),
        cases=tuple(drawer.cases.get(code, ())),
        readers=outcome.confirmed_by if result and result.says(outcome) else {},
        logged=tuple(drawer.logged.get(code, ())),
    )


def _outcome(drawer: Drawer, station: Station) -> Outcome:
    """Return what the readings and settlements of the count that counts now amount to.

    Cases beside the form's arithmetic have no part in it: they depend on the hour, and what is published does not.
    """
    choices = len(drawer.contest.choices)
    pages = {page.number: page.codes for page in layouts.load(drawer.contest.layout, choices).pages if page.codes}
    facts, count = StationFacts(station.voters_male, station.voters_female, station.cap), FIRST_COUNT
    for order in drawer.acts[station.code].orders[-1:]:
        own = order.electorate
        facts, count = StationFacts(own.voters_male, own.voters_female, station.cap, own.ballots), order.count
    seen = [each for each in drawer.seen.get(station.code, ()) if each.count == count]
    answered = drawer.answered.get((station.code, count), ())
    form = Sheet(pages, rules_for(choices), facts)
    return replace(gate.settle(form, seen, answered, drawer.taken.get(station.code)), count=count)


def _photos(drawer: Drawer, code: StationCode, current: Mapping[int, PhotoDigest]) -> Iterable[ShownPhoto]:
    own = [each for each in drawer.seen.get(code, ()) if each.observer is None]
    machine = {each.photo: each for each in own if each.reader is Reader.MACHINE}
    first_sent = {each.photo: each for each in reversed(drawer.uploads.get(code, ()))}
    for upload in sorted(first_sent.values(), key=lambda each: each.id):
        reading, photo = machine.get(upload.photo), upload.photo
        at, entry = upload.received_at, drawer.sent[code, photo]
        if reading is None:
            state = "refused" if (code, photo) in drawer.said else "received"
            yield ShownPhoto(photo, drawer.said.get((code, photo)), state, at, None, entry)
        else:
            state = "read" if current.get(reading.page) == photo else "superseded"
            yield ShownPhoto(photo, reading.page, state, at, drawer.pictures.get(photo), entry)
