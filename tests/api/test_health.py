from datetime import timedelta

import pytest

from recap.app import clock
from tests import logs
from tests.api.conftest import Door
from tests.publishing import again

pytestmark = pytest.mark.anyio


async def told(door: Door, monkeypatch: pytest.MonkeyPatch, minutes: int) -> tuple[int, dict[str, str]]:
    """What the health of publishing is when so many minutes have gone by."""
    moment = clock.now() + timedelta(minutes=minutes)
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: moment)
        answer = await door.client.get("/health/publishing?lang=en")
    return answer.status_code, answer.json()


async def test_what_happened_just_now_need_not_be_public(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await told(door, monkeypatch, 0) == (200, {"status": "publishing"})


async def test_what_nobody_logs_is_told_after_some_minutes(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    status, said = await told(door, monkeypatch, 7)

    assert (status, said["error"]) == (503, "PublishingBehind")
    assert "7 minutes ago is not public" in said["detail"]


async def test_what_is_logged_and_not_shown_is_told_as_well(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    await logs.absorb(door.engine, logs.logbook(door.engine, door.data_dir))

    assert (await told(door, monkeypatch, 7))[0] == 503


async def test_once_everything_is_public_nothing_waits_however_late_it_gets(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    await again(door.engine, door.data_dir).publish()

    assert (await told(door, monkeypatch, 600))[0] == 200
