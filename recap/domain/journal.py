"""A line of the private journal: the whole row of one act, from which its log entry and its database row can be made.

Line k of the journal is the body of entry k of the log: `digest` is what the entry says of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from recap.domain.canonical import canonical
from recap.domain.refusals.log import LineInvalid

_FIELDS: Mapping[str, type] = {"n": int, "kind": str, "change": str, "salt": str, "at": str, "row": dict}


@dataclass(frozen=True, slots=True)
class Line:
    """One act: its number, its table, insert, update or delete, the salt, the moment as entries spell it, the row.

    `content` is the line without its newline.
    """

    n: int
    kind: str
    change: str
    salt: str
    at: str
    row: Mapping[str, object]
    content: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Spell the line once: it is the longest text of every act."""
        facts = {"n": self.n, "kind": self.kind, "change": self.change, "salt": self.salt, "at": self.at}
        object.__setattr__(self, "content", canonical({**facts, "row": self.row}).encode())


def digest(content: bytes) -> str:
    """Return what a log entry says of the line with this content."""
    return sha256(content).hexdigest()


def parse(content: bytes) -> Line:
    """Return the line these bytes are; LineInvalid if they are none."""
    try:
        facts = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise LineInvalid(reason="not JSON") from error
    if not isinstance(facts, dict) or facts.keys() != _FIELDS.keys():
        raise LineInvalid(reason="not the fields of an act")
    if any(type(facts[name]) is not kind for name, kind in _FIELDS.items()):
        raise LineInvalid(reason="a field of another type")
    line = Line(**facts)
    if line.content != content:
        raise LineInvalid(reason="not canonical JSON")
    return line
