"""An implementation that was not written here (PyPI: aics-tlog) reads what we write, and we read what it writes."""

import random
from pathlib import Path

import pytest

from recap.domain.refusals.tlog import ProofWrong
from recap.domain.tlog import checkpoint, merkle, note, policy, proof, tiles
from recap.domain.tlog.merkle import Head
from recap.domain.tlog.note import COSIGNATURE, Note
from recap.domain.tlog.proof import Proof
from recap.domain.tlog.tiles import ENTRIES, Edge, Tile, TileHashes
from recap.verify import notes
from recap.witness.signing import new_signer
from tests.growing import GrowingLog

theirs = pytest.importorskip("aics_tlog", reason="aics-tlog is not installed")

SIZES = [1, 2, 3, 255, 256, 257, 511, 1000, 65_536, 66_000]
CHANCE = random.Random(5)  # noqa: S311 - the same places in every run
CONTENTS = [f"entry {number}".encode() for number in range(66_000)]
LEAVES = [merkle.leaf_hash(content) for content in CONTENTS]


def ours(size: int, folder: Path) -> bytes:
    """Write a log of this size as its files, in batches, and return its root."""
    edge, files = Edge(), dict[Tile, bytes]()
    while edge.size < size:
        edge, new = edge.extend(LEAVES[edge.size : min(size, edge.size + 9_999)])
        files |= dict(new)
    for tile in tiles.tiles(size):
        start = tile.index * 256
        content = tiles.bundle(CONTENTS[start : start + tile.width]) if tile.level == ENTRIES else files[tile]
        path = folder / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return edge.root()


@pytest.mark.parametrize("size", SIZES)
def test_they_accept_every_tile_and_bundle_of_our_log(tmp_path: Path, size: int) -> None:
    root = ours(size, tmp_path)

    report = theirs.audit_tiles(theirs.FileSystemTileReader(tmp_path), size, root)

    assert report.size == size
    assert report.tiles + report.bundles == len(list(tiles.tiles(size)))


def test_they_find_a_changed_bit_in_our_log(tmp_path: Path) -> None:
    root = ours(1000, tmp_path)
    path = tmp_path / Tile(ENTRIES, 1).path
    content = bytearray(path.read_bytes())
    content[77] ^= 1
    path.write_bytes(content)

    with pytest.raises(theirs.TileVerificationError):
        theirs.audit_tiles(theirs.FileSystemTileReader(tmp_path), 1000, root)


@pytest.mark.parametrize("size", SIZES)
def test_they_make_the_proofs_we_make(tmp_path: Path, size: int) -> None:
    root = ours(size, tmp_path)
    reader = theirs.FileSystemTileReader(tmp_path)
    at = TileHashes(size, lambda tile: (tmp_path / tile.path).read_bytes())

    for index in {0, size - 1, *(CHANCE.randrange(size) for _ in range(8))}:
        path = merkle.inclusion(index, size, at)
        assert list(path) == theirs.inclusion_proof_from_tiles(reader, index, size)
        assert theirs.verify_inclusion(LEAVES[index], index, size, list(path), root)
    for old in {1, size, *(CHANCE.randint(1, size) for _ in range(8))}:
        path = merkle.consistency(old, size, at)
        assert list(path) == theirs.consistency_proof_from_tiles(reader, old, size)
        assert theirs.verify_consistency(old, size, merkle.root(LEAVES[:old]), root, list(path))


