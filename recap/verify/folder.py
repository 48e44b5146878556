"""The whole check of a published folder, from its manifest and the head of its log down to the last file."""

from collections.abc import Iterator
from functools import partial
from hashlib import sha256

from recap.verify import (
    bundles,
    closure,
    contests,
    exports,
    guard,
    history,
    jobs,
    keys,
    manifests,
    patience,
    reading,
    seen,
    texts,
    tree,
)
from recap.verify import unit as units
from recap.verify.bundles import Log
from recap.verify.findings import Failure, Found
from recap.verify.history import History
from recap.verify.manifests import Manifest
from recap.verify.outcome import Given, Progress, Report
from recap.verify.reading import note
from recap.verify.source import Source

__all__ = ["Given", "Progress", "Report", "check_log", "opened", "read_log", "verify"]

_MOST_TRIES = 3


def verify(source: Source, given: Given, progress: Progress = lambda *_: None) -> Report:
    """Return everything that does not hold in a published folder.

    A folder that is published to while it is read can look wrong for a moment: then it is checked once more.
    """
    report, tries = _once(source, given, progress), 1
    while report.failures and tries < _MOST_TRIES and patience.moved(source, report):
        report, tries = _once(source, given, progress), tries + 1
    return report


def _once(source: Source, given: Given, progress: Progress) -> Report:
    report = Report(source.place, given)
    found = report.found
    report.heads = patience.heads(source)
    # First the list, then the manifest: what a publication writes while this runs is in neither.
    files = source.files()
    report.listed, listed = files is not None, list(files or ())
    report.manifest = opened(source, report)
    if report.manifest is None:
        return report
    keys.check_policy(source, found, report.manifest.record)
    log = report.log = read_log(source, report, progress)
    told = report.told = history.read(source, found, report.manifest, log.about(history.PUBLICATION))
    history.check_definitions(found, told, log.about("definition"))
    history.check_beside(source, found, told, report.signature)
    history.check_shown(found, told)
    named = [(each.path, each.record["authority"]) for each in told.every]
    report.authority = keys.check_root(source, found, given.root_sha256, named)
    check_log(source, report, told)
    for work in _work(source, report, told, log, progress):
        found.take(work)
    if listed:
        found.accounted |= _announced(source, report, told, log)
        closure.check_strays(source, found, listed, report.size)
    return report


def opened(source: Source, report: Report) -> Manifest | None:
    """Return the visible manifest, None if it cannot be read; whom to believe and the log's head go into the report."""
    found = report.found
    content = reading.fetch(source, found, manifests.VISIBLE)
    report.signature = reading.fetch(source, found, manifests.SIGNATURE)
    report.trust = keys.trust(source, found, report.given.log_keys, report.given.policy)
    report.signed = keys.head(source, found, report.trust)
    if content is None:
        return None
    name = sha256(content).hexdigest()
    return manifests.load(source, found, [name]).get(name)


def read_log(source: Source, report: Report, progress: Progress) -> Log:
    """Return all entries of the log; the keys that sign it are compared with those it has recorded."""
    tell = partial(progress, texts.READING_LOG)
    log = bundles.read(source, report.found, report.size, report.given.processes, tell)
    history.check_begun(report.found, log)
    if report.trust is not None:
        keys.check_logged(report.found, report.trust, report.signed, log.about("log_key"))
    return log


def check_log(source: Source, report: Report, told: History) -> None:
    """Compare the tree over the entries with the tiles, the signed head, the manifests, and what was seen elsewhere."""
    found, size = report.found, report.size
    leaves = b"".join(report.log.leaves) if report.log else b""
    heads = seen.opened(found, report.given.seen, report.trust.keys if report.trust else ())
    sizes = [*(each.size for each in told.every), *(head.size for head in heads.values()), size]
    roots = tree.check_tree(source, found, leaves, sizes)
    seen.compare(found, heads, roots, size)
    if report.signed is not None and roots.get(size) != report.signed.checkpoint.root:
        note(found, Failure.FORK, keys.CHECKPOINT, texts.ROOT_DIFFERS, size=size)
    for manifest in told.every:
        if roots.get(manifest.size) != manifest.root:
            note(found, Failure.FORK, manifest.path, texts.MANIFEST_ROOT, size=manifest.size)
        origin, named = report.signed.checkpoint.origin if report.signed else None, manifest.record["log"]["origin"]
        if origin is not None and named != origin:
            note(found, Failure.FORK, manifest.path, texts.ORIGIN_DIFFERS, named=named, origin=origin)


def _announced(source: Source, report: Report, told: History, log: Log) -> set[str]:
    """Return the files of a publication the log has not got yet; what is wrong with it is found once it is there."""
    aside = Report(source.place, report.given)
    if told.announced:
        for work in _work(source, aside, History(told.announced), log, lambda *_: None):
            aside.found.take(work)
    return aside.found.accounted


def _work(source: Source, report: Report, told: History, log: Log, progress: Progress) -> Iterator[Found]:
    """Yield what is found below the manifests: in the files they list, then contest by contest."""
    # The tables of a whole contest are the largest pieces: what is begun last must not be what takes longest.
    work: list[tuple[str, jobs.Job[Found]]] = []
    work += [("exports", each) for each in exports.jobs([each.record for each in told.every])]
    work += [("definitions", partial(closure.check_definitions, digests=sorted(history.definitions(told))))]
    work += [(path, partial(closure.check_files, files={path: file})) for path, file in contests.files(told)]
    for contest in sorted({contest for each in told.every for contest in each.record["contests"]}):
        head = contests.head(source, told, log, contest, photos=report.given.photos)
        yield head.found
        report.totals += head.totals
        work += [(manifests.VISIBLE, partial(units.check, unit=unit)) for unit in head.units]
    safe = (guard.job(path, each) for path, each in work)
    for done, each in enumerate(jobs.run(source, safe, report.given.processes), start=1):
        progress(texts.CHECKING, done, len(work))
        yield each
