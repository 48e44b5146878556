from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.domain.refusals.tlog import ProofBroken
from recap.domain.tlog import proof, submission
from recap.domain.tlog.proof import Proof
from recap.domain.tlog.submission import Submission

HASH = b64encode(bytes(range(32))).decode()
proofs = st.builds(
    Proof,
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple),
    st.just(b"origin\n1\nroot\n\nsignatures\n"),
    st.binary(max_size=100),
)


def test_a_proof_is_written_as_the_specification_says() -> None:
    kept = Proof(5, (bytes(range(32)),), b"checkpoint\n", b"extra information")

    assert kept.encode().decode() == (
        f"c2sp.org/tlog-proof@v1\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 5\n{HASH}\n\ncheckpoint\n"
    )
    assert Proof(0, (), b"checkpoint\n").encode() == b"c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n"


@given(proofs)
def test_whatever_is_written_is_read_again(kept: Proof) -> None:
    assert proof.parse(kept.encode()) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "wrong-header\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 05\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 5\nextra AA==\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{b64encode(bytes(64)).decode()}\n\ncheckpoint\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{64 * (HASH + chr(10))}\ncheckpoint\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{HASH}\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{HASH}\n\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n\n" + "a" * (1 << 20),
    ],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(ProofBroken):
        proof.parse(text.encode())


@given(st.binary(max_size=100))
def test_a_parser_raises_nothing_else(content: bytes) -> None:
    for whole in (content, b"c2sp.org/tlog-proof@v1\n" + content, b"c2sp.org/tlog-proof@v1\nindex 4\n" + content):
        try:
            assert proof.parse(whole).encode() == whole
        except ProofBroken:
            continue


def test_a_submission_is_written_as_the_specification_says() -> None:
    sent = Submission(20852014, (bytes(range(32)),), b"origin\n1\nroot\n\nsignature\n")

    assert sent.encode().decode() == f"old 20852014\n{HASH}\n\norigin\n1\nroot\n\nsignature\n"
    assert submission.parse(sent.encode()) == sent
    assert submission.parse(b"old 0\n\nnote").path == ()


@pytest.mark.parametrize("text", ["", "old 0\n", "old\n\nnote", "old 01\n\nnote", "new 0\n\nnote", "old 0\nx\n\nnote"])
def test_what_is_no_submission_is_refused(text: str) -> None:
    with pytest.raises(ProofBroken):
        submission.parse(text.encode())


@given(st.binary(max_size=100))
def test_a_parser_of_submissions_raises_nothing_else(content: bytes) -> None:
    for whole in (content, b"old 5\n" + content):
        try:
            assert submission.parse(whole).encode() == whole
        except ProofBroken:
            continue


def test_the_size_a_witness_stands_at_is_a_number_and_a_newline() -> None:
    assert submission.parse_size(submission.size_text(20852014)) == 20852014
    for wrong in (b"5", b"", b"\n", b"05\n", b"5\n\n", b"\xff\n"):
        assert submission.parse_size(wrong) is None
