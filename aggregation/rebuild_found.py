"""What the entries of a log tell a rebuild: its publications, and what must be there before the first act is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from recap.domain import journal
from recap.domain.entry import Entry
from recap.domain.journal import Line
from recap.domain.public_part import Kind
from recap.domain.tlog.checkpoint import Checkpoint

_SEALED = frozenset({Kind.CERTIFICATE, Kind.COPY})
_APPOINTMENT = "appointment"


@dataclass(frozen=True, slots=True)
class Published:
    """One publication: its place in the log, how many entries it shows, its manifest, its moment, the row's number.

    `exports` are the digests of the area records its exports were renewed from, by contest.
    """

    number: int
    index: int
    size: int
    manifest: str
    at: datetime
    exports: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """A log that is whole: its head, its publications in order, the highest number of an act, the mended files.

    `sealed` says that offices have signed something: then their keys must be there. `late` are the definitions that
    came into the log after acts of their election, which was loaded before there was a log.
    """

    head: Checkpoint
    publications: tuple[Published, ...]
    last_act: int
    sealed: bool
    late: tuple[Line, ...]
    mended: tuple[str, ...]


@dataclass(slots=True)
class Found:
    """What has been found on the way through a log."""

    publications: list[Published] = field(default_factory=list)
    last_act: int = 0
    sealed: bool = False
    mended: dict[str, bytes] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)
    late: list[Line] = field(default_factory=list)
    elections: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)

    def look(self, index: int, said: Entry, line: bytes) -> None:
        """Take note of an entry and its line."""
        self.last_act = max(self.last_act, said.n)
        self.sealed |= said.act in _SEALED
        if said.act == Kind.PUBLICATION:
            self.publications.append(_published(index, journal.parse(line).row))
        elif said.act == Kind.DEFINITION:
            self._define(journal.parse(line))
        elif said.contest is not None or said.act == _APPOINTMENT:
            self.elections.add(_election(said, line))

    def source(self, head: Checkpoint) -> Source:
        """Return all of it, at the end of the log."""
        mended, late = tuple(sorted(self.mended)), tuple(self.late)
        return Source(head, tuple(self.publications), self.last_act, self.sealed, late, mended)

    def _define(self, line: Line) -> None:
        election = str(line.row["election"])
        if election in self.elections - self.defined:
            self.late.append(line)
        self.defined.add(election)


def _election(said: Entry, line: bytes) -> str:
    """Return the election of an act; an appointment may be to no single contest."""
    if said.contest is not None:
        return said.contest.partition(".")[0]
    return str(journal.parse(line).row["election"])


def _published(index: int, row: Mapping[str, Any]) -> Published:
    at = datetime.fromisoformat(row["published_at"])
    return Published(row["id"], index, row["size"], row["manifest_sha256"], at, row.get("exports", {}))
