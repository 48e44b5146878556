"""Numbers that a polling station could have written: they satisfy every rule, or break one as tired people do.

Rates are those of Semarang 2024 (turnout 72.84 %, 5.9 % of the votes invalid) and 2020.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recap.domain.apportion import apportion
from recap.domain.election import Station, StationCode
from recap.domain.rows import LPJ
from recap.domain.rules import ballots_due, codes_of

Values = dict[str, int]

_FULLEST = 0.96
"""No station is given more valid votes than this share of its registered voters."""


@dataclass(frozen=True, slots=True)
class Ballots:
    """How a station voted: votes per choice in ballot order, and the invalid ones."""

    votes: tuple[int, ...]
    invalid: int

    @property
    def used(self) -> int:
        """Return the number of ballots in the box."""
        return sum(self.votes) + self.invalid


def plausible(station: Station, choices: int, rng: np.random.Generator, ballots: Ballots | None = None) -> Values:
    """Return a complete set of form numbers that satisfies R1-R18; with `ballots`, one whose votes are exactly those.

    ValueError if the station's ballots cannot hold so many votes.
    """
    cast = ballots or _ballots(station, choices, rng)
    room = ballots_due(station.voters) - cast.used
    if room < 0 or len(cast.votes) != choices:
        raise ValueError(station.code, cast)
    values = _people(station, cast.used, rng)
    spoiled = min(room, int(rng.poisson(0.25)))
    values |= {"PSS1": ballots_due(station.voters), "PSS2": spoiled, "PSS3": room - spoiled, "PSS4": cast.used}
    values |= {f"PAS{n}": votes for n, votes in enumerate(cast.votes, 1)}
    values |= {"SAH": sum(cast.votes), "TSAH": cast.invalid, "TOT": cast.used}
    values |= {"PHP4-R": cast.used, "PSS4-R": cast.used}
    return {code: values[code] for code in codes_of(choices)}


def with_votes(
    stations: Sequence[Station], totals: Sequence[int], rng: np.random.Generator
) -> dict[StationCode, Values]:
    """Return plausible numbers for these stations (a kecamatan, say) whose votes per choice sum exactly to `totals`.

    ValueError if the stations' voters cannot cast so many votes.
    """
    weights = [s.voters * rng.normal(1.0, 0.07) for s in stations]
    left = apportion(sum(totals), weights, [int(s.voters * _FULLEST) for s in stations])
    columns = []
    for total in totals[:-1]:
        column = apportion(total, [n * rng.normal(1.0, 0.14) for n in left], left)
        columns.append(column)
        left = [n - given for n, given in zip(left, column, strict=True)]
    votes = zip(*columns, left, strict=True)
    return {
        s.code: plausible(s, len(totals), rng, Ballots(row, _invalid(s, sum(row), rng)))
        for s, row in zip(stations, votes, strict=True)
    }


def _ballots(station: Station, choices: int, rng: np.random.Generator) -> Ballots:
    """Draw a turnout of about 70 % and votes that differ from station to station."""
    used = round(station.voters * min(max(rng.normal(0.70, 0.07), 0.3), 0.95))
    invalid = int(rng.binomial(used, rng.beta(6, 96)))
    shares = rng.dirichlet(np.full(choices, 6.0))
    return Ballots(tuple(int(v) for v in rng.multinomial(used - invalid, shares)), invalid)


def _invalid(station: Station, valid: int, rng: np.random.Generator) -> int:
    """Draw the invalid votes that go with so many valid ones."""
    return min(int(rng.poisson(valid * rng.beta(6, 96))), max(station.voters - valid, 0))


def _people(station: Station, used: int, rng: np.random.Generator) -> Values:
    """Return the rows of voters, users and disability for a station where `used` people voted."""
    moved, added = _outsiders(station, used, rng)
    listed = {"L": station.voters_male, "P": station.voters_female}
    came = used - sum(moved.values()) - sum(added.values())
    men = _between(came - listed["P"], rng.binomial(came, _share(listed) * 0.985), min(came, listed["L"]))
    rows: dict[str, dict[str, int]] = {
        "DP1": listed,
        "DP2": {sex: n + int(rng.binomial(2, 0.1)) for sex, n in moved.items()},
        "DP3": added,
        "PHP1": {"L": men, "P": came - men},
        "PHP2": moved,
        "PHP3": added,
    }
    rows["DP4"] = {sex: rows["DP1"][sex] + rows["DP2"][sex] + rows["DP3"][sex] for sex in "LP"}
    rows["PHP4"] = {sex: rows["PHP1"][sex] + moved[sex] + added[sex] for sex in "LP"}
    rows["DPD1"] = {sex: int(rng.binomial(n, 0.006)) for sex, n in rows["DP4"].items()}
    rows["DPD2"] = {sex: min(int(rng.binomial(n, 0.6)), rows["PHP4"][sex]) for sex, n in rows["DPD1"].items()}
    return dict(_cells(rows))


def _outsiders(station: Station, used: int, rng: np.random.Generator) -> tuple[dict[str, int], dict[str, int]]:
    """Draw the users who moved in (DPPh) and those with only an identity card (DPTb), men and women."""
    moved = min(int(rng.poisson(0.7)), used)
    added = min(max(int(rng.poisson(1.6)), used - moved - station.voters), used - moved)
    men_moved, men_added = int(rng.binomial(moved, 0.5)), int(rng.binomial(added, 0.5))
    return {"L": men_moved, "P": moved - men_moved}, {"L": men_added, "P": added - men_added}


def _cells(rows: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[str, int]]:
    for code, row in rows.items():
        for part, value in zip(LPJ, (row["L"], row["P"], row["L"] + row["P"]), strict=True):
            yield f"{code}-{part}", value


def _share(listed: Mapping[str, int]) -> float:
    return listed["L"] / max(sum(listed.values()), 1)


def _between(low: int, value: int, high: int) -> int:
    return max(low, 0, min(int(value), high))
