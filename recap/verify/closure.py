"""Whether the folder holds nothing but what its manifests, its log and its keys answer for."""

from collections.abc import Iterable, Mapping, Sequence

from recap.domain.errors import RecapError
from recap.domain.tlog import tiles
from recap.domain.tlog.merkle import HASH_BYTES
from recap.domain.tlog.tiles import ENTRIES, WIDTH, Tile
from recap.verify import texts
from recap.verify.findings import Failure, Found
from recap.verify.reading import note, same, siblings
from recap.verify.scene import Record
from recap.verify.source import FileMissing, Source


def check_files(source: Source, *, files: Mapping[str, Record]) -> Found:
    """Return what is found of files a manifest lists with digest, size and packed siblings."""
    found = Found()
    for path, content in source.ahead(files):
        file = files[path]
        whole = same(found, path, content, file["sha256"])
        if whole is not None and len(whole) != file["size"]:
            note(found, Failure.CHANGED, path, texts.SIZE, published=file["size"], due=len(whole))
        siblings(source, found, [(path, whole or b"", file["gzip"], file["brotli"])])
        found.count("file")
    return found


def check_definitions(source: Source, *, digests: Sequence[str]) -> Found:
    """Return what is found of the definitions that manifests of all times name, by digest."""
    found = Found()
    paths = {f"definitions/{digest}.json": digest for digest in digests}
    for path, content in source.ahead(paths):
        same(found, path, content, paths[path])
    return found


def check_strays(source: Source, found: Found, listed: Iterable[str], size: int) -> None:
    """Note every listed file nobody answers for; partial tiles of earlier heads of the log are part of it."""
    for path in sorted(set(listed) - found.accounted):
        tile = tiles.parse(path)
        if tile is None or not _within(tile, size):
            note(found, Failure.STRAY, path, texts.STRAY)
        elif not _prefix(source, tile, size):
            note(found, Failure.FORK, path, texts.TILE_DIFFERS)


def _within(tile: Tile, size: int) -> bool:
    """Tell whether a log of this size had this file at some time."""
    count = size if tile.level == ENTRIES else size >> (8 * tile.level)
    return tile.index * WIDTH + tile.width <= count


def _prefix(source: Source, tile: Tile, size: int) -> bool:
    """Tell whether an earlier partial file is the beginning of the one that stands there now."""
    count = size if tile.level == ENTRIES else size >> (8 * tile.level)
    now = Tile(tile.level, tile.index, min(WIDTH, count - tile.index * WIDTH))
    try:
        content, whole = source.read(tile.path), source.read(now.path)
        if tile.level == ENTRIES:
            return content == tiles.bundle(tiles.unbundle(whole, now)[: tile.width])
    except (FileMissing, RecapError):
        return False
    return content == whole[: tile.width * HASH_BYTES]
