"""What a check is given: where it reads, what the log says of this place, and where it notes what it finds."""

from dataclasses import dataclass, field
from typing import Any

from recap.domain.sumtree import Scheme
from recap.verify.findings import Failure, Finding, Found
from recap.verify.logged import Entries
from recap.verify.source import Source
from recap.verify.words import Words

Record = dict[str, Any]
"""A published record as its JSON says; a field that is missing or of another type raises, and that is a finding."""


@dataclass(slots=True)
class Scene:
    """One piece of work: one contest, and within it one kecamatan or one area above.

    Entries below `begun` are of acts from before the log: kind by kind, and not in the order in which they were done.
    """

    source: Source
    found: Found
    contest: Record
    scheme: Scheme
    entries: Entries
    photos: bool = True
    begun: int = 0
    digests: dict[str, str] = field(default_factory=dict)

    def note(self, failure: Failure, path: str, words: Words, **facts: str | int) -> None:
        """Keep a finding."""
        self.found.note(Finding(failure, path, words, facts))

    def sha256(self, path: str) -> str:
        """Return the digest of a large file, read once however many records speak of it; FileMissing."""
        if path not in self.digests:
            self.digests[path] = self.source.sha256(path)
        return self.digests[path]


@dataclass(frozen=True, slots=True)
class Seen:
    """A record that some manifest reaches.

    `claims` are the distinct entries by which areas name it, none for the topmost area. `first` and `last` are the
    sizes of the log at the first and at the last manifest that reach it: what it shows must stand in the log before
    `first`, and what stands there before `last` must be shown.
    """

    path: str
    sha256: str
    record: Record
    claims: tuple[Record, ...]
    first: int
    last: int
    current: bool
