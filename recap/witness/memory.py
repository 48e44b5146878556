"""What a witness must never forget: every head it cosigned, and every contradiction it was shown; one SQLite file.

A head is on the disk before its cosignature leaves the house. The check against the last head and the writing of the
next one are one transaction, so that two requests at once cannot roll a log back.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any

from recap.domain.tlog.merkle import EMPTY_ROOT, Head

_SCHEMA = """
CREATE TABLE IF NOT EXISTS head (
  origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, time INTEGER NOT NULL, note BLOB NOT NULL,
  PRIMARY KEY (origin, size)
) STRICT;
CREATE TABLE IF NOT EXISTS fork (
  id INTEGER PRIMARY KEY, origin TEXT NOT NULL, time INTEGER NOT NULL, digest BLOB NOT NULL UNIQUE,
  standing BLOB NOT NULL, request BLOB NOT NULL
) STRICT;
"""
_MOST_FORKS = 1_000
"""Contradictions kept for one log: one is proof enough, and whoever holds the log's key cannot fill the disk."""

NOTHING = Head(0, EMPTY_ROOT)


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A head that was cosigned: when, in seconds since 1970, and the note with the signatures of log and witness."""

    origin: str
    head: Head
    time: int
    note: bytes


@dataclass(frozen=True, slots=True)
class Fork:
    """A contradiction: when it came, the cosigned note that stood against it, and the request as it arrived."""

    id: int
    origin: str
    time: int
    standing: bytes
    request: bytes


class Memory:
    """The memory of one witness; safe for threads and for a second process."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it."""
        self._lock = RLock()
        self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """Let nobody else read or write until the block ends; undo what it wrote if it raises."""
        with self._lock:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._file.execute("ROLLBACK")
                raise
            self._file.execute("COMMIT")

    def last(self, origin: str) -> Cosigned | None:
        """Return the latest head cosigned for a log."""
        return self._one("WHERE origin = ? ORDER BY size DESC LIMIT 1", origin)

    def at(self, origin: str, size: int) -> Cosigned | None:
        """Return the head cosigned for a log at just this size."""
        return self._one("WHERE origin = ? AND size = ?", origin, size)

    def heads(self) -> list[Cosigned]:
        """Return the latest head of every log."""
        with self._lock:
            origins = self._file.execute("SELECT DISTINCT origin FROM head ORDER BY origin").fetchall()
        return [found for (origin,) in origins if (found := self.last(origin))]

    def keep(self, cosigned: Cosigned) -> None:
        """Write down a head; one of the same size is replaced, for the time and the signatures may be newer."""
        head = cosigned.head
        row = (cosigned.origin, head.size, head.root, cosigned.time, cosigned.note)
        self._file.execute("INSERT OR REPLACE INTO head VALUES (?, ?, ?, ?, ?)", row)

    def forks(self, origin: str | None = None) -> Iterator[Fork]:
        """Yield the contradictions of a log, or of all, oldest first; one at a time is read from the file."""
        query = (
            "SELECT id, origin, time, standing, request FROM fork "
            "WHERE id > ? AND (? IS NULL OR origin = ?) ORDER BY id LIMIT 1"
        )
        last = 0
        while row := self._row(query, last, origin, origin):
            yield (fork := Fork(*row))
            last = fork.id

    def contradicted(self) -> dict[str, int]:
        """Return how many contradictions are kept of each log that has any."""
        with self._lock:
            return dict(self._file.execute("SELECT origin, count(*) FROM fork GROUP BY origin").fetchall())

    def keep_fork(self, against: Cosigned, time: int, digest: bytes, request: bytes) -> None:
        """Write down a contradiction, once for each digest."""
        row = (against.origin, time, digest, against.note, request, against.origin, _MOST_FORKS)
        with self.deciding():
            self._file.execute(
                "INSERT OR IGNORE INTO fork (origin, time, digest, standing, request) SELECT ?, ?, ?, ?, ? "
                "WHERE (SELECT count(*) FROM fork WHERE origin = ?) < ?",
                row,
            )

    def _one(self, where: str, *facts: str | int) -> Cosigned | None:
        query = f"SELECT origin, size, root, time, note FROM head {where}"  # noqa: S608 - `where` is one of two texts above
        row = self._row(query, *facts)
        return Cosigned(row[0], Head(row[1], row[2]), row[3], row[4]) if row else None

    def _row(self, query: str, *facts: str | int | None) -> tuple[Any, ...] | None:
        # Another thread waits here until a decision is on the disk: nothing is shown that a crash could take back.
        with self._lock:
            row: tuple[Any, ...] | None = self._file.execute(query, facts).fetchone()
        return row
