"""What a visitor sees of the folder: makes a publication visible, with the log that holds it, in an order that is safe.

What others name comes before what names it. Wherever a machine dies in between, doing it again finishes it.
"""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from aggregation.folder import CHECKPOINT, EXPORTS, MANIFEST, SIGNATURE, Folder, manifest_of, manifest_path
from aggregation.manifest import Manifest
from aggregation.packing import BROTLI, GZIP
from aggregation.sheaf import DROPPED
from aggregation.spelling import decode, digest
from recap.app.logfiles import LogFiles, size_of
from recap.domain.tlog import tiles
from recap.domain.tlog.tiles import WIDTH, Tile

_KPU, _MANIFESTS = "kpu/", "manifests/"
_HEIGHT = 8
"""Each level of tiles has one hash for 2**8 of the level below."""


class Front:
    """Moves what lies beside the folder into it."""

    def __init__(self, folder: Folder, staged: Folder, log: LogFiles) -> None:
        """Show publications that lie in `staged`, and this log."""
        self._folder = folder
        self._staged = staged
        self._log = log

    @property
    def shown(self) -> int:
        """Return how many entries of the log are visible."""
        return size_of(self._folder.read(CHECKPOINT))

    @property
    def folder(self) -> Path:
        """Return where the folder lies."""
        return self._folder.root

    def name(self) -> str | None:
        """Return the digest of the visible manifest, None while there is none."""
        content = self._folder.read(MANIFEST)
        return digest(content) if content else None

    def manifest(self) -> Manifest | None:
        """Return the visible manifest, None while there is none; FolderForeign if this program knows no such one."""
        return manifest_of(self._folder)

    def has(self, name: str) -> bool:
        """Tell whether everything of a publication is here or lies beside, so that it can be made visible."""
        return any(each.has(manifest_path(name, "sig")) for each in (self._staged, self._folder))

    def show(self, name: str | None, keys: Mapping[str, bytes]) -> None:
        """Make a publication visible, or only the log if `name` is None; `keys` are files that verify the log."""
        if name is not None:
            self.bring()
        self.show_log(keys, name)
        if name is not None:
            self.show_manifest(name)

    def bring(self) -> None:
        """Move every new file that only a new manifest leads to."""
        for path in sorted(self._staged.paths()):
            if not path.startswith((_KPU, _MANIFESTS, DROPPED)):
                self._folder.take(path, self._staged)
        self._folder.settle()

    def show_log(self, keys: Mapping[str, bytes], name: str | None = None) -> None:
        """Show the log as far as it is public: the files of every public checkpoint, and the newest one.

        The publication it newly holds, `name`, comes just before it: what the log names is there.
        """
        shown = self.shown
        sizes = self._log.checkpoints(above=shown)
        for old, new in pairwise([shown, *sizes]):
            self._grow(old, new, sizes[-1])
        for path, content in keys.items():
            if self._folder.read(path) != content:
                self._folder.write(path, content)
        if name is not None:
            self._bring_manifest(name)
        head = self._log.checkpoint()
        self._folder.settle()
        if head is not None and self._folder.read(CHECKPOINT) != head:
            self._folder.write(CHECKPOINT, head)

    def show_manifest(self, name: str) -> None:
        """Let the visible manifest be this one, whose files are here, and remove what has become superfluous."""
        self._bring_manifest(name)
        for path in sorted(self._staged.paths(_KPU)):
            self._folder.take(path, self._staged)
        for path in (self._staged.read(DROPPED) or b"").decode().splitlines():
            self._folder.remove(path)
        self._staged.remove(DROPPED)
        manifest, signature = (self._folder.read(manifest_path(name, kind)) or b"" for kind in ("json", "sig"))
        self._folder.write(SIGNATURE, signature)
        self._folder.write(MANIFEST, manifest)
        self._folder.settle()
        self.tidy()

    def tidy(self) -> None:
        """Remove the exports that neither the visible manifest nor the one before it names.

        Whoever has just read the earlier one may still fetch its exports; records and photos stay for ever.
        """
        visible = self.manifest()
        if visible is None:
            return
        kept = _exports_of(visible)
        earlier = self._folder.read(manifest_path(visible.previous, "json")) if visible.previous else None
        if earlier is not None:
            kept |= _exports_of(decode(Manifest, earlier))
        for path in sorted(set(self._folder.paths(EXPORTS)) - kept):
            self._folder.remove(path)

    def _bring_manifest(self, name: str) -> None:
        for path in (manifest_path(name, "sig"), manifest_path(name, "json")):
            if self._staged.has(path):
                self._folder.take(path, self._staged)

    def _grow(self, old: int, new: int, last: int) -> None:
        """Copy the tiles of a public checkpoint; a partial one gives way to the full one."""
        for tile in tiles.grown(old, new):
            if tile.partial and _is_full(tile, last):
                continue
            if not self._folder.has(tile.path):
                self._folder.write(tile.path, self._log.fetch(tile))
            if not tile.partial:
                for path in list(self._folder.paths(f"{tile.path}.p")):
                    self._folder.remove(path)


def _is_full(tile: Tile, size: int) -> bool:
    """Tell whether a log of this size has the full tile of the same place."""
    return size >> _HEIGHT * max(tile.level, 0) >= (tile.index + 1) * WIDTH


def _exports_of(manifest: Manifest) -> set[str]:
    paths = {path for entry in manifest.contests.values() for path in entry.exports.values()}
    return paths | {path + form for path in paths for form in (GZIP, BROTLI)}
