from collections.abc import Sequence
from contextlib import suppress
from errno import ENOSPC
from pathlib import Path
from random import Random

import pytest

from recap.app import logfiles
from recap.app.logfiles import LogFiles
from recap.domain.refusals.tlog import EntryTooLong
from recap.domain.tlog import checkpoint, merkle, note
from recap.witness.signing import new_signer
from tests import stores
from tests.disks import MortalDisk, PowerCut


@pytest.mark.parametrize("batches", [(1,), (255, 1, 1), (256,), (257, 300), (3, 1000, 2, 70_000 - 1005, 4)])
def test_a_log_that_grew_by_batches_holds_exactly_their_entries(tmp_path: Path, batches: Sequence[int]) -> None:
    log, entries = stores.store(tmp_path), stores.named("entry", sum(batches))

    at = 0
    for count in batches:
        at = stores.grow(log, entries[at : at + count])

    stores.must_hold(tmp_path, entries)
    assert stores.store(tmp_path).open().size == len(entries)


def test_two_writers_in_turn_continue_one_log(tmp_path: Path) -> None:
    one, other, entries = stores.store(tmp_path), stores.store(tmp_path), stores.named("entry", 900)

    for at in range(0, 900, 100):
        stores.grow(one if at % 200 else other, entries[at : at + 100])

    stores.must_hold(tmp_path, entries)


def test_an_earlier_size_can_be_proven_and_read_after_the_log_has_grown(tmp_path: Path) -> None:
    log, entries = stores.store(tmp_path), stores.named("entry", 1500)
    sizes = [7, 256, 600, 1500]
    for old, new in zip([0, *sizes], sizes, strict=False):
        stores.grow(log, entries[old:new])

    files = LogFiles(tmp_path)

    for size in sizes:
        head = merkle.Head(size, merkle.root(merkle.leaf_hash(entry) for entry in entries[:size]))
        assert files.root(size) == head.root
        merkle.check_inclusion(5, merkle.leaf_hash(entries[5]), files.inclusion(5, size), head)
        last = merkle.Head(1500, files.root(1500))
        merkle.check_consistency(head, last, files.consistency(size, 1500))
        assert all(files.read(path) is not None for path in files.paths(size))
    assert files.read("tile/0/000.p/7") == b"".join(merkle.leaf_hash(entry) for entry in entries[:7])
    assert files.read("tile/0/005.p/221") is None
    assert files.read("checkpoint") is None


def test_only_the_tiles_of_the_present_size_are_kept_on_disk(tmp_path: Path) -> None:
    log = stores.store(tmp_path)
    for at in range(30):
        stores.grow(log, stores.named(f"batch {at}", 20))

    files = LogFiles(tmp_path)

    there = {str(path.relative_to(tmp_path)) for path in (tmp_path / "tile").rglob("*") if path.is_file()}
    assert there == set(files.paths(600))


def test_the_journal_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    stores.grow(stores.store(tmp_path), stores.named("entry", 3))

    journal = tmp_path / logfiles.journal_path(0)
    assert journal.stat().st_mode & 0o777 == 0o600
    assert journal.parent.stat().st_mode & 0o777 == 0o700


def test_the_journal_goes_on_in_a_new_file_after_65536_lines(tmp_path: Path) -> None:
    log, entries = stores.store(tmp_path), stores.named("entry", 65_540)

    stores.grow(log, entries[:65_530])
    stores.grow(log, entries[65_530:])
    stores.grow(stores.store(tmp_path), [b"last"])

    stores.must_hold(tmp_path, [*entries, b"last"])
    assert (tmp_path / logfiles.journal_path(65_536)).read_bytes().count(b"\n") == 5


def test_an_implementation_not_written_here_accepts_the_folder_as_it_grows(tmp_path: Path) -> None:
    theirs = pytest.importorskip("aics_tlog", reason="aics-tlog is not installed")
    log, entries = stores.store(tmp_path), stores.named("entry", 1300)

    for old, new in ((0, 1), (1, 256), (256, 300), (300, 1300)):
        stores.grow(log, entries[old:new])
        root = LogFiles(tmp_path).root(new)
        report = theirs.audit_tiles(theirs.FileSystemTileReader(tmp_path), new, root)
        assert report.size == new


@pytest.mark.parametrize("step", range(0, 30, 2))
def test_a_full_disk_stops_a_batch_and_the_same_writer_goes_on_when_there_is_room(tmp_path: Path, step: int) -> None:
    class FullDisk(MortalDisk):
        def _live(self) -> None:
            if self.died and not full:
                full.append(step)
                self._left = 10**6
                raise OSError(ENOSPC, "No space left on device")

    full: list[int] = []
    entries, disk = stores.named("entry", 700), FullDisk(step, Random(step))  # noqa: S311
    log = stores.store(tmp_path, disk)
    for at in range(0, 700, 100):
        for _ in range(2):
            with suppress(OSError):
                if log.open().size == at:
                    stores.grow(log, entries[at : at + 100])

    stores.must_hold(tmp_path, entries)


def test_an_entry_too_long_for_a_bundle_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    log = stores.store(tmp_path)
    stores.grow(log, stores.named("entry", 3))

    with pytest.raises(EntryTooLong):
        stores.grow(log, [b"x" * 65_536])

    stores.must_hold(tmp_path, stores.named("entry", 3))


BATCHES = (3, 260, 1, 300)


@pytest.mark.parametrize("seed", range(2))
def test_a_machine_that_dies_at_any_step_leaves_a_whole_log_that_can_go_on(tmp_path: Path, seed: int) -> None:
    chance, step, died = Random(seed), 0, True  # noqa: S311
    while died:
        folder, disk = tmp_path / f"{step}", MortalDisk(step, chance)
        entries, done = stores.named("entry", sum(BATCHES)), 0
        try:
            log = stores.store(folder, disk)
            for count in BATCHES:
                done = stores.grow(log, entries[done : done + count])
        except PowerCut:
            pass
        died, step = disk.died, step + 1

        again = stores.store(folder)
        size = again.open().size

        following = [sum(BATCHES[: at + 1]) for at in range(len(BATCHES))]
        assert size in (done, next((other for other in following if other > done), done))
        stores.must_hold(folder, entries[:size])
        # The acts that come now are others than those that were lost: nobody has seen these.
        other = stores.named("other", 300)
        stores.grow(again, other)
        stores.must_hold(folder, [*entries[:size], *other])
    assert step > 40


def test_a_published_checkpoint_is_kept_beside_the_newest_one(tmp_path: Path) -> None:
    log, files = stores.store(tmp_path), LogFiles(tmp_path)
    for count in (3, 5):
        stores.grow(log, stores.named("entry", count))
        log.publish(files.state_note() or b"")

    assert files.checkpoints() == [3, 8]
    assert files.checkpoints(above=3) == [8]
    assert files.checkpoint() == files.checkpoint_at(8)
    assert checkpoint.parse(note.parse(files.checkpoint_at(3) or b"").text).size == 3


def test_a_head_carries_the_newest_key_first_and_the_one_before(tmp_path: Path) -> None:
    keys = [stores.KEY, new_signer(stores.ORIGIN), new_signer(stores.ORIGIN)]
    stores.grow(stores.store(tmp_path), stores.named("entry", 3))

    stores.grow(stores.store(tmp_path, keys=keys), stores.named("later", 1))

    signed = note.parse(LogFiles(tmp_path).state_note() or b"")
    assert [line.key_id for line in signed.signatures] == [keys[2].verifier.id, keys[1].verifier.id]
