from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Event

import pytest

from recap.domain.errors import RecapError
from recap.domain.refusals.tlog import CheckpointBroken, NoteBroken, ProofBroken
from recap.domain.refusals.witness import (
    ClockBehind,
    Equivocation,
    Inconsistent,
    LogUnknown,
    LogUnsigned,
    Shrunk,
    SizeDiffers,
)
from recap.domain.tlog import merkle, note, policy
from recap.domain.tlog.checkpoint import Checkpoint
from recap.domain.tlog.note import COSIGNATURE, Note, VerifierKey
from recap.domain.tlog.submission import Submission
from recap.verify import notes
from recap.witness.memory import Memory
from recap.witness.signing import new_signer
from recap.witness.witness import Witness
from tests.growing import GrowingLog

SIGNER = new_signer("witness.example/w1", COSIGNATURE)


class Watching:
    """A witness with a clock that a test sets."""

    def __init__(self, path: Path) -> None:
        self.now = 1_000
        self.memory = Memory(path)
        self.keys: list[VerifierKey] = []
        self.witness = Witness(SIGNER, self.memory, lambda: self.keys, lambda: self.now)

    def take(self, body: bytes) -> note.Signature:
        return self.witness.cosign(body)


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    here = Watching(tmp_path / "memory.sqlite")
    yield here
    here.memory.close()


@pytest.fixture
def log(watching: Watching) -> GrowingLog:
    grown = GrowingLog().add(*"abcdefg")
    watching.keys.append(grown.signer.verifier)
    return grown


def test_a_first_checkpoint_is_cosigned_with_the_time(watching: Watching, log: GrowingLog) -> None:
    cosignature = watching.take(log.sent(0))

    signed = note.parse(log.note()).signed(cosignature)
    rule = policy.parse(f"log {log.signer.verifier.text}\nwitness w {SIGNER.verifier.text}\nquorum w".encode())
    assert [one.time for one in notes.judged(signed.encode(), rule).cosigned] == [1_000]
    last = watching.memory.last("recap.example/log")
    assert last is not None
    assert last.note == signed.encode()


@pytest.mark.parametrize("old", range(1, 8))
def test_a_log_that_grew_is_cosigned_again(watching: Watching, log: GrowingLog, old: int) -> None:
    watching.take(log.sent(0, old))

    watching.take(log.sent(old))

    last = watching.memory.last("recap.example/log")
    assert last is not None
    assert last.head == log.head().head


def test_the_same_checkpoint_is_cosigned_with_a_newer_time(watching: Watching, log: GrowingLog) -> None:
    watching.take(log.sent(0))
    watching.now = 2_000

    again = watching.take(log.sent(7))

    assert int.from_bytes(again.body[:8]) == 2_000


def test_a_log_without_entries_is_cosigned_by_its_one_root(watching: Watching, log: GrowingLog) -> None:
    text = Checkpoint("recap.example/log", 0, bytes(32)).text
    wrong = Note(text, (log.signer.sign(text),)).encode()

    with pytest.raises(Inconsistent):
        watching.take(Submission(0, (), wrong).encode())
    watching.take(log.sent(0, 0))
    watching.take(log.sent(0))


def test_a_proof_from_elsewhere_is_told_where_the_witness_stands(watching: Watching, log: GrowingLog) -> None:
    watching.take(log.sent(0, 5))

    for old in (0, 3, 6):
        with pytest.raises(SizeDiffers) as refused:
            watching.take(log.sent(old))
        assert refused.value.size == 5


def test_a_log_nobody_asked_to_watch_is_unknown(watching: Watching, log: GrowingLog) -> None:
    with pytest.raises(LogUnknown):
        watching.take(GrowingLog("other.example/log").add("a").sent(0))
    watching.keys.clear()
    with pytest.raises(LogUnknown):
        watching.take(log.sent(0))


def test_a_checkpoint_of_another_key_is_refused(watching: Watching, log: GrowingLog) -> None:
    stranger = GrowingLog().add("a")
    forged = Note(log.head().text, (note.Signature(log.signer.name, log.signer.verifier.id, bytes(64)),)).encode()

    for content in (stranger.note(), forged):
        with pytest.raises(LogUnsigned):
            watching.take(Submission(0, (), content).encode())


def test_only_signatures_of_known_keys_are_kept(watching: Watching, log: GrowingLog) -> None:
    stranger = new_signer("recap.example/log")
    crowded = note.parse(log.note()).signed(stranger.sign("x\n"), SIGNER.sign("y\n"))

    watching.take(Submission(0, (), crowded.encode()).encode())

    last = watching.memory.last("recap.example/log")
    assert last is not None
    assert [line.key_id for line in note.parse(last.note).signatures] == [log.signer.verifier.id, SIGNER.verifier.id]


@pytest.mark.parametrize("known", ["old", "new"])
def test_while_a_key_is_replaced_either_is_enough(watching: Watching, log: GrowingLog, known: str) -> None:
    new = new_signer("recap.example/log")
    watching.keys[:] = [log.signer.verifier if known == "old" else new.verifier]
    signed = note.parse(log.note()).signed(new.sign(log.head().text))

    watching.take(Submission(0, (), signed.encode()).encode())


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"", ProofBroken),
        (b"old 0\n\nnothing", NoteBroken),
        (b"old 0\n\ntext\n\n\xe2\x80\x94 a AAAAAAA=\n", CheckpointBroken),
    ],
)
def test_a_body_that_is_none_is_refused(watching: Watching, body: bytes, refusal: type[RecapError]) -> None:
    with pytest.raises(refusal):
        watching.take(body)


