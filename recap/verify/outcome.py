"""What a check is given, what is asked of it, and what it returns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from recap.domain.tlog.note import VerifierKey
from recap.domain.tlog.policy import Policy
from recap.verify.bundles import Log
from recap.verify.contests import Total
from recap.verify.findings import Failure, Found
from recap.verify.history import History
from recap.verify.keys import Signed, Trust
from recap.verify.manifests import Manifest
from recap.verify.path import Way
from recap.verify.receipt import Judgement
from recap.verify.words import Words

Progress = Callable[[Words, int, int], None]
"""Told what is being done, how many pieces are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Given:
    """What whoever checks brings along, and how the check is to be made.

    `seen` are files with heads of the log that were seen elsewhere, by their names.
    """

    log_keys: tuple[VerifierKey, ...] = ()
    policy: Policy | None = None
    root_sha256: str | None = None
    photos: bool = True
    processes: int = 1
    patience_s: float = 0.0
    seen: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for when not everything is to be checked: one station, and receipts as their files hold them.

    `copied_at` is when the folder was fetched, if whoever asks knows.
    """

    station: str | None = None
    receipts: tuple[bytes, ...] = ()
    copied_at: datetime | None = None


@dataclass(slots=True)
class Report:
    """What a check has found, and what it stands on; None where the folder did not give it."""

    place: str
    given: Given
    found: Found = field(default_factory=Found)
    trust: Trust | None = None
    signed: Signed | None = None
    log: Log | None = None
    told: History | None = None
    manifest: Manifest | None = None
    authority: str | None = None
    totals: list[Total] = field(default_factory=list)
    signature: bytes | None = None
    heads: tuple[bytes | None, ...] = ()
    asked: Asked | None = None
    ways: list[Way] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    proofs: list[str] = field(default_factory=list)
    listed: bool = True

    @property
    def size(self) -> int:
        """Return the size of the log: as its signed head says, or else as the visible manifest does."""
        if self.signed is not None:
            return self.signed.checkpoint.size
        return self.manifest.size if self.manifest else 0

    @property
    def failures(self) -> set[Failure]:
        """Return the classes of failure there are."""
        return set(self.found.failures)
