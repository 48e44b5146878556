"""The tree over the entries of the log: every published tile compared with what the entries make it."""

from collections.abc import Iterable

from recap.domain.errors import RecapError
from recap.domain.tlog import merkle, tiles
from recap.domain.tlog.tiles import WIDTH, Edge, Tile
from recap.verify import bundles, texts
from recap.verify.findings import Failure, Found
from recap.verify.reading import note
from recap.verify.source import FileMissing, Source

_STEP = 64 * WIDTH


def check_tree(source: Source, found: Found, leaves: bytes, sizes: Iterable[int]) -> dict[int, bytes]:
    """Compare every tile with what the entries make it, and return the root of the log at each of these sizes."""
    size, edge, roots = len(leaves) // merkle.HASH_BYTES, Edge(), {}
    wanted = {each for each in sizes if 0 <= each <= size}
    cuts = sorted(wanted | {size} | set(range(0, size, _STEP)))
    due = {tile for tile in tiles.tiles(size) if tile.level >= 0}
    for cut in cuts:
        part = leaves[edge.size * merkle.HASH_BYTES : cut * merkle.HASH_BYTES]
        edge, written = edge.extend(part[at : at + 32] for at in range(0, len(part), merkle.HASH_BYTES))
        if cut in wanted:
            roots[cut] = edge.root()
        for tile, content in written:
            if tile in due:
                _check_tile(source, found, tile, content)
    return roots


def _check_tile(source: Source, found: Found, tile: Tile, due: bytes) -> None:
    found.saw(tile.path)
    found.count("tile")
    try:
        content = bundles.content(source, tile)
    except FileMissing:
        note(found, Failure.MISSING, tile.path, texts.MISSING)
    except RecapError:
        note(found, Failure.FORK, tile.path, texts.TILE_DIFFERS)
    else:
        if content != due:
            note(found, Failure.FORK, tile.path, texts.TILE_DIFFERS)
