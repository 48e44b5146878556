from pathlib import Path

import pytest

from recap.domain.tlog import merkle
from recap.domain.tlog.proof import Proof
from recap.verify import seen
from recap.verify.findings import Failure, Found
from recap.verify.main import main
from tests.growing import GrowingLog
from tests.verifying import City, codes


@pytest.fixture
def log() -> GrowingLog:
    return GrowingLog().add(*"abcdefg")


def failures(log: GrowingLog, content: bytes) -> set[Failure]:
    """What a stranger finds who was given this content, in a folder of the log."""
    found = Found()
    heads = seen.opened(found, {"x": content}, [log.signer.verifier])
    roots = {head.size: merkle.root(log.leaves[: head.size]) for head in heads.values()}
    seen.compare(found, heads, roots, len(log.leaves))
    return set(found.failures)


@pytest.mark.parametrize("size", [0, 1, 5, 7])
def test_what_was_seen_of_the_same_log_is_found_again(log: GrowingLog, size: int) -> None:
    assert failures(log, log.note(size)) == set()


def test_the_head_within_a_kept_proof_is_compared_too(log: GrowingLog) -> None:
    kept = Proof(1, merkle.inclusion(1, 5, log.at), log.note(5))
    lie = log.fork(3, "XYZ")
    forged = Proof(1, merkle.inclusion(1, 5, lie.at), lie.note(5))

    assert failures(log, kept.encode()) == set()
    assert failures(log, forged.encode()) == {Failure.FORK}


@pytest.mark.parametrize("size", [4, 5])
def test_another_history_of_the_same_log_is_a_fork(log: GrowingLog, size: int) -> None:
    assert failures(log, log.fork(3, "XYZ").note(size)) == {Failure.FORK}


def test_a_folder_shorter_than_what_was_seen_is_named(log: GrowingLog) -> None:
    longer = log.fork(7, "h")

    assert failures(log, longer.note()) == {Failure.HISTORY}


@pytest.mark.parametrize("content", [b"", b"nonsense", b"c2sp.org/tlog-proof@v1\nnonsense"])
def test_what_no_log_has_signed_is_no_head(log: GrowingLog, content: bytes) -> None:
    assert failures(log, content) == {Failure.CHECKPOINT}


def test_the_head_of_another_key_is_not_believed(log: GrowingLog) -> None:
    assert failures(log, GrowingLog().add(*"abc").note()) == {Failure.CHECKPOINT}


def test_two_people_who_were_shown_two_folders_find_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = City(tmp_path / "mine", codes(1, 1, 2))
    mine.publish()
    mine.count(mine.stations[0])
    mine.publish()
    theirs = City(tmp_path / "theirs", codes(1, 1, 2), signers=mine.signers)
    theirs.publish()

    def checked(folder: City, other: City) -> int:
        words = [str(folder.root), "--seen", str(other.root / "checkpoint"), "--processes", "1", "--lang", "en"]
        return main([*words, "--patience", "0"])

    assert checked(mine, mine) == 0
    assert "1 heads of the log seen elsewhere" in capsys.readouterr().out
    assert checked(mine, theirs) == Failure.FORK.value
    assert "together they are proof" in " ".join(capsys.readouterr().out.split())
    assert checked(theirs, mine) == Failure.HISTORY.value
