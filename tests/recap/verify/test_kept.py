import pytest

from recap.domain.entry import Entry
from recap.domain.tlog import merkle, note, policy
from recap.domain.tlog.note import COSIGNATURE
from recap.domain.tlog.policy import Policy
from recap.domain.tlog.proof import Proof
from recap.verify import kept
from recap.verify.findings import Failure
from recap.witness.signing import new_signer
from tests.growing import GrowingLog

WITNESS = new_signer("w.example", COSIGNATURE)
ENTRY = Entry("upload", 7, "2024-11-27T13:00:00.000000Z", "ab" * 32, area="3374011001001", public={"photo": "cd" * 32})


@pytest.fixture
def log() -> GrowingLog:
    grown = GrowingLog().add("a", "b")
    grown.leaves.append(merkle.leaf_hash(ENTRY.content))
    return grown.add("d")


def proof_of(log: GrowingLog, index: int = 2, extra: bytes = ENTRY.content) -> Proof:
    signed = note.parse(log.note()).signed(WITNESS.cosign(log.head().text, 1_732_712_400))
    return Proof(index, merkle.inclusion(index, 4, log.at), signed.encode(), extra)


def witnessed(log: GrowingLog) -> Policy:
    text = f"log {log.signer.verifier.text}\nwitness bawaslu {WITNESS.verifier.text}\nquorum bawaslu"
    return policy.parse(text.encode())


def test_a_proof_tells_what_is_logged_and_who_has_seen_it(log: GrowingLog) -> None:
    text, status = kept.told("foto.tlog-proof", proof_of(log).encode(), witnessed(log), "id")

    assert status == 0
    assert "sebagai entri 2 dari 4" in text
    assert "cd" * 32 in text
    assert "saksi log bawaslu; cukup banyak sejak 2024-11-27 13:00:00 UTC" in text


def test_without_witnesses_it_says_what_is_not_ruled_out(log: GrowingLog) -> None:
    rule = kept.believed([log.signer.verifier], None)

    assert rule is not None
    text, status = kept.told("x", proof_of(log).encode(), rule, "en")
    assert status == 0
    assert "No log witness was demanded" in text


def test_a_proof_without_a_key_proves_nothing() -> None:
    assert kept.believed([], None) is None


def test_a_key_is_named_once(log: GrowingLog) -> None:
    rule = kept.believed([log.signer.verifier], witnessed(log))

    assert rule == witnessed(log)


@pytest.mark.parametrize(
    ("what", "failure"),
    [
        ("another entry", Failure.UNLOGGED),
        ("another place", Failure.UNLOGGED),
        ("no entry", Failure.RECEIPT),
        ("no proof", Failure.RECEIPT),
        ("another key", Failure.CHECKPOINT),
        ("no witness", Failure.CHECKPOINT),
    ],
)
def test_what_does_not_hold_has_a_status_of_its_own(log: GrowingLog, what: str, failure: Failure) -> None:
    other = Entry("upload", 8, ENTRY.at, ENTRY.body)
    alone = Proof(2, merkle.inclusion(2, 4, log.at), log.note(), ENTRY.content)
    contents = {
        "another entry": proof_of(log, extra=other.content),
        "another place": proof_of(log, index=1),
        "no entry": proof_of(log, extra=b"{}"),
        "another key": proof_of(GrowingLog().add(*"abcd")),
        "no witness": alone,
    }
    content = contents[what].encode() if what in contents else b"nonsense"

    text, status = kept.told("x", content, witnessed(log), "en")

    assert status == failure.value
    assert text.startswith("x: ")
