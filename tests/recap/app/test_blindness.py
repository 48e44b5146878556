from pathlib import Path
from stat import S_IMODE

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import drift, readings
from recap.app.blindness import Blinds, blinds
from recap.app.readings import NewReading
from recap.domain.photo import PhotoDigest, digest
from recap.domain.reading import Reader
from tests import night
from tests.filled import PAGES
from tests.night import CONTEST, STATIONS

CODES = tuple(f"CELL{n}" for n in range(40))
PHOTOS = tuple(digest(f"photo {n}".encode()) for n in range(200))


def chosen(by: Blinds, photo: PhotoDigest) -> frozenset[str]:
    return by.among(photo, CODES)


def test_a_few_cells_are_hidden_and_at_least_one_on_every_page() -> None:
    by = Blinds(b"secret", 0.03)
    numbers = [len(chosen(by, photo)) for photo in PHOTOS]

    assert min(numbers) == 1
    assert 1.2 < sum(numbers) / len(numbers) < 1.9  # 40 cells, 3 %, never none


def test_the_same_secret_hides_the_same_cells_and_another_hides_others() -> None:
    again, other = Blinds(b"secret", 0.03), Blinds(b"another", 0.03)

    assert [chosen(again, p) for p in PHOTOS] == [chosen(Blinds(b"secret", 0.03), p) for p in PHOTOS]
    assert [chosen(again, p) for p in PHOTOS] != [chosen(other, p) for p in PHOTOS]


def test_every_cell_is_hidden_somewhere() -> None:
    by = Blinds(b"secret", 0.03)

    assert frozenset().union(*(chosen(by, photo) for photo in PHOTOS)) == set(CODES)


def test_nothing_is_hidden_when_the_share_is_nothing_or_no_cell_is_sure() -> None:
    assert chosen(Blinds(b"secret", 0), PHOTOS[0]) == frozenset()
    assert Blinds(b"secret", 0.03).among(PHOTOS[0], ()) == frozenset()


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first, second = blinds(tmp_path, 0.03), blinds(tmp_path, 0.03)
    path = tmp_path / "keys" / "blind.secret"

    assert [chosen(first, p) for p in PHOTOS] == [chosen(second, p) for p in PHOTOS]
    assert (len(path.read_bytes()), S_IMODE(path.stat().st_mode)) == (32, 0o600)


@pytest.mark.anyio
async def test_how_often_people_and_the_machine_agree_unseen_is_known(session: AsyncSession) -> None:
    await night.begin(session)
    for station, keyed in zip(STATIONS, (200, 200, 206), strict=False):
        await night.send(session, station, 2)
        place = (night.photo(station, 2), CONTEST, station, 2)
        new = NewReading(*place, Reader.KPPS, night.KPPS, {**PAGES[2], "PAS1": keyed}, {"PAS1": 200})
        await readings.add_person(session, new)
    await night.page(session, STATIONS[3], 1)

    found = await drift.agreement(session, CONTEST)

    assert (found.n, found.agreed) == (3, 2)