@pytest.mark.parametrize("size", SIZES[:-2])
def test_we_read_their_log(size: int) -> None:
    files = theirs.TileWriter(CONTENTS[:size]).materialise()
    tree = theirs.MerkleTree(CONTENTS[:size])

    assert {tile.path for tile in tiles.tiles(size)} == files.keys()
    edge = Edge.read(size, lambda tile: bytes(files[tile.path]))
    assert edge.root() == tree.root()
    for tile in tiles.tiles(size):
        if tile.level == ENTRIES:
            start = tile.index * 256
            assert tiles.unbundle(files[tile.path], tile) == CONTENTS[start : start + tile.width]
    for index in {0, size - 1, size // 2}:
        merkle.check_inclusion(index, LEAVES[index], tree.inclusion_proof(index), Head(size, tree.root()))


def test_both_refuse_the_same_changed_proofs() -> None:
    size = 100
    root = merkle.root(LEAVES[:size])
    tree = GrowingLog()
    tree.leaves = LEAVES[:size]
    for _ in range(200):
        index, other = CHANCE.randrange(size), CHANCE.randrange(size)
        path = list(merkle.inclusion(index, size, tree.at))
        if CHANCE.random() < 0.5:
            path.insert(CHANCE.randrange(len(path)), LEAVES[other])
        elif CHANCE.random() < 0.5:
            path.pop(CHANCE.randrange(len(path)))

        try:
            merkle.check_inclusion(other, LEAVES[index], path, Head(size, root))
            believed = True
        except ProofWrong:
            believed = False

        assert theirs.verify_inclusion(LEAVES[index], other, size, path, root) == believed


def test_they_believe_our_cosigned_checkpoint_and_our_policy_agrees() -> None:
    log = GrowingLog("recap.example/log").add(*"abcdefg")
    crowd = [new_signer(f"w{number}.example", COSIGNATURE) for number in range(3)]
    text = log.head().text
    content = (
        note.parse(log.note()).signed(*(one.cosign(text, 1_000 + at) for at, one in enumerate(crowd[:2]))).encode()
    )
    log_key = theirs.parse_vkey(log.signer.verifier.text)
    witness_keys = [theirs.parse_vkey(one.verifier.text) for one in crowd]

    found = theirs.verify_checkpoint(
        theirs.parse_note(content), log_key, witness_keys, 2, expected_origin="recap.example/log", now=1_010
    )

    assert (found.ok, found.size, found.root) == (True, 7, log.head().root)
    assert found.timestamps == {"w0.example": 1_000, "w1.example": 1_001}
    lines = [f"witness w{number} {one.verifier.text}" for number, one in enumerate(crowd)]
    rule = "\n".join([f"log {log.signer.verifier.text}", *lines, "group g 2 w0 w1 w2", "quorum g"])
    assert notes.judged(content, policy.parse(rule.encode())).met


def test_we_believe_their_cosigned_checkpoint() -> None:
    log, one = new_signer("other.example/log"), new_signer("w.example", COSIGNATURE)
    root = merkle.root(LEAVES[:5])
    head = theirs.parse_checkpoint(checkpoint.Checkpoint("other.example/log", 5, root).text)
    signed = theirs.sign_checkpoint(head, log.key, "other.example/log")
    _, line = theirs.sign_cosignature(one.key, "w.example", 77, "other.example/log", 5, root)
    content = Note(signed.text, note.parse(signed.to_bytes()).signatures).signed(
        note.Signature(line.name, line.key_id, line.signature)
    )

    found = notes.judged(
        content.encode(),
        policy.parse(f"log {log.verifier.text}\nwitness w {one.verifier.text}\nquorum w".encode()),
    )

    assert found.met
    assert found.checkpoint.head == (5, root)
    assert [each.time for each in found.cosigned] == [77]


def test_a_proof_we_hand_out_holds_by_their_checks(tmp_path: Path) -> None:
    log = GrowingLog("recap.example/log")
    log.leaves = LEAVES[:300]
    ours(300, tmp_path)
    handed = proof.parse(Proof(123, merkle.inclusion(123, 300, log.at), log.note()).encode())

    signed = theirs.parse_note(handed.checkpoint)
    head = theirs.parse_checkpoint(signed.text)

    assert theirs.verify_note(signed, [theirs.parse_vkey(log.signer.verifier.text)])
    assert theirs.verify_leaf_inclusion(CONTENTS[123], handed.index, head.size, list(handed.path), head.root)
    assert theirs.read_entry(theirs.FileSystemTileReader(tmp_path), 123, 300) == CONTENTS[123]
