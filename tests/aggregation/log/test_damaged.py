from pathlib import Path

import pytest

from recap.app import logfiles
from recap.app.logfiles import LogFiles
from recap.domain.refusals.log import LogBehind, LogDamaged, LogKeyForeign
from recap.domain.refusals.tlog import TileBroken
from recap.domain.tlog import merkle
from recap.witness.signing import new_signer
from tests import stores


def test_a_log_whose_head_is_lost_does_not_begin_anew(tmp_path: Path) -> None:
    stores.grow(stores.store(tmp_path), stores.named("entry", 3))
    (tmp_path / "state").unlink()

    with pytest.raises(LogDamaged):
        stores.store(tmp_path).open()


def test_a_log_with_another_tile_does_not_go_on(tmp_path: Path) -> None:
    stores.grow(stores.store(tmp_path), stores.named("entry", 3))
    (tmp_path / "tile/0/000.p/3").write_bytes(bytes(96))

    with pytest.raises(LogDamaged):
        stores.store(tmp_path).open()


def test_a_log_with_half_a_tile_does_not_go_on(tmp_path: Path) -> None:
    stores.grow(stores.store(tmp_path), stores.named("entry", 3))
    (tmp_path / "tile/0/000.p/3").write_bytes(bytes(95))

    with pytest.raises(TileBroken):
        stores.store(tmp_path).open()


def test_a_log_with_half_a_journal_does_not_go_on(tmp_path: Path) -> None:
    stores.grow(stores.store(tmp_path), stores.named("entry", 3))
    journal = tmp_path / logfiles.journal_path(0)
    journal.write_bytes(journal.read_bytes()[:-1])

    with pytest.raises(LogDamaged):
        stores.store(tmp_path).open()


def test_a_head_signed_by_a_stranger_is_not_continued(tmp_path: Path) -> None:
    stores.grow(stores.store(tmp_path), stores.named("entry", 3))

    with pytest.raises(LogKeyForeign):
        stores.store(tmp_path, keys=[new_signer(stores.ORIGIN)]).open()


def test_an_old_copy_of_the_log_is_not_continued_beside_a_newer_checkpoint(tmp_path: Path) -> None:
    log = stores.store(tmp_path)
    stores.grow(log, stores.named("entry", 3))
    old = (tmp_path / "state").read_bytes()
    stores.grow(log, stores.named("later", 2))
    log.publish(LogFiles(tmp_path).state_note() or b"")
    (tmp_path / "state").write_bytes(old)
    (tmp_path / "tile/0/000.p/3").write_bytes(b"".join(map(merkle.leaf_hash, stores.named("entry", 3))))

    with pytest.raises(LogBehind):
        stores.store(tmp_path).open()


def test_a_checkpoint_of_another_history_stops_the_log(tmp_path: Path) -> None:
    log, other = stores.store(tmp_path / "log"), stores.store(tmp_path / "other")
    stores.grow(log, stores.named("entry", 3))
    stores.grow(other, stores.named("other", 2))
    log.publish(LogFiles(tmp_path / "other").state_note() or b"")

    with pytest.raises(LogDamaged):
        stores.store(tmp_path / "log").open()