def test_a_proof_that_begins_after_its_end_is_refused(watching: Watching, log: GrowingLog) -> None:
    with pytest.raises(Shrunk):
        watching.take(Submission(8, (), log.note()).encode())


def test_a_fork_is_refused_and_kept(watching: Watching, log: GrowingLog) -> None:
    watching.take(log.sent(0, 5))
    before = watching.memory.last("recap.example/log")

    fork = log.fork(3, "xyzw")
    body = fork.sent(5)
    with pytest.raises(Inconsistent):
        watching.take(body)

    assert watching.memory.last("recap.example/log") == before
    assert [(kept.standing, kept.request) for kept in watching.memory.forks()] == [(before and before.note, body)]


@pytest.mark.parametrize("old", [0, 3, 7])
def test_two_histories_of_one_length_are_refused_and_kept_wherever_the_proof_begins(
    watching: Watching, log: GrowingLog, old: int
) -> None:
    watching.take(log.sent(0))

    with pytest.raises(Equivocation) as refused:
        watching.take(log.fork(2, "XXXXX").sent(old))

    assert refused.value.size == 7
    assert len([*watching.memory.forks("recap.example/log")]) == 1


def test_another_history_of_a_length_seen_long_ago_is_kept_too(watching: Watching, log: GrowingLog) -> None:
    watching.take(log.sent(0, 4))
    watching.take(log.sent(4))

    with pytest.raises(Equivocation) as refused:
        watching.take(log.fork(2, "XX").sent(0))

    assert refused.value.size == 7
    assert note.parse(next(watching.memory.forks()).standing).text == log.head(4).text


def test_the_same_fork_is_kept_once(watching: Watching, log: GrowingLog) -> None:
    watching.take(log.sent(0))

    for _ in range(3):
        with pytest.raises(Equivocation):
            watching.take(log.fork(2, "XXXXX").sent(7))

    assert len([*watching.memory.forks()]) == 1


def test_after_a_fork_the_first_history_goes_on(watching: Watching, log: GrowingLog) -> None:
    watching.take(log.sent(0))
    with pytest.raises(Equivocation):
        watching.take(log.fork(2, "XXXXX").sent(7))

    log.add("h")
    watching.take(log.sent(7))


@pytest.mark.parametrize("change", ["cut", "more", "flip"])
def test_a_wrong_proof_is_refused(watching: Watching, log: GrowingLog, change: str) -> None:
    watching.take(log.sent(0, 3))
    path = list(merkle.consistency(3, 7, log.at))
    changed = {"cut": path[:-1], "more": [*path, path[0]], "flip": [bytes(32), *path[1:]]}[change]

    with pytest.raises(Inconsistent):
        watching.take(Submission(3, tuple(changed), log.note()).encode())


def test_a_clock_that_went_back_cosigns_nothing(watching: Watching, log: GrowingLog) -> None:
    watching.take(log.sent(0, 3))
    watching.now = 990

    with pytest.raises(ClockBehind, match="10 seconds"):
        watching.take(log.sent(3))


def test_two_logs_are_kept_apart(watching: Watching, log: GrowingLog) -> None:
    other = GrowingLog("other.example/log").add("x")
    watching.keys.append(other.signer.verifier)

    watching.take(log.sent(0))
    watching.take(other.sent(0))

    assert [seen.origin for seen in watching.memory.heads()] == ["other.example/log", "recap.example/log"]


def test_what_was_cosigned_is_known_after_a_restart(watching: Watching, log: GrowingLog, tmp_path: Path) -> None:
    watching.take(log.sent(0))

    again = Watching(tmp_path / "memory.sqlite")
    again.keys = watching.keys
    with pytest.raises(Equivocation):
        again.take(log.fork(2, "XXXXX").sent(7))
    again.memory.close()


def test_of_two_histories_at_once_only_one_is_cosigned(watching: Watching, log: GrowingLog) -> None:
    histories = [log.fork(0, [f"{number}-{place}" for place in range(number + 1)]) for number in range(16)]

    def tried(history: GrowingLog) -> bool:
        try:
            watching.take(history.sent(0))
        except SizeDiffers:
            return False
        return True

    with ThreadPoolExecutor(8) as crowd:
        cosigned = sum(crowd.map(tried, histories))

    assert cosigned == 1


def test_of_two_histories_of_one_length_at_once_the_other_is_kept_as_evidence(
    watching: Watching, log: GrowingLog
) -> None:
    histories = [log, *(log.fork(0, [f"{number}-{place}" for place in range(7)]) for number in range(7))]
    together = Barrier(len(histories))
    deciding, stopped = watching.memory.deciding, Event()

    def tried(history: GrowingLog) -> type[Exception] | None:
        try:
            watching.take(history.sent(0))
        except (SizeDiffers, Equivocation) as error:
            return type(error)
        return None

    @contextmanager
    def meeting() -> Iterator[None]:
        if not stopped.is_set():
            together.wait()
            stopped.set()
        with deciding():
            yield

    watching.memory.deciding = meeting  # type: ignore[method-assign]
    with ThreadPoolExecutor(len(histories)) as crowd:
        ends = Counter(crowd.map(tried, histories))

    assert ends == {None: 1, Equivocation: 7}
    assert len([*watching.memory.forks()]) == 7
