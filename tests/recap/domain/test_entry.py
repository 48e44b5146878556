from collections.abc import Mapping
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from recap.domain import entry, journal
from recap.domain import public_part as part
from recap.domain.canonical import canonical
from recap.domain.entry import Entry
from recap.domain.journal import Line
from recap.domain.refusals.log import EntryInvalid, LineInvalid


def test_an_entry_is_read_again_as_it_was_written() -> None:
    written = Entry("result", 7, "2026-11-23T04:27:58.000123Z", "ab", public=part.result(1, 1, {"A": 1}, {}))

    assert entry.parse(written.content) == written


def test_an_answer_that_waits_or_was_refused_says_nothing_that_could_be_guessed() -> None:
    answers = [(7, {"PAS1": votes}, "baca ulang", "misread") for votes in (200, 201)]

    assert {canonical(part.settlement(*each, second=True)) for each in answers} == {'{"case":7,"second":true}'}
    assert {canonical(part.approval(*each, agreed=False)) for each in answers} == {'{"agreed":false,"case":7}'}
    assert len({canonical(part.settlement(*each, second=False)) for each in answers}) == 2
    assert len({canonical(part.approval(*each, agreed=True)) for each in answers}) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b'{"act": "x","at":"x","body":"x","change":"insert","n":1}',
        b'{"act":"x","at":"x","body":"x","change":"insert","n":1,"n":1}',
        b'{"act":"x","at":"x","body":"x","change":"insert","n":true}',
        b'{"act":"x","at":"x","body":"x","n":1}',
        b'{"act":"x","area":1,"at":"x","body":"x","change":"insert","n":1}',
        b'{"act":"x","at":"x","body":"x","change":"insert","n":NaN}',
    ],
)
def test_bytes_that_are_no_entry_in_its_one_spelling_are_refused(content: bytes) -> None:
    with pytest.raises(EntryInvalid):
        entry.parse(content, 3)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"n":1}', b'{"at":"x","change":"x","kind":"x","n":"1","row":{},"salt":"x"}']
)
def test_bytes_that_are_no_line_of_the_journal_are_refused(content: bytes) -> None:
    with pytest.raises(LineInvalid):
        journal.parse(content)


@pytest.mark.parametrize("row", [{"odds": 0.1, "big": 2**70, "none": None, "deep": [{"é": "✓"}]}, {}])
def test_a_line_of_the_journal_is_read_again_as_it_was_written(row: Mapping[str, object]) -> None:
    line = Line(7, "reading", "insert", "salt", "2026-11-23T04:27:58.000123Z", row)

    assert journal.parse(line.content) == line


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(
        st.text(), st.recursive(st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(), st.lists)
    )
)
def test_our_spelling_is_that_of_rfc_8785_for_keys_without_surrogate_pairs(facts: dict[str, Any]) -> None:
    plain = {key: value for key, value in facts.items() if all(ord(sign) < 0xD800 for sign in key)}

    assert canonical(plain).encode() == rfc8785.dumps(plain)


def test_the_publication_of_a_nation_with_all_its_contests_fits_into_an_entry() -> None:
    roots = {f"pemilu-2024.dprd-{number}": "0" * 64 for number in range(2750)}

    public = part.publication("0" * 64, 10**9, roots)

    assert len(canonical(public)) < 300
    assert public["roots"] == part.digest_of(roots)
