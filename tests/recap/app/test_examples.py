from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ocr.specimen import numbers
from recap.app import definition, examples
from recap.domain.election import ChoiceKind, Election, Tier
from recap.domain.rules import StationFacts, check, check_station, rules_for


def read(name: str) -> Election:
    return definition.read(examples.FOLDER / name, ["C.HASIL-KWK"])


@pytest.mark.parametrize(
    ("name", "day", "stations", "voters", "cap"),
    [
        ("semarang-2024", date(2024, 11, 27), 2358, 1_240_358, 600),
        ("semarang-2020", date(2020, 12, 9), 3447, 1_174_068, 500),
    ],
)
def test_an_example_has_the_public_totals(name: str, day: date, stations: int, voters: int, cap: int) -> None:
    election = read(name)

    assert election.day == day
    assert Counter(a.tier for a in election.areas)[Tier.DISTRICT] == 16
    assert Counter(a.tier for a in election.areas)[Tier.VILLAGE] == 177
    assert len(election.stations) == stations
    assert sum(s.voters for s in election.stations) == voters
    assert all(s.cap == cap for s in election.stations)
    assert any("Generated" in note for note in election.notes)


def test_the_choices_are_those_of_the_ballots() -> None:
    now, before = read("semarang-2024").contests[0], read("semarang-2020").contests[0]

    assert [c.external_id for c in now.choices] == ["1000702", "1000703"]
    assert [c.kind for c in before.choices] == [ChoiceKind.PAIR, ChoiceKind.EMPTY_COLUMN]


def test_the_stations_of_each_kecamatan_are_as_published() -> None:
    counts = Counter(s.code[:6] for s in read("semarang-2024").stations)

    assert counts == {area: known.stations for area, known in examples.published().items()}


def test_the_published_votes_are_those_of_the_city_that_morning() -> None:
    known = examples.published().values()

    assert tuple(map(sum, zip(*(k.votes for k in known), strict=True))) == (482_532, 361_296)
    assert sum(k.stations_in for k in known) == 2341


def test_the_committed_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    written = examples.write(tmp_path)

    assert len(written) == 4
    for path in written:
        assert path.read_bytes() == (examples.FOLDER / path.relative_to(tmp_path)).read_bytes()


def test_every_kecamatan_can_be_filled_to_its_published_votes() -> None:
    stations = read("semarang-2024").stations
    for area, known in examples.published().items():
        inside = [s for s in stations if s.code.startswith(area)]

        filled = numbers.with_votes(inside, known.votes, np.random.default_rng(1))

        assert (sum(v["PAS1"] for v in filled.values()), sum(v["PAS2"] for v in filled.values())) == known.votes
        for s in inside:
            facts = StationFacts(s.voters_male, s.voters_female, s.cap)
            assert not check(filled[s.code], rules_for(2))
            assert not check_station(filled[s.code], facts)
