"""The folder of a witness: its key, the keys of the logs it watches, its memory.

`witness.key` is readable by its owner alone; `logs.txt` has a line `log VKEY` for every key (c2sp.org/tlog-policy), and
its operator may edit it at any time; `memory.sqlite` is what the witness has seen.
"""

import fcntl
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from recap.domain.refusals.tlog import KeyBroken
from recap.domain.refusals.witness import WitnessBusy, WitnessFolderMissing, WitnessFolderTaken
from recap.domain.tlog import policy
from recap.domain.tlog.note import COSIGNATURE, ED25519, VerifierKey
from recap.verify.keys import chain
from recap.witness import disk
from recap.witness.memory import Memory
from recap.witness.signing import Signer, new_signer, parse_signer

_NO_QUORUM = b"quorum none\n"


@dataclass(frozen=True, slots=True)
class WitnessFolder:
    """Where a witness keeps what it is and what it knows."""

    path: Path

    def make(self, name: str) -> Signer:
        """Make the folder with a new key of this name; WitnessFolderTaken if there is one, KeyBroken for a bad name.

        When it returns, no crash takes the key back: it may be told to others.
        """
        signer = new_signer(name, COSIGNATURE)
        disk.make_folder(self.path, 0o700)
        try:
            file = os.open(self._key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise WitnessFolderTaken(folder=str(self.path)) from error
        with os.fdopen(file, "w") as key:
            key.write(f"{signer.text}\n")
            key.flush()
            os.fsync(key.fileno())
        self.memory().close()
        disk.settle(self.path)
        return signer

    def signer(self) -> Signer:
        """Return the key; WitnessFolderMissing if there is none."""
        if not self._key.exists():
            raise WitnessFolderMissing(folder=str(self.path))
        return parse_signer(self._key.read_text())

    def memory(self) -> Memory:
        """Return the memory, which the caller closes; WitnessFolderMissing if there is no folder."""
        if not self.path.is_dir():
            raise WitnessFolderMissing(folder=str(self.path))
        return Memory(self.path / "memory.sqlite")

    def watched(self) -> tuple[VerifierKey, ...]:
        """Return the keys of the logs that are watched; PolicyBroken if the file is wrong."""
        content = self._logs.read_bytes() if self._logs.exists() else b""
        return tuple(log.key for log in policy.parse(content + b"\n" + _NO_QUORUM).logs)

    def trust(self, content: bytes) -> tuple[VerifierKey, ...]:
        """Watch a log by its key, or by the last key of its `keys/log.txt`; return what is new.

        Of a log that is watched already only a key that a known one has endorsed is taken, and then the older ones are
        retired: whoever has stolen one of those signs nothing here. KeyBroken for others, and for what is no key.
        """
        try:
            offered = chain(content.strip() + b"\n")
        except (ValueError, IndexError) as error:
            raise KeyBroken(reason="neither a verifier key nor a list of them") from error
        if any(key.kind != ED25519 for key in offered):
            raise KeyBroken(reason="a key of the wrong kind")
        known, newest = self.watched(), offered[-1]
        if any(key.name == newest.name for key in known) and not set(known).intersection(offered):
            raise KeyBroken(reason="no key that is known here has endorsed it")
        if newest in known:
            return ()
        self._watch(newest, offered)
        return (newest,)

    def _watch(self, newest: VerifierKey, retired: Collection[VerifierKey]) -> None:
        before = self._logs.read_text().splitlines() if self._logs.exists() else []
        old = {key.text for key in retired}
        lines = [f"# retired: {line}" if old.intersection(line.split()) else line for line in before]
        draft = self.path / "logs.draft"
        with draft.open("w") as file:
            file.write("".join(f"{line}\n" for line in (*lines, f"log {newest.text}")))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._logs)
        # Until then the earlier list may come back, and with it a key that is retired.
        disk.settle(self.path)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the folder for this process until the block ends; WitnessBusy if another one does."""
        with (self.path / "lock").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise WitnessBusy(folder=str(self.path)) from error
            yield

    @property
    def _key(self) -> Path:
        return self.path / "witness.key"

    @property
    def _logs(self) -> Path:
        return self.path / "logs.txt"
