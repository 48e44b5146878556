from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation.workplace import publisher
from recap.app import database
from recap.app.notekeys import NoteKeys
from recap.app.settings import Settings
from recap.verify import folder
from recap.verify.findings import Failure
from recap.verify.folder import Given
from recap.verify.source import FolderSource
from recap.witness.signing import Signer, new_signer
from tests import busy, night

pytestmark = pytest.mark.anyio


async def publish(engine: AsyncEngine, data: Path, station: int) -> None:
    """Have a form come, and publish."""
    async with database.transaction(engine) as session:
        if not station:
            await night.begin(session)
        await night.form(session, night.STATIONS[station])
        await busy.pictures(session, data, night.STATIONS[station])
    await publisher(Settings(data_dir=data), engine).publish(exports_now=True)


def failures(data: Path, *keys: Signer) -> set[Failure]:
    """What a stranger finds who was given these keys."""
    given = Given(log_keys=tuple(key.verifier for key in keys))
    return set(folder.verify(FolderSource(data / "published"), given).failures)


async def test_a_stranger_who_knows_only_the_first_key_believes_the_log_after_two_changes(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await publish(engine, tmp_path, 0)
    keys = NoteKeys(tmp_path, Settings().log_origin)
    for station in (1, 2):
        keys.add()
        await publish(engine, tmp_path, station)

    first, _, last = keys.all()
    assert failures(tmp_path) == set()
    assert failures(tmp_path, first) == set()
    assert failures(tmp_path, last) == set()


async def test_a_stranger_who_was_given_another_key_does_not_believe_the_log(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await publish(engine, tmp_path, 0)

    assert Failure.CHECKPOINT in failures(tmp_path, new_signer("recap.example/log"))
