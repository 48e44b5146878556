"""The files of a published folder as a mirror sees them: when they go, what they are, how long they may be kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from recap.app import webfiles

CLEARED = ("exports/", "kpu/", "tile/")
"""Folders in which a publication may leave something out that an earlier one had."""

_STAGES = (
    re.compile(r"(?!tile/|keys/log|keys/policy|manifests/|kpu/)"),  # records, photos, certificates
    re.compile(r"tile/"),
    re.compile(r"keys/(log\.txt|policy\.(sig|txt))"),
    re.compile(r"manifests/.*\.sig"),
    re.compile(r"manifests/"),
    re.compile(r"kpu/"),
)
"""A file belongs to the first stage that matches; a stage begins when all of the one before are there."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the folder by its path within it, and its size in bytes."""

    path: str
    size: int

    @property
    def changes(self) -> bool:
        """Tell whether the same name may have other bytes tomorrow."""
        return bool(webfiles.CHANGING.match(self.path))


def stages(folder: Path) -> list[list[Listed]]:
    """Return every file but the heads, stage by stage, each in the order of names; the last is KPU's tree."""
    found: list[list[Listed]] = [[] for _ in _STAGES]
    for listed in sorted(_files(folder), key=lambda each: each.path):
        if listed.path not in webfiles.HEADS:
            stage = next(number for number, pattern in enumerate(_STAGES) if pattern.match(listed.path))
            found[stage].append(listed)
    return found


def headers(path: str) -> dict[str, str]:
    """Return what an object store should say of a file: type, encoding, and how long it may be kept."""
    place = PurePosixPath(path)
    encoding = webfiles.ENCODINGS.get(place.suffix)
    # A rule at the edge may serve the compressed form in place of the file beside it.
    kind = webfiles.media_type(str(place.with_suffix("")) if encoding else path)
    said = {"Content-Type": kind, "Cache-Control": webfiles.caching(path)}
    return said | ({"Content-Encoding": encoding} if encoding else {})


def _files(folder: Path) -> Iterator[Listed]:
    for place in folder.rglob("*"):
        # A draft that is still being written has a dot before its name.
        if not place.name.startswith(".") and place.is_file():
            yield Listed(place.relative_to(folder).as_posix(), place.stat().st_size)
