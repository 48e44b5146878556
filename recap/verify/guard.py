"""Checks of what strangers wrote: whatever they stumble over is a finding about the folder, and never the end."""

from collections.abc import Callable
from functools import partial

from cryptography.exceptions import UnsupportedAlgorithm

from recap.domain.errors import RecapError
from recap.verify import texts
from recap.verify.findings import Failure, Found
from recap.verify.jobs import Job
from recap.verify.reading import note
from recap.verify.source import Source, Unreachable

ILL = (
    *(LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError),
    *(RecapError, UnsupportedAlgorithm),
)
"""What a check may raise on a record that has the right fields and senseless values."""


def guarded(found: Found, path: str, check: Callable[[], object]) -> None:
    """Make a check; what it stumbles over is a finding about the file at this path; Unreachable is raised."""
    try:
        check()
    except Unreachable:
        raise
    except ILL:
        note(found, Failure.SHAPE, path, texts.SENSELESS)


def job(path: str, check: Job[Found]) -> Job[Found]:
    """Return a piece of work that finds something about the file at this path where the given one stumbles."""
    return partial(_made, path=path, check=check)


def _made(source: Source, *, path: str, check: Job[Found]) -> Found:
    found = Found()
    guarded(found, path, lambda: found.take(check(source)))
    return found
