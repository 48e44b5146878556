"""The exports of a contest, made from a published root by a process of its own while publishing goes on."""

from collections.abc import Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from aggregation.folder import export_path
from aggregation.manifest import File, Manifest
from aggregation.opendata import exports
from aggregation.packing import BROTLI, GZIP, kept, pack
from recap.app import logs
from recap.domain.refusals.publisher import RecordLost

_PACKED = (".csv", ".json", ".xml")
"""The others are compressed in themselves."""


@dataclass(frozen=True, slots=True)
class Order:
    """What exports are made of: the election as the manifest lists it, and the digests of two records."""

    election: Mapping[str, str]
    contest: str
    area: str


@dataclass(frozen=True, slots=True)
class Made:
    """Exports: the path of every kind, what the manifest says of each file, and all bytes by path."""

    paths: Mapping[str, str]
    files: Mapping[str, File]
    contents: Mapping[str, bytes]


def make(shelves: tuple[Path, ...], name: str, order: Order) -> Made:
    """Return the exports of a contest; its records are looked for on one shelf after the other, or RecordLost."""

    def read(path: str) -> bytes:
        found = next((shelf / path for shelf in shelves if (shelf / path).exists()), None)
        if found is None:
            raise RecordLost(path=path)
        return found.read_bytes()

    paths: dict[str, str] = {}
    files: dict[str, File] = {}
    contents: dict[str, bytes] = {}
    for kind, content in exports.of_root(read, order.election, order.contest, order.area).items():
        packed = pack(content) if kind.endswith(_PACKED) else None
        known = kept(content, packed)
        path = paths[kind] = export_path(name, kind, known.sha256)
        files[path] = File(known.sha256, known.size, known.gzip, known.brotli, order.area)
        contents[path] = content
        if packed is not None:
            contents |= {path + GZIP: packed.gzip, path + BROTLI: packed.brotli}
    return Made(paths, files, contents)


def behind(manifest: Manifest) -> dict[str, Order]:
    """Return what the exports a manifest lacks would be made of, by contest: none, or of an earlier root."""
    elections = {each["id"]: each for each in manifest.elections}
    return {
        contest: Order(elections[contest.partition(".")[0]], entry.object, entry.area)
        for contest, entry in manifest.contests.items()
        if not entry.exports or any(manifest.files[path].root != entry.area for path in entry.exports.values())
    }


class Exporter:
    """Makes exports in the background, at most once in so long a time for a contest."""

    def __init__(self, folder: Path, every: timedelta) -> None:
        """Make them of the records in this folder."""
        self._folder = folder
        self._every = every
        self._pool: ProcessPoolExecutor | None = None
        self._begun: dict[str, datetime] = {}
        self._jobs: dict[str, tuple[Order, Future[Made]]] = {}

    def close(self) -> None:
        """Let the process go, without waiting for what it is about; what is not made yet is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
        self._jobs = {contest: each for contest, each in self._jobs.items() if _is_made(each[1])}

    def begin(self, contest: str, order: Order, now: datetime) -> None:
        """Have the exports of a contest made, unless that is being done or was begun a short time ago."""
        begun = self._begun.get(contest)
        if contest in self._jobs or (begun is not None and now - begun < self._every):
            return
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, get_context("forkserver"))
        try:
            job = self._pool.submit(make, (self._folder,), contest, order)
        except BrokenExecutor:  # its process died: the next call begins with another one
            self.close()
            return
        self._begun[contest] = now
        self._jobs[contest] = (order, job)

    def finished(self) -> dict[str, Order]:
        """Return what the exports that lie ready are of, by contest; those that failed are told to the log."""
        for contest, (_, job) in list(self._jobs.items()):
            error = _failure(job)
            if error is not None:
                logs.event("exports failed", contest=contest, error=repr(error))
                self._jobs.pop(contest, None)
                if isinstance(error, BrokenExecutor):
                    self.close()
        return {contest: order for contest, (order, job) in self._jobs.items() if job.done()}

    def made(self, shelves: tuple[Path, ...], contest: str, order: Order) -> Made:
        """Return exports: those that lie ready if they are of just these records, or made now."""
        known, job = self._jobs.get(contest, (None, None))
        if job is not None and known == order and _is_made(job):
            return job.result()
        return make(shelves, contest, order)

    def forget(self, contest: str) -> None:
        """Let go of what lay ready, because it is published or was overtaken."""
        if contest in self._jobs and self._jobs[contest][1].done():
            del self._jobs[contest]


def _failure(job: Future[Made]) -> BaseException | None:
    """Return why a job made nothing; None if it did, or is not done yet."""
    if job.cancelled():
        return CancelledError()
    return job.exception() if job.done() else None


def _is_made(job: Future[Made]) -> bool:
    return job.done() and _failure(job) is None
