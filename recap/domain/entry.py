"""One entry of the public log: an act in canonical JSON, in digests, with no word about a person but role and area.

The bytes of an entry are what the log keeps for ever; `public_part.py` says what each kind of act makes public.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from recap.domain.canonical import canonical
from recap.domain.refusals.log import EntryInvalid

_OWN = {"act": str, "n": int, "at": str, "body": str, "change": str}
_IF_KNOWN = ("contest", "area", "role")


@dataclass(frozen=True, slots=True)
class Entry:
    """One act in the log.

    `act` is its kind, `n` its number in the database, `at` the moment as `spell_moment` writes it, `body` the SHA-256
    of its line in the private journal, `area` the code of a station or area, `role` that of whoever acted.
    """

    act: str
    n: int
    at: str
    body: str
    change: str = "insert"
    contest: str | None = None
    area: str | None = None
    role: str | None = None
    public: Mapping[str, object] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """Return the bytes that stand in the log."""
        own: dict[str, object] = {"act": self.act, "n": self.n, "at": self.at, "body": self.body, "change": self.change}
        where = {"contest": self.contest, "area": self.area, "role": self.role}
        known = {name: value for name, value in where.items() if value is not None}
        return canonical({**self.public, **own, **known}).encode()


def parse(content: bytes, index: int = 0) -> Entry:
    """Return the entry these bytes are; EntryInvalid (which names `index`) if they are not the only spelling of one."""
    try:
        facts = json.loads(content)
        if not isinstance(facts, dict) or canonical(facts).encode() != content:
            raise EntryInvalid(index=index, reason="not canonical JSON")
    except (ValueError, RecursionError) as error:
        raise EntryInvalid(index=index, reason="not JSON") from error
    if any(type(facts.get(name)) is not kind for name, kind in _OWN.items()):
        raise EntryInvalid(index=index, reason="no act, number, moment, body or change")
    if any(not isinstance(facts.get(name, ""), str) for name in _IF_KNOWN):
        raise EntryInvalid(index=index, reason="contest, area or role is no text")
    own = {name: facts.pop(name) for name in _OWN}
    where = {name: facts.pop(name, None) for name in _IF_KNOWN}
    return Entry(**own, **where, public=facts)


def spell_moment(at: datetime) -> str:
    """Return a moment in UTC as entries have it: `2026-11-23T04:27:58.000123Z`."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
