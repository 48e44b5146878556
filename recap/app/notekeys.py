"""The keys that sign the log's checkpoints, in `data_dir/keys/log`: the first made on first use, later ones on demand.

Readable by their owner alone. A key is never removed: what it signed stays signed.
"""

from pathlib import Path

from recap.app import keyfiles
from recap.witness.signing import Signer, new_signer, parse_signer


class NoteKeys:
    """The signing keys of one log, oldest first; the newest one signs."""

    def __init__(self, data_dir: Path, origin: str) -> None:
        """Keep the keys of the log with this origin under this folder."""
        self._folder = data_dir / "keys" / "log"
        self._origin = origin

    def all(self) -> tuple[Signer, ...]:
        """Return every key from the oldest to the newest, and none before one was made."""
        return tuple(parse_signer(path.read_text()) for path in self._paths())

    def current(self) -> Signer:
        """Return the newest key, the first one made on first use; of many who make it at once, all get the same."""
        if not self._paths():
            self._made(1)
        return self.all()[-1]

    def add(self) -> Signer:
        """Make the next key and return it; of two processes that do so at once, both get the same."""
        return self._made(len(self._paths()) + 1)

    def _made(self, number: int) -> Signer:
        path = self._folder / f"{number:04d}.key"
        text = new_signer(self._origin).text.encode()
        return parse_signer(keyfiles.kept(path, lambda: text).decode())

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*.key"))
