"""Files that are made once and never changed: keys and secrets, readable by their owner alone."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_bytes
from tempfile import NamedTemporaryFile

from recap.witness import disk

SECRET_BYTES = 32


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the bytes of a file, which is made on first use; of two processes that make it, both get the same."""
    if not path.exists():
        place(path, make())
    return path.read_bytes()


def secret(path: Path) -> bytes:
    """Return the 32 random bytes kept in this file."""
    return kept(path, lambda: token_bytes(SECRET_BYTES))


def place(path: Path, content: bytes) -> None:
    """Put a file into its place, mode 0600, unless it is there already; its name is on the disk when this returns."""
    disk.make_folder(path.parent, 0o700)
    # Linked into place when complete and on the disk: nobody reads half a key, and the first of two writers wins.
    with NamedTemporaryFile(dir=path.parent) as draft, suppress(FileExistsError):
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
        os.link(draft.name, path)
    # Also where another writer was first: its name may not be on the disk yet.
    disk.settle(path.parent)
