"""The independent second copy: what witnesses and supervisors read on their own photos of the same form.

An observer's first word on a page is blind, because nothing of the KPPS is shown before it; only that word can confirm
a number. A later word can take a difference back and no more. Where an observer has sent a photo and keyed nothing,
the cells the machine read surely on it speak for them. Nothing here changes what the KPPS and the machine said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from recap.domain.reading import Observer, Reader, Reading
from recap.domain.rights import Role


@dataclass(frozen=True, slots=True)
class Testimony:
    """What one observer says of one station's form, cell by cell; None where they could not tell."""

    observer: Observer
    blind: Mapping[str, int | None] = field(default_factory=dict)
    now: Mapping[str, int | None] = field(default_factory=dict)
    photo: Mapping[str, int] = field(default_factory=dict)

    def says(self, code: str) -> int | None:
        """Return the observer's number for a cell: their own last word, or else what their photo surely shows."""
        return self.now[code] if code in self.now else self.photo.get(code)

    def confirms(self, code: str, value: int) -> bool:
        """Tell whether the observer saw this number without knowing of it, and has not taken it back."""
        return self.says(code) == value and self.blind.get(code, value) == value

    def supports(self, code: str, value: int) -> bool:
        """Tell whether a supervisor in person saw this number blind: a second reader where the machine is none."""
        in_person = self.observer.role is Role.SUPERVISOR and code in self.now
        return in_person and self.confirms(code, value)


def testimonies(readings: Iterable[Reading]) -> list[Testimony]:
    """Return what each observer says, from all readings of a station oldest first.

    A photo the KPPS sent too, byte for byte, is no independent copy: what was read on it does not count here.
    """
    known = list(readings)
    theirs = frozenset(reading.photo for reading in known if reading.observer is None)
    found: dict[int, Testimony] = {}
    for reading in known:
        if reading.observer is not None and reading.photo not in theirs:
            before = found.get(reading.observer.officer) or Testimony(reading.observer)
            found[reading.observer.officer] = _after(before, reading)
    return [found[officer] for officer in sorted(found)]


def by_cell(said: Iterable[Testimony], codes: Iterable[str]) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return what the observers say of each cell, as (reader, number); cells nobody speaks of are left out."""
    known = list(said)
    found = {}
    for code in codes:
        spoken = tuple((t.observer.name, value) for t in known if (value := t.says(code)) is not None)
        if spoken:
            found[code] = spoken
    return found


def differing(said: Iterable[Testimony], code: str, written: int) -> tuple[tuple[str, int], ...]:
    """Return the observers who read another number in this cell, with theirs."""
    return tuple(pair for pairs in by_cell(said, (code,)).values() for pair in pairs if pair[1] != written)


def supported(said: Iterable[Testimony], code: str, value: int) -> bool:
    """Tell whether a supervisor in person read this number, knowing nothing of the KPPS's."""
    return any(testimony.supports(code, value) for testimony in said)


def _after(before: Testimony, reading: Reading) -> Testimony:
    """Return a testimony after one more reading of the observer's photos, by the machine or by themselves."""
    if reading.reader is Reader.MACHINE:
        sure = {code: value for code, value in reading.values.items() if code in reading.sure and value is not None}
        others = {code: value for code, value in before.photo.items() if code not in reading.values}
        return Testimony(before.observer, before.blind, before.now, {**others, **sure})
    blind = {**reading.values, **before.blind}
    return Testimony(before.observer, blind, {**before.now, **reading.values}, before.photo)
