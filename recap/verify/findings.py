"""What a check finds: classes of failure, each with its own exit status, and what was looked at on the way."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from recap.verify.words import Words

MOST_KEPT = 200
"""Findings of one class that are kept with their facts; of a folder forged through and through the rest is counted."""


class Failure(Enum):
    """A class of failure, the gravest first; the value is the exit status."""

    BROKEN_PROMISE = 30
    FORK = 29
    CHECKPOINT = 28
    HISTORY = 27
    SIGNATURE = 26
    TOTAL = 25
    UNLOGGED = 24
    HIDDEN = 23
    CERTIFICATE = 22
    COPY = 21
    PHOTO = 20
    EXPORT = 19
    CHANGED = 18
    MISSING = 17
    STRAY = 16
    SHAPE = 15
    KEY = 14
    RECEIPT = 13
    OVERDUE = 12


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: where, and in words with their facts."""

    failure: Failure
    path: str
    words: Words
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """Return the finding as a sentence."""
        return self.words.say(language, self.facts)


@dataclass(slots=True)
class Found:
    """What one piece of work has found: findings, the files it can answer for, and how much it looked at."""

    findings: list[Finding] = field(default_factory=list)
    accounted: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    failures: Counter[Failure] = field(default_factory=Counter)

    def note(self, finding: Finding) -> None:
        """Keep a finding; beyond the first few hundred of its class it is only counted."""
        self.failures[finding.failure] += 1
        if self.failures[finding.failure] <= MOST_KEPT:
            self.findings.append(finding)

    def saw(self, path: str) -> None:
        """Answer for a file: its bytes were compared with what they must be, or its absence was told."""
        self.accounted.add(path)

    def count(self, name: str, number: int = 1) -> None:
        """Add to how many of something were checked."""
        self.counts[name] += number

    def take(self, other: "Found") -> None:
        """Add what another piece of work has found."""
        for finding in other.findings:
            if self.failures[finding.failure] < MOST_KEPT:
                self.findings.append(finding)
            self.failures[finding.failure] += 1
        dropped = other.failures - Counter(each.failure for each in other.findings)
        self.failures.update(dropped)
        self.accounted |= other.accounted
        self.counts.update(other.counts)
