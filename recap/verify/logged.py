"""The entries of the log as the checks look them up: by station or area, by photo, by kind."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from recap.domain import entry


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry of the log at its index; `public` is what its kind says beside the fields all kinds have."""

    index: int
    act: str
    n: int
    at: str
    change: str
    body: str
    contest: str | None
    area: str | None
    role: str | None
    public: Mapping[str, object]

    @property
    def photo(self) -> str | None:
        """Return the digest of the photo it speaks of, None if it speaks of none."""
        photo = self.public.get("photo")
        return photo if isinstance(photo, str) else None


def parse(index: int, content: bytes) -> Logged:
    """Return the entry in these bytes; EntryInvalid unless they are one entry in its one spelling."""
    e = entry.parse(content, index)
    return Logged(index, e.act, e.n, e.at, e.change, e.body, e.contest, e.area, e.role, e.public)


@dataclass(slots=True)
class Entries:
    """Entries of the log in their order, found by what they speak of."""

    every: list[Logged] = field(default_factory=list)
    _areas: dict[str, list[Logged]] = field(default_factory=dict)
    _photos: dict[str, list[Logged]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Logged]:
        """Yield all of them in order."""
        return iter(self.every)

    def extend(self, entries: Iterable[Logged]) -> None:
        """Add entries; the caller gives them in the order of the log."""
        for each in entries:
            self.every.append(each)
            if each.area is not None:
                self._areas.setdefault(each.area, []).append(each)
            if each.photo is not None:
                self._photos.setdefault(each.photo, []).append(each)

    def of(self, area: str) -> list[Logged]:
        """Return the entries of exactly this station or area, in order."""
        return self._areas.get(area, [])

    def kind(self, area: str, act: str) -> list[Logged]:
        """Return the entries of one kind of this station or area, in order."""
        return [each for each in self.of(area) if each.act == act]

    def of_photo(self, sha256: str) -> list[Logged]:
        """Return every entry that speaks of this photo, also those that name no place, in order."""
        return self._photos.get(sha256, [])
