import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.domain.refusals.tlog import KeyBroken, NoteBroken
from recap.domain.tlog import cosignature, note
from recap.domain.tlog.note import COSIGNATURE, ED25519, Note, Signature, VerifierKey

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "tlog.json").read_text())
NOTE = VECTORS["notes"][0]["note"]
COSIGNED = VECTORS["cosigned"]["note"]
names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"], exclude_characters="+"), min_size=1).filter(
    note.named
)


@pytest.mark.parametrize("text", [NOTE, VECTORS["notes"][1]["note"], COSIGNED])
def test_published_notes_are_read_and_written_alike(text: str) -> None:
    assert note.parse(text.encode()).encode() == text.encode()


def test_the_text_ends_at_the_last_empty_line() -> None:
    read = note.parse(b"one\n\ntwo\n\n" + NOTE.partition("\n\n")[2].encode())

    assert read.text == "one\n\ntwo\n"
    assert [signature.name for signature in read.signatures] == ["PeterNeumann"]


def test_every_line_of_a_cosigned_checkpoint_is_a_signature() -> None:
    read = note.parse(COSIGNED.encode())

    assert len(read.signatures) == 6
    assert read.signatures[4].name == "remora.n621.de"
    assert cosignature.unpack(read.signatures[4].body) == (VECTORS["cosigned"]["time"], read.signatures[4].body[8:])


LINE = "\u2014 a AAAAAAA="


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text\n",
        f"text\n{LINE}\n",
        f"text\n\n{LINE}",
        "text\n\n\n",
        f"text\n\n{LINE}\n\n",
        f"text\n\nx {LINE}\n",
        "text\n\n- a AAAAAAA=\n",
        "text\n\n\u2014 a\n",
        "text\n\n\u2014 a AAAA\n",
        "text\n\n\u2014 a AAAAAAB=\n",
        "text\n\n\u2014 a AAAAAAA\n",
        "text\n\n\u2014 a+b AAAAAAA=\n",
        "text\n\n\u2014  AAAAAAA=\n",
        "text\n\n\u2014 a\u00a0b AAAAAAA=\n",
        f"te\txt\n\n{LINE}\n",
        f"text\r\n\n{LINE}\n",
        "text\n\n" + 101 * f"{LINE}\n",
        "x" * (1 << 20) + f"\n\n{LINE}\n",
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NoteBroken):
        note.parse(text.encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(NoteBroken):
        note.parse(b"\xff\n\n" + LINE.encode() + b"\n")


def test_sixteen_signatures_are_read() -> None:
    assert len(note.parse(("text\n\n" + 16 * f"{LINE}\n").encode()).signatures) == 16


@given(st.binary(max_size=200))
def test_a_parser_raises_nothing_else(content: bytes) -> None:
    for whole in (content, b"t\n\n" + LINE.encode() + b"\n" + content):
        try:
            read = note.parse(whole)
        except NoteBroken:
            continue
        assert read.encode() == whole


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])), names, st.binary(min_size=1, max_size=80))
def test_whatever_is_written_is_read_again(text: str, name: str, body: bytes) -> None:
    written = Note(f"{text}\n", (Signature(name, b"\x00\x01\x02\x03", body),))

    assert note.parse(written.encode()) == written


def test_a_newer_signature_of_a_key_replaces_the_older_one() -> None:
    old, new, other = Signature("a", bytes(4), b"1"), Signature("a", bytes(4), b"2"), Signature("a", b"\x01" * 4, b"3")

    assert Note("t\n", (old, other)).signed(new).signatures == (other, new)


def test_an_answer_of_a_witness_is_signature_lines_alone() -> None:
    lines = NOTE.partition("\n\n")[2].encode()

    assert [signature.name for signature in note.parse_signatures(lines)] == ["PeterNeumann"]
    for wrong in (b"", b"text\n\n" + lines, b"\n" + lines, lines[:-1]):
        with pytest.raises(NoteBroken):
            note.parse_signatures(wrong)


@pytest.mark.parametrize(("name", "kind"), [("ed25519", ED25519), ("cosignature", COSIGNATURE)])
def test_published_keys_are_read_and_written_alike(name: str, kind: int) -> None:
    key = note.parse_key(VECTORS["keys"][name])

    assert key.kind == kind
    assert key.text == VECTORS["keys"][name]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bananas.sigstore.dev+12344556",
        "rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!",
        "rekor.sigstore.dev+12345678+AwEB",
        "Wit1+00000000+AVhZSmQj9+SoL+p/nN0Hh76xXmF7QcHfytUrI1XfSClk",
        "Wit1+55EE4561+AVhZSmQj9+SoL+p/nN0Hh76xXmF7QcHfytUrI1XfSClk",
        "Wit2+55ee4561+AVhZSmQj9+SoL+p/nN0Hh76xXmF7QcHfytUrI1XfSClk",
        "+55ee4561+AVhZSmQj9+SoL+p/nN0Hh76xXmF7QcHfytUrI1XfSClk",
        "Wit 1+55ee4561+AVhZSmQj9+SoL+p/nN0Hh76xXmF7QcHfytUrI1XfSClk",
        VerifierKey("x", 2, b"\x05" * 32).text,
        VerifierKey("x", ED25519, bytes(31)).text,
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(KeyBroken):
        note.parse_key(text)


@pytest.mark.parametrize("sign", [0, 0x80])
@pytest.mark.parametrize(
    "key",
    [
        bytes(32),
        b"\x01" + bytes(31),
        (2**255 - 20).to_bytes(32, "little"),
        (2**255 - 19).to_bytes(32, "little"),
        (2**255 - 18).to_bytes(32, "little"),
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    ],
)
def test_a_key_with_which_anybody_could_sign_is_refused(key: bytes, sign: int) -> None:
    weak = VerifierKey("x", ED25519, key[:31] + bytes([key[31] | sign]))

    with pytest.raises(KeyBroken, match="anybody"):
        note.parse_key(weak.text)


@given(st.text())
def test_a_parser_of_keys_raises_nothing_else(text: str) -> None:
    for whole in (text, f"Wit1+{text}", f"Wit1+55ee4561+{text}"):
        try:
            note.parse_key(whole)
        except KeyBroken:
            continue


@pytest.mark.parametrize("body", [b"", bytes(71), bytes(73), b"\x80" + bytes(71), cosignature.pack(2**40, bytes(64))])
def test_a_cosignature_is_a_time_and_a_signature(body: bytes) -> None:
    assert cosignature.unpack(body) is None


def test_the_text_a_witness_signs_is_that_of_the_specification() -> None:
    assert cosignature.message(1679315147, "example.com/behind-the-sofa\n20852163\nroot\n") == (
        b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nroot\n"
    )
    assert cosignature.unpack(cosignature.pack(1679315147, bytes(64))) == (1679315147, bytes(64))


def test_every_time_that_is_read_is_a_moment_of_the_calendar() -> None:
    read = cosignature.unpack(cosignature.pack(253_402_300_799, bytes(64)))

    assert read is not None
    assert datetime.fromtimestamp(read[0], UTC).year == 9999
