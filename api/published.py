"""The published folder as the pages read it: the manifest, and the immutable objects it leads to by digest."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from api.shapes import AreaObject, ContestEntry, ContestObject, Manifest, PublishedObject, StationObject
from recap.app import webfiles
from recap.domain.election import Tier
from recap.domain.errors import AreaUnknown, ContestUnknown, StationUnknown
from recap.domain.refusals import NothingPublished, PublicationDamaged

_KEPT_OBJECTS = 4096
"""Parsed objects kept in memory: more than all areas of a city, and the stations people look at just now."""

_Shape = TypeVar("_Shape", bound=PublishedObject)


class Published:
    """A reader of one folder; what it returns always belongs to one manifest."""

    def __init__(self, folder: Path) -> None:
        """Read this folder, which may not exist yet."""
        self._folder = folder
        self._parsed = lru_cache(_KEPT_OBJECTS)(self._parse)
        self._manifest: tuple[tuple[int, int], Manifest] | None = None

    def manifest(self) -> Manifest:
        """Return the newest manifest; NothingPublished before the first."""
        path = self._folder / "manifest.json"
        try:
            found = path.stat()
        except FileNotFoundError:
            raise NothingPublished from None
        mark = (found.st_mtime_ns, found.st_ino)
        if self._manifest is None or self._manifest[0] != mark:
            self._manifest = (mark, Manifest.model_validate_json(path.read_bytes()))
        return self._manifest[1]

    def contest(self, contest: str) -> ContestObject:
        """Return a contest's description."""
        return self._object(self._entry(contest).object, ContestObject)

    def root(self, contest: str) -> AreaObject:
        """Return the area a contest is held in."""
        return self._object(self._entry(contest).area, AreaObject)

    def path_to(self, contest: str, code: str) -> list[AreaObject]:
        """Return the areas from the contest's root down to this code: the area itself last, or a station's village."""
        found = [self.root(contest)]
        if not code.startswith(found[0].code):
            raise AreaUnknown(code=code)
        while found[-1].code != code and found[-1].tier != "village":
            below = [child for child in found[-1].children if code.startswith(child.code)]
            if not below:
                raise AreaUnknown(code=code)
            found.append(self._object(below[0].object, AreaObject))
        if found[-1].code != code and len(code) != Tier.STATION.value:
            raise AreaUnknown(code=code)
        return found

    def station(self, village: AreaObject, code: str) -> StationObject:
        """Return one station of a village."""
        for child in village.children:
            if child.code == code:
                return self._object(child.object, StationObject)
        raise StationUnknown(code=code)

    def file(self, name: str) -> Path | None:
        """Return where a published file lies, or None if no such file is published."""
        path = self._folder / name
        return path if webfiles.PUBLIC.fullmatch(name) and path.is_file() else None

    def _entry(self, contest: str) -> ContestEntry:
        entry = self.manifest().contests.get(contest)
        if entry is None:
            raise ContestUnknown(contest=contest)
        return entry

    def _object(self, digest: str, shape: type[_Shape]) -> _Shape:
        found = self._parsed(digest, shape)
        if not isinstance(found, shape):
            raise PublicationDamaged(file=digest)
        return found

    def _parse(self, digest: str, shape: type[PublishedObject]) -> PublishedObject:
        """Read an object, and believe it only if its name is its own digest."""
        path = self._folder / "objects" / f"{digest}.json"
        try:
            content = path.read_bytes()
            if sha256(content).hexdigest() == digest:
                return shape.model_validate_json(content)
        except (FileNotFoundError, ValidationError) as error:
            raise PublicationDamaged(file=path.name) from error
        raise PublicationDamaged(file=path.name)
