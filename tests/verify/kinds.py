"""Every kind of mutation there is: a function that changes a folder, and the classes one of which must be found."""

from collections.abc import Callable
from dataclasses import dataclass

from recap.verify.findings import Failure
from tests.verify.forger import Forger

Make = Callable[[Forger], bool]
"""Changes the folder in some way the forger's choices pick; tells whether there was something to change."""

ANY = frozenset(Failure)


@dataclass(frozen=True)
class Kind:
    """One kind of mutation; at least one of the `due` classes of failure must be found."""

    name: str
    make: Make
    due: frozenset[Failure]


KINDS: dict[str, Kind] = {}


def kind(*due: Failure) -> Callable[[Make], Make]:
    """Register a kind under the name of its function; without classes any finding will do."""

    def register(make: Make) -> Make:
        add(make.__name__, make, due)
        return make

    return register


def add(name: str, make: Make, due: tuple[Failure, ...]) -> None:
    KINDS[name] = Kind(name, make, frozenset(due) or ANY)
