import json
from pathlib import Path

import pytest

from recap.domain.errors import RecapError
from recap.domain.refusals.tlog import NoteUnsigned
from recap.domain.refusals.witness import EvidenceBroken
from recap.domain.tlog.note import COSIGNATURE
from recap.witness import evidence
from recap.witness.evidence import Shown
from recap.witness.memory import Fork, Memory
from recap.witness.signing import new_signer
from recap.witness.witness import Witness
from tests.growing import GrowingLog

LOG = GrowingLog().add(*"abcdefg")
KEYS = [LOG.signer.verifier]


def refused(tmp_path: Path, first: bytes, second: bytes) -> Fork:
    memory = Memory(tmp_path / "memory.sqlite")
    witness = Witness(new_signer("w", COSIGNATURE), memory, lambda: KEYS, lambda: 5)
    witness.cosign(first)
    with pytest.raises(RecapError):
        witness.cosign(second)
    (fork,) = memory.forks()
    memory.close()
    return fork


def test_two_histories_of_one_length_are_proof(tmp_path: Path) -> None:
    fork = refused(tmp_path, LOG.sent(0), LOG.fork(3, "XYZW").sent(7))

    assert evidence.shown(evidence.spelled(fork).encode(), KEYS) is Shown.TWO_HISTORIES


def test_a_continuation_that_is_none_is_shown_as_such(tmp_path: Path) -> None:
    fork = refused(tmp_path, LOG.sent(0, 5), LOG.fork(3, "XYZW").sent(5))

    assert evidence.shown(evidence.spelled(fork).encode(), KEYS) is Shown.NO_CONTINUATION


@pytest.mark.parametrize(("old", "size"), [(5, 7), (5, 5), (3, 5)])
def test_an_honest_log_cannot_be_accused(old: int, size: int) -> None:
    accusation = Fork(1, "recap.example/log", 5, LOG.note(5), LOG.sent(old, size))

    assert evidence.shown(evidence.spelled(accusation).encode(), KEYS) is Shown.NOTHING


def test_nothing_is_shown_without_the_log_s_own_signature(tmp_path: Path) -> None:
    fork = refused(tmp_path, LOG.sent(0), LOG.fork(3, "XYZW").sent(7))

    with pytest.raises(NoteUnsigned):
        evidence.shown(evidence.spelled(fork).encode(), [new_signer("recap.example/log").verifier])


def test_heads_of_two_logs_contradict_nothing() -> None:
    other = GrowingLog("other.example/log").add("x")
    accusation = Fork(1, "recap.example/log", 5, LOG.note(1), other.sent(0))

    with pytest.raises(EvidenceBroken):
        evidence.shown(evidence.spelled(accusation).encode(), [*KEYS, other.signer.verifier])


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"sent":5,"seen":""}', b"\xff", json.dumps("x").encode()])
def test_what_no_witness_wrote_is_no_evidence(content: bytes) -> None:
    with pytest.raises(EvidenceBroken):
        evidence.shown(content, KEYS)
