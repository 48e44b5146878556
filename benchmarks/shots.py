"""Specimens of a whole city: drawn, photographed, read as the worker does, and thrown away."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time

from benchmarks.looks import SHARES
from ocr.decode import Limits
from ocr.read import Expected, read
from ocr.station import decode_station
from ocr.witness import Place
from recap.app import definition, examples, layouts
from recap.cli.demo import papers
from recap.domain.election import AreaCode, ContestId, Election, StationCode
from recap.domain.form import FormLayout
from recap.domain.reading import Decision, PageReading
from recap.domain.rules import rules_of

ALL = "+ arithmetic"
"""By all encodings, and the pages of a form together."""
_FIRST = AreaCode("337405")


@dataclass(frozen=True, slots=True)
class Taken:
    """The readings of some stations' photos, the first ones and those after refused ones were taken again.

    `seconds` are those of a core for the first ones, `peak_mb` the most memory that a reading process ever held.
    """

    shots: Sequence[papers.Shot]
    first: Sequence[PageReading]
    whole: Sequence[PageReading]
    seconds: float
    peak_mb: int


@dataclass(frozen=True, slots=True)
class Hands:
    """Processes that draw and photograph, others that read, and by which evidence these read."""

    makers: Executor
    readers: Executor
    using: str = ALL

    def take(self, shots: Sequence[papers.Shot]) -> Taken:
        """Take, read and throw away these photos, and those of refused ones once more."""
        done = self._read(shots)
        first = [reading for reading, _, _ in done]
        refused = [at for at, reading in enumerate(first) if reading.decision is Decision.REFUSE]
        again = self._read([papers.again(shots[at]) for at in refused])
        anew = {at: reading for at, (reading, _, _) in zip(refused, again, strict=True)}
        whole = [anew.get(at, reading) for at, reading in enumerate(first)]
        together = _together if self.using == ALL else _alone
        seconds, peak = sum(spent for _, spent, _ in done), max(peak for _, _, peak in done)
        return Taken(shots, together(shots, first), together(shots, whole), seconds, peak)

    def _read(self, shots: Sequence[papers.Shot]) -> list[tuple[PageReading, float, int]]:
        taken = (shot for shot, _ in zip(shots, self.makers.map(papers.take, shots), strict=True))
        return list(self.readers.map(partial(_read, using=self.using), taken))


def first_shots(stations: int, seed: int, folder: Path) -> list[papers.Shot]:
    """Return the photos to be taken of so many stations' forms, in the demonstration's mix of qualities and faults.

    ValueError if the city has fewer stations.
    """
    election = _election()
    if stations > len(election.stations):
        message = f"{election.id} has {len(election.stations)} stations"
        raise ValueError(message)
    votes = {area: one.votes for area, one in examples.published().items()}
    areas = sorted(votes, key=lambda area: (area != _FIRST, area))
    filled = [paper for area in areas for paper in papers.fill(election, area, votes[area], seed)]
    return papers.first_shots(election, election.contests[0], filled[:stations], folder, seed)


def in_city() -> int:
    """Return how many stations the city has."""
    return len(_election().stations)


def _election() -> Election:
    return definition.read(examples.FOLDER / "semarang-2024", layouts.names())


def parts(shots: Sequence[papers.Shot], stations: int) -> Iterator[Sequence[papers.Shot]]:
    """Yield the photos of so many stations at a time."""
    forms: dict[str, list[papers.Shot]] = defaultdict(list)
    for shot in shots:
        forms[shot.identity.station].append(shot)
    each = list(forms.values())
    for start in range(0, len(each), stations):
        yield [shot for form in each[start : start + stations] for shot in form]


def _form(shot: papers.Shot) -> FormLayout:
    return layouts.load(shot.contest.layout, len(shot.contest.choices))


def told(shot: papers.Shot) -> Expected:
    """Return what the sender of a photo says of it."""
    sheet = shot.identity
    place = Place(sheet.district, sheet.village)
    return Expected(ContestId(sheet.contest), StationCode(sheet.station), sheet.heading, sheet.count, place)


def _read(shot: papers.Shot, using: str) -> tuple[PageReading, float, int]:
    """Return the reading of a photo, the seconds of a core it took, and the most memory of this process so far, MB."""
    photo = shot.path.read_bytes()
    for file in (shot.path, shot.path.with_suffix(".json")):
        file.unlink()
    form = _form(shot)
    started = process_time()
    reading = read(photo, (form,), told(shot), Limits(), using=SHARES[using]).reading
    return reading, process_time() - started, getrusage(RUSAGE_SELF).ru_maxrss * 1024 // 1_000_000


def _alone(_shots: Sequence[papers.Shot], readings: Sequence[PageReading]) -> list[PageReading]:
    return list(readings)


def _together(shots: Sequence[papers.Shot], alone: Sequence[PageReading]) -> list[PageReading]:
    """Return the readings as they are beside those of their form's other pages."""
    forms: dict[str, dict[int, PageReading]] = defaultdict(dict)
    for shot, reading in zip(shots, alone, strict=True):
        forms[shot.identity.station][shot.page] = reading
    rules = rules_of(_form(shots[0])) if shots else ()
    decoded = {station: decode_station(pages, rules) for station, pages in forms.items()}
    return [decoded[shot.identity.station][shot.page] for shot in shots]
