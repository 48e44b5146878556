import json
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.domain.refusals.tlog import ProofWrong
from recap.domain.tlog import merkle
from recap.domain.tlog.merkle import EMPTY_ROOT, Head, Range

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "tlog.json").read_text())
LEAVES = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
ROOTS = [EMPTY_ROOT, *(bytes.fromhex(root) for root in VECTORS["roots"])]
MANY = [merkle.leaf_hash(str(number).encode()) for number in range(80)]


def by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word by word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return merkle.node_hash(by_the_book(leaves[:k]), by_the_book(leaves[k:]))


def at(level: int, index: int) -> bytes:
    """The hashes of the tree over MANY."""
    width = 1 << level
    leaves = MANY[index * width : (index + 1) * width]
    assert len(leaves) == width, "only complete subtrees are asked for"
    return by_the_book(leaves)


def of_vectors(level: int, index: int) -> bytes:
    return by_the_book(LEAVES[index << level : (index + 1) << level])


def hashes(texts: list[str]) -> tuple[bytes, ...]:
    return tuple(b64decode(text) for text in texts)


def test_the_empty_tree_has_the_root_the_rfc_gives_it() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(9))
def test_published_roots_are_found(size: int) -> None:
    assert merkle.root(LEAVES[:size]) == ROOTS[size]
    assert merkle.root_at(size, of_vectors) == ROOTS[size]


@pytest.mark.parametrize("vector", VECTORS["inclusion"])
def test_published_inclusion_proofs_are_made_and_believed(vector: dict[str, int]) -> None:
    index, size, path = vector["index"], vector["size"], hashes(vector["path"])  # type: ignore[arg-type]

    assert merkle.inclusion(index, size, of_vectors) == path
    merkle.check_inclusion(index, LEAVES[index], path, Head(size, ROOTS[size]))


@pytest.mark.parametrize("vector", VECTORS["consistency"])
def test_published_consistency_proofs_are_made_and_believed(vector: dict[str, int]) -> None:
    old, new, path = vector["old"], vector["new"], hashes(vector["path"])  # type: ignore[arg-type]

    assert merkle.consistency(old, new, of_vectors) == path
    merkle.check_consistency(Head(old, ROOTS[old]), Head(new, ROOTS[new]), path)


@pytest.mark.parametrize("size", range(1, 40))
def test_every_entry_of_every_size_is_proven_and_at_no_other_place(size: int) -> None:
    head = Head(size, by_the_book(MANY[:size]))

    for index in range(size):
        path = merkle.inclusion(index, size, at)
        merkle.check_inclusion(index, MANY[index], path, head)
        for other in range(size):
            if other != index:
                with pytest.raises(ProofWrong):
                    merkle.check_inclusion(other, MANY[index], path, head)


@pytest.mark.parametrize("new", range(40))
def test_every_older_tree_is_shown_to_be_the_beginning_of_a_newer_one(new: int) -> None:
    for old in range(new + 1):
        path = merkle.consistency(old, new, at)
        merkle.check_consistency(Head(old, by_the_book(MANY[:old])), Head(new, by_the_book(MANY[:new])), path)


@given(st.data())
def test_a_changed_consistency_proof_is_never_believed(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 64))
    old = data.draw(st.integers(1, new - 1))
    heads = Head(old, by_the_book(MANY[:old])), Head(new, by_the_book(MANY[:new]))
    path = list(merkle.consistency(old, new, at))
    how = data.draw(st.sampled_from(["flip", "drop", "double", "more", "short"]))
    place = data.draw(st.integers(0, len(path) - 1))
    bit = data.draw(st.integers(0, 255))
    changed = (int.from_bytes(path[place]) ^ (1 << bit)).to_bytes(32)
    path[place : place + 1] = {
        "flip": [changed],
        "drop": [],
        "double": [path[place], path[place]],
        "more": [path[place], changed],
        "short": [path[place][:-1]],
    }[how]

    with pytest.raises(ProofWrong):
        merkle.check_consistency(*heads, path)


@given(st.integers(1, 64), st.integers(1, 64), st.integers(0, 63))
def test_a_tree_whose_past_was_changed_is_no_continuation(old: int, more: int, place: int) -> None:
    leaves = list(MANY[: min(old + more, 80)])
    leaves[min(place, old - 1)] = merkle.leaf_hash(b"changed later")
    forged = Head(len(leaves), by_the_book(leaves))

    with pytest.raises(ProofWrong):
        merkle.check_consistency(
            Head(old, by_the_book(MANY[:old])),
            forged,
            merkle.consistency(
                old, len(leaves), lambda level, index: by_the_book(leaves[index << level : (index + 1) << level])
            ),
        )


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_there_is_no_proof_that_a_tree_shrank(old: int, new: int) -> None:
    with pytest.raises(ProofWrong):
        merkle.consistency(old, new, at)
    with pytest.raises(ProofWrong):
        merkle.check_consistency(Head(old, MANY[0]), Head(new, MANY[1]), [])


def test_nothing_needs_no_proof_and_takes_none() -> None:
    whole = Head(3, by_the_book(MANY[:3]))

    merkle.check_consistency(Head(0, EMPTY_ROOT), whole, [])
    merkle.check_consistency(whole, whole, [])
    for old, new, path in [
        (Head(0, EMPTY_ROOT), whole, [MANY[0]]),
        (Head(0, MANY[0]), whole, []),
        (whole, whole, [MANY[0]]),
        (whole, Head(3, MANY[0]), []),
        (Head(2, by_the_book(MANY[:2])), whole, []),
    ]:
        with pytest.raises(ProofWrong):
            merkle.check_consistency(old, new, path)


@pytest.mark.parametrize("index", [-1, 7, 8])
def test_an_entry_outside_the_tree_has_no_proof(index: int) -> None:
    with pytest.raises(ProofWrong):
        merkle.inclusion(index, 7, at)
    with pytest.raises(ProofWrong):
        merkle.root_by_path(index, 7, MANY[0], [])


@given(st.lists(st.integers(0, 20), max_size=8))
def test_a_range_grows_in_any_steps_to_the_same_root(steps: list[int]) -> None:
    grown, taken = Range(), 0
    for step in steps:
        grown.extend(MANY[taken : taken + step])
        taken = min(taken + step, len(MANY))
        grown = Range(grown.size, grown.peaks)

    assert grown.size == taken
    assert grown.root() == by_the_book(MANY[:taken])


def test_one_leaf_is_appended_like_many() -> None:
    grown = Range()
    grown.append(MANY[0])

    assert grown.root() == MANY[0]
