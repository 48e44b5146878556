"""An officer: a person with a role in one area for a term, and what follows from that."""

from dataclasses import dataclass
from datetime import date

from recap.domain.election import AreaCode, ContestId
from recap.domain.errors import Forbidden
from recap.domain.rights import Act, Role, may


@dataclass(frozen=True, slots=True)
class Officer:
    """A person who may sign in: a role in one area, perhaps for one contest only, until the term ends.

    `choice` is whom a witness stands for.
    """

    id: int
    username: str
    name: str
    role: Role
    area: AreaCode
    contest: ContestId | None
    choice: int | None = None
    starts_on: date = date.min
    ends_on: date = date.max

    def may(self, act: Act, contest: str, code: str) -> bool:
        """Say whether this officer may do this to the station or area with this code."""
        return may(self.role, act, self.area, code) and self.contest in (None, contest)

    def must(self, act: Act, contest: str, code: str) -> None:
        """Raise Forbidden unless this officer may do this there."""
        if not self.may(act, contest, code):
            raise Forbidden
