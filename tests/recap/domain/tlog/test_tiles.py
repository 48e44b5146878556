import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.domain.refusals.tlog import EntryTooLong, TileBroken
from recap.domain.tlog import merkle, tiles
from recap.domain.tlog.tiles import ENTRIES, Edge, Tile, TileHashes

LEAVES = [merkle.leaf_hash(str(number).encode()) for number in range(70_000)]


def written(size: int, step: int) -> tuple[Edge, dict[Tile, bytes]]:
    edge, files = Edge(), dict[Tile, bytes]()
    for start in range(0, size, step):
        edge, new = edge.extend(LEAVES[start : min(start + step, size)])
        files |= dict(new)
    return edge, files


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 999), "tile/0/999"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(2, 5, 17), "tile/2/005.p/17"),
        (Tile(63, 0, 255), "tile/63/000.p/255"),
        (Tile(ENTRIES, 12_345, 3), "tile/entries/x012/345.p/3"),
    ],
)
def test_a_tile_path_has_three_digits_per_level(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert tiles.parse(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/00",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/001",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/entry/000",
        "tile/-1/000",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/\u0660\u0660\u0660",
        "checkpoint",
    ],
)
def test_a_path_has_one_spelling(path: str) -> None:
    assert tiles.parse(path) is None


def test_the_sizes_of_the_specification_have_the_files_of_the_specification() -> None:
    of_70_000 = [tile for tile in tiles.tiles(70_000) if tile.level != ENTRIES]
    of_256 = [tile for tile in tiles.tiles(256) if tile.level != ENTRIES]

    assert [tile for tile in of_70_000 if tile.partial] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert sum(not tile.partial for tile in of_70_000 if tile.level == 0) == 273
    assert sum(not tile.partial for tile in of_70_000 if tile.level == 1) == 1
    assert of_256 == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.tiles(0)) == []


@given(st.integers(0, 200_000), st.integers(0, 70_000))
def test_a_log_gains_just_the_files_it_did_not_have(old: int, more: int) -> None:
    before, after, gained = set(tiles.tiles(old)), set(tiles.tiles(old + more)), list(tiles.grown(old, old + more))

    assert set(gained) == after - before
    assert len(gained) == len(set(gained))


@pytest.mark.parametrize(("size", "step"), [(1, 1), (255, 5), (256, 256), (257, 100), (1000, 7), (70_000, 4_999)])
def test_what_is_written_in_steps_is_the_whole_log(size: int, step: int) -> None:
    edge, files = written(size, step)

    needed = {tile for tile in tiles.tiles(size) if tile.level != ENTRIES}
    assert needed <= files.keys()
    assert edge.size == size
    assert edge.root() == merkle.root(LEAVES[:size])
    assert Edge.read(size, files.__getitem__) == edge


def test_every_hash_is_found_in_the_tiles() -> None:
    size = 66_000
    _, files = written(size, 20_000)
    at = TileHashes(size, files.__getitem__)

    assert merkle.root_at(size, at) == merkle.root(LEAVES[:size])
    for index, of in [(0, 1), (255, 256), (256, 257), (65_535, 65_536), (65_536, 66_000), (1234, 65_999)]:
        path = merkle.inclusion(index, of, at)
        merkle.check_inclusion(index, LEAVES[index], path, merkle.Head(of, merkle.root(LEAVES[:of])))


def test_a_tile_of_the_wrong_length_is_refused() -> None:
    _, files = written(300, 300)

    with pytest.raises(TileBroken):
        TileHashes(300, lambda tile: files[tile][:-1])(0, 0)
    with pytest.raises(TileBroken):
        Edge.read(300, lambda tile: files[tile] + bytes(32))


@given(st.lists(st.binary(max_size=70), min_size=1, max_size=8))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    tile = Tile(ENTRIES, 0, len(entries))

    assert tiles.unbundle(tiles.bundle(entries), tile) == entries


def test_a_bundle_is_written_as_the_specification_says() -> None:
    assert tiles.bundle([b"", b"ab"]) == b"\x00\x00\x00\x02ab"


@pytest.mark.parametrize("content", [b"", b"\x00", b"\x00\x02a", b"\x00\x01a\x00\x01", b"\x00\x01a\x00\x01b\x00\x00"])
def test_a_bundle_that_is_cut_or_too_long_is_refused(content: bytes) -> None:
    with pytest.raises(TileBroken):
        tiles.unbundle(content, Tile(ENTRIES, 0, 2))


def test_an_entry_longer_than_its_length_can_say_is_refused() -> None:
    assert tiles.bundle([bytes(65_535)])[:2] == b"\xff\xff"
    with pytest.raises(EntryTooLong):
        tiles.bundle([bytes(65_536)])


def test_the_full_tile_takes_the_place_of_the_partial_one() -> None:
    assert Tile(1, 4, 9).full == Tile(1, 4)
    assert Tile(1, 4, 9).partial
    assert not Tile(1, 4).partial
