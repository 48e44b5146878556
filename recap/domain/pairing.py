"""Two independent readers of one page: the machine and the KPPS, cell by cell.

The photo sent last is the page. A person confirms a photo, so a confirmation counts for the machine's reading of the
same photo; after a retake it still counts if every number on it is also what the machine read on the new photo (two
readers then saw the same numbers on two photos of one sheet), and otherwise the page waits for a new confirmation.
The KPPS may send and confirm again, the last word of each reader counting, until an officer has settled something at
the station. From then on a page that has a confirmation is closed, and one that has none closes at its first: later
changes belong to the officer's tier.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from recap.domain.reading import Reader, Reading


@dataclass(frozen=True, slots=True)
class Pair:
    """What the machine and the KPPS last said of one page with these cells."""

    codes: tuple[str, ...]
    machine: Reading | None = None
    kpps: Reading | None = None
    closed: bool = False

    def with_reading(self, reading: Reading) -> "Pair":
        """Return the pair after one more reading; readers who are not of this pair change nothing."""
        if reading.reader is Reader.MACHINE:
            return replace(self, machine=reading)
        return replace(self, kpps=reading) if reading.reader is Reader.KPPS else self

    @property
    def confirmed(self) -> bool:
        """Tell whether the KPPS has confirmed the photo that counts, or one that shows the same numbers."""
        if self.machine is None or self.kpps is None:
            return False
        return self.machine.photo == self.kpps.photo or all(by_m == by_k for by_m, by_k in map(self.seen, self.codes))

    def seen(self, code: str) -> tuple[int | None, int | None]:
        """Return what the machine and what the KPPS saw in one cell, None where one could not tell or has not read."""
        by_machine = self.machine.values.get(code) if self.machine else None
        by_kpps = self.kpps.values.get(code) if self.kpps else None
        return by_machine, by_kpps

    def agreed(self) -> dict[str, int]:
        """Return the numbers of the cells both readers saw alike; nothing before the page is confirmed."""
        if not self.confirmed:
            return {}
        seen = {code: self.seen(code) for code in self.codes}
        return {code: machine for code, (machine, kpps) in seen.items() if machine is not None and machine == kpps}


def pair(codes: Sequence[str], readings: Iterable[Reading], touched_at: datetime | None) -> Pair:
    """Return the pair of readings that counts for one page, from its readings oldest first.

    `touched_at` is when an officer first settled something at the station, None if none has.
    """
    now = Pair(tuple(codes))
    for reading in readings:
        if touched_at is not None and reading.created_at > touched_at and now.confirmed:
            break
        now = now.with_reading(reading)
    return replace(now, closed=touched_at is not None and now.confirmed)
