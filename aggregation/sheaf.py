"""The new files of one publication, written beside the folder; what the folder has already is not written again."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

from aggregation.folder import Folder, object_path
from aggregation.packing import BROTLI, GZIP, Kept, Packed, kept, pack
from aggregation.spelling import Record, digest, encode

DROPPED = "dropped"
"""Names the files that the publication no longer has, one a line."""

_THREADS = 8
"""Waiting for the disk is what takes the time: so many files wait together."""


class Sheaf:
    """Files on their way to the disk, several at a time; a failure shows at the next `settle` at the latest."""

    def __init__(self, folder: Folder, staged: Folder) -> None:
        """Write what this folder lacks into another one."""
        self.folder = folder
        self.staged = staged
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="sheaf")
        self._waiting: list[Future[None]] = []
        self._added: set[str] = set()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the threads go; what they have not begun is dropped."""
        self._threads.shutdown(cancel_futures=True)

    def keep(self, records: Iterable[Record]) -> list[Kept]:
        """Write records and their compressed forms, unless they are there, and return what they are known by."""
        return list(self._threads.map(self._keep, records))

    def has(self, path: str) -> bool:
        """Tell whether a file is published, or about to be."""
        return self.folder.has(path) or self.staged.has(path)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file that is published, or about to be; None if there is none."""
        content = self.staged.read(path)
        return self.folder.read(path) if content is None else content

    def add(self, path: str, content: bytes) -> None:
        """Have a file written, unless it is there with just these bytes."""
        self._added.add(path)
        if self.read(path) != content:
            self._later(lambda: self.staged.write(path, content))

    def drop_others(self, within: str, theirs: Callable[[str], bool]) -> None:
        """Have every file of a folder that is `theirs` and was not added removed, once the publication is visible."""
        gone = sorted(path for path in self.folder.paths(within) if path not in self._added and theirs(path))
        if gone:
            self.staged.write(DROPPED, "\n".join(gone).encode())

    def wait(self) -> None:
        """Return once every file is written; raise what went wrong with the first that is not."""
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each.result()

    def settle(self) -> None:
        """Return once every file is on the disk under its name."""
        self.wait()
        self.staged.settle()

    def _later(self, work: Callable[[], None]) -> None:
        self._waiting.append(self._threads.submit(work))

    def _keep(self, record: Record) -> Kept:
        content = encode(record)
        path = object_path(digest(content))
        earlier = self._packed(path)
        if earlier is not None and self.has(path):
            return kept(content, earlier)
        packed = pack(content)
        for name, form in ((path, content), (path + GZIP, packed.gzip), (path + BROTLI, packed.brotli)):
            self.staged.write(name, form)
        return kept(content, packed)

    def _packed(self, path: str) -> Packed | None:
        """Return the compressed forms that lie beside a record: another version of a compressor makes others."""
        zipped, brotlied = self.read(path + GZIP), self.read(path + BROTLI)
        return Packed(zipped, brotlied) if zipped is not None and brotlied is not None else None
