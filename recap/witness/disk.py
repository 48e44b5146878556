"""What a crash must not take back: a new name is safe once the folder it stands in is on the disk, as its bytes are."""

import os
from pathlib import Path


def settle(folder: Path) -> None:
    """Return once the names in this folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path, mode: int = 0o777) -> None:
    """Make a folder of this mode and those around it, unless they are there; their names are on the disk then."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(mode=mode, exist_ok=True)
        settle(path.parent)
