import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.domain.refusals.tlog import (
    CheckpointBroken,
    NoteBroken,
    NoteForged,
    NoteUnsigned,
    ProofWrong,
    QuorumMissing,
)
from recap.domain.tlog import merkle, note, policy
from recap.domain.tlog.checkpoint import Checkpoint
from recap.domain.tlog.note import COSIGNATURE, Note, parse_key
from recap.domain.tlog.policy import Policy
from recap.domain.tlog.proof import Proof
from recap.verify import notes
from recap.witness.signing import Signer, new_signer

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "tlog.json").read_text())
REAL = VECTORS["cosigned"]
LOG = new_signer("recap.example/log")
WITNESSES = [new_signer(f"witness.example/w{number}", COSIGNATURE) for number in range(3)]
ENTRIES = [str(number).encode() for number in range(5)]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
HEAD = Checkpoint("recap.example/log", 5, merkle.root(LEAVES))


def at(level: int, index: int) -> bytes:
    return merkle.root(LEAVES[index << level : (index + 1) << level])


def demanding(least: int, *logs: Signer) -> Policy:
    lines = [f"log {log.verifier.text}" for log in logs or (LOG,)]
    lines += [f"witness w{number} {one.verifier.text}" for number, one in enumerate(WITNESSES)]
    return policy.parse("\n".join([*lines, f"group g {least} w0 w1 w2", "quorum g"]).encode())


def cosigned(*times: tuple[int, int]) -> bytes:
    signed = Note(HEAD.text, ()).signed(LOG.sign(HEAD.text))
    return signed.signed(*(WITNESSES[who].cosign(HEAD.text, time) for who, time in times)).encode()


@pytest.mark.parametrize("vector", VECTORS["notes"])
def test_published_notes_were_signed_by_the_published_keys(vector: dict[str, str]) -> None:
    key = parse_key(vector["key"])

    assert notes.opened(vector["note"].encode(), [key])[1] == (key,)


@given(st.integers(0), st.integers(0, 7))
def test_a_published_note_with_any_bit_changed_is_refused(place: int, bit: int) -> None:
    vector = VECTORS["notes"][1]
    content = bytearray(vector["note"].encode())
    content[place % len(content)] ^= 1 << bit

    with pytest.raises((NoteBroken, NoteForged, NoteUnsigned)):
        notes.opened(bytes(content), [parse_key(vector["key"])])


def test_a_real_checkpoint_of_a_public_log_and_its_public_witnesses_is_believed() -> None:
    lines = [f"log {REAL['log']}", *(f"witness {name} {key}" for name, key in REAL["witnesses"].items())]
    rule = policy.parse(
        "\n".join([*lines, "group all-three all remora smartit stagemole", "quorum all-three"]).encode()
    )

    found = notes.judged(REAL["note"].encode(), rule)

    assert found.met
    assert found.checkpoint.size == 1432088532
    assert {one.name: one.time for one in found.cosigned} == dict.fromkeys(REAL["witnesses"], REAL["time"])


def test_signatures_of_unknown_keys_are_passed_over() -> None:
    stranger = new_signer("recap.example/log")
    signed = note.parse(cosigned()).signed(stranger.sign("something else\n"))

    assert notes.head(signed.encode(), [LOG.verifier]) == HEAD


def test_a_wrong_signature_in_the_name_of_a_known_key_spoils_the_note() -> None:
    wrong = LOG.sign("something else\n")

    with pytest.raises(NoteForged, match=r"recap\.example/log"):
        notes.opened(Note(HEAD.text, (wrong,)).encode(), [LOG.verifier])


@pytest.mark.parametrize("body", [b"x", bytes(72), b"\xff" * 72])
def test_a_cosignature_that_is_none_spoils_the_note(body: bytes) -> None:
    key = WITNESSES[0].verifier
    forged = note.parse(cosigned()).signed(note.Signature(key.name, key.id, body))

    with pytest.raises(NoteForged):
        notes.judged(forged.encode(), demanding(1))


@pytest.mark.parametrize("time", [253_402_300_800, 2**40, 2**63 - 1])
def test_a_cosignature_of_a_time_that_no_calendar_has_spoils_the_note(time: int) -> None:
    with pytest.raises(NoteForged, match="w0"):
        notes.judged(cosigned((0, time), (1, 5)), demanding(1))


def test_a_note_no_known_key_signed_is_refused() -> None:
    with pytest.raises(NoteUnsigned):
        notes.head(cosigned(), [new_signer("recap.example/log").verifier])
    with pytest.raises(NoteUnsigned):
        notes.head(cosigned(), [])


def test_the_key_of_one_log_does_not_sign_for_another() -> None:
    other = new_signer("other.example/log")
    signed = Note(HEAD.text, (other.sign(HEAD.text),))

    with pytest.raises(CheckpointBroken):
        notes.head(signed.encode(), [other.verifier])


def test_a_cosignature_binds_its_time() -> None:
    made = WITNESSES[0].cosign(HEAD.text, 1000)
    later = note.Signature(made.name, made.key_id, (2000).to_bytes(8) + made.body[8:])

    with pytest.raises(NoteForged):
        notes.judged(note.parse(cosigned()).signed(later).encode(), demanding(1))


def test_a_witness_counts_once_however_often_it_signs() -> None:
    signed = note.parse(cosigned((0, 5)))
    twice = Note(signed.text, (*signed.signatures, WITNESSES[0].cosign(HEAD.text, 9)))

    found = notes.judged(twice.encode(), demanding(2))

    assert [(one.name, one.time) for one in found.cosigned] == [("w0", 9)]
    assert not found.met


@pytest.mark.parametrize(
    ("times", "agreed"), [([(0, 5), (1, 7), (2, 9**9)], 7), ([(0, 5), (1, 7)], 5), ([(0, 5)], None)]
)
def test_one_clock_alone_moves_no_time(times: list[tuple[int, int]], agreed: int | None) -> None:
    rule = demanding(2)

    assert notes.agreed_time(notes.judged(cosigned(*times), rule), rule) == agreed


def test_without_a_quorum_there_is_no_time() -> None:
    rule = policy.parse(f"log {LOG.verifier.text}\nquorum none".encode())
    found = notes.judged(cosigned(), rule)

    assert found.met
    assert notes.agreed_time(found, rule) is None


def test_a_proof_shows_its_entry_and_no_other() -> None:
    proof = Proof(3, merkle.inclusion(3, 5, at), cosigned((0, 5), (1, 7)))

    assert notes.check_proof(proof, ENTRIES[3], demanding(2)).checkpoint == HEAD
    with pytest.raises(ProofWrong):
        notes.check_proof(proof, ENTRIES[2], demanding(2))
    with pytest.raises(ProofWrong):
        notes.check_proof(Proof(2, proof.path, proof.checkpoint), ENTRIES[3], demanding(2))
    with pytest.raises(QuorumMissing, match="w0, w1"):
        notes.check_proof(proof, ENTRIES[3], demanding(3))
