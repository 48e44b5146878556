"""A mirror holds what the folder holds: the verifier says the same of it, also while it is half sent."""

from pathlib import Path

import pytest
from obstore.exceptions import GenericError
from obstore.store import LocalStore

from aggregation.mirror import Mirror
from recap.domain.refusals.opendata import MirrorFailed
from recap.verify.findings import Failure
from recap.verify.folder import verify
from recap.verify.outcome import Given
from recap.verify.source import FolderSource
from tests.verifying import City, codes

pytestmark = pytest.mark.anyio
GIVEN = Given(patience_s=0)
_MOST_STOPS = 200


class Dying(LocalStore):
    """A store in a folder that goes away at its n-th write; writes are one after the other."""

    writes = 100_000

    async def put_async(self, path: str, file: bytes, *, attributes: None) -> None:  # type: ignore[override]
        if self.writes == 0:
            raise GenericError(path)
        self.writes -= 1
        await super().put_async(path, file, attributes=attributes)


async def test_a_mirror_is_verified_like_the_folder_and_wherever_a_push_stops(tmp_path: Path) -> None:
    city = City(tmp_path / "published", stations=codes(1, 1, 2))
    city.count(city.stations[0])
    city.publish()
    copy = tmp_path / "copy"
    store = Dying(copy, mkdir=True)
    mirror = Mirror(tmp_path / "published", store, tmp_path / "memory.json")
    await mirror.push()
    assert verify(FolderSource(copy), GIVEN).failures == set()

    city.count(city.stations[1])
    city.publish()
    stops = 0
    while stops < _MOST_STOPS:
        store.writes = 1
        try:
            await mirror.push()
            break
        except MirrorFailed:
            stops += 1
            # What came so far is named by nothing yet; what is named is whole.
            report = verify(FolderSource(copy), GIVEN)
            assert report.failures <= {Failure.STRAY, Failure.HISTORY}, report.failures

    assert 10 < stops < _MOST_STOPS
    assert verify(FolderSource(copy), GIVEN).failures == set()
