"""The files of a log without its database."""

from collections.abc import Sequence
from pathlib import Path

from aggregation.log.disk import Disk
from aggregation.log.store import LogStore
from recap.app.logfiles import LogFiles
from recap.domain.tlog import merkle
from recap.verify import notes
from recap.witness.signing import Signer, new_signer

ORIGIN = "log.example/recap"
KEY = new_signer(ORIGIN)


def store(folder: Path, disk: Disk | None = None, keys: Sequence[Signer] = (KEY,)) -> LogStore:
    return LogStore(LogFiles(folder), ORIGIN, lambda: keys, disk or Disk())


def named(word: str, count: int) -> list[bytes]:
    return [f"{word} {at}".encode() for at in range(count)]


def grow(log: LogStore, entries: Sequence[bytes]) -> int:
    return log.append([b"line of " + entry for entry in entries], entries).size


def must_hold(folder: Path, entries: Sequence[bytes]) -> None:
    """Everything on the disk says that these entries, and no others, are in the log."""
    files = LogFiles(folder)
    state = files.state()
    assert state is not None
    assert state.size == len(entries)
    assert state.root == merkle.root(merkle.leaf_hash(entry) for entry in entries)
    assert list(files.contents(0, state.size)) == list(entries)
    assert list(files.lines(0, state.size)) == [b"line of " + entry for entry in entries]
    assert files.root(state.size) == state.root
    assert notes.head(files.state_note() or b"", [KEY.verifier]) == state
