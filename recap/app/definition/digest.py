"""The name of a definition's content, by which loading the same one twice is noticed."""

from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from json import dumps
from operator import attrgetter

from recap.domain.election import Election


def digest(election: Election) -> str:
    """Return the SHA-256 of an election's content; the order of areas, stations and contests does not matter."""
    return sha256(text(election).encode()).hexdigest()


def text(election: Election) -> str:
    """Return an election's content as canonical JSON, the text of which `digest` is the digest."""
    ordered = replace(
        election,
        areas=tuple(sorted(election.areas, key=attrgetter("code"))),
        stations=tuple(sorted(election.stations, key=attrgetter("code"))),
        contests=tuple(sorted(election.contests, key=attrgetter("id"))),
    )
    return dumps(asdict(ordered), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
