"""A check of a part: one polling station on its way into the total, or receipts; the log behind both is read whole."""

from recap.domain.refusals import ReceiptInvalid
from recap.verify import folder, history, keys, manifests, path, receipt, texts
from recap.verify.bundles import Log
from recap.verify.findings import Failure
from recap.verify.guard import guarded
from recap.verify.history import History
from recap.verify.outcome import Asked, Given, Progress, Report
from recap.verify.reading import note
from recap.verify.receipt import Outcome
from recap.verify.source import Source

_LATE = {
    Outcome.BROKEN: (Failure.BROKEN_PROMISE, texts.PROMISE_BROKEN),
    Outcome.OVERDUE: (Failure.OVERDUE, texts.PROMISE_OVERDUE),
}


def glance(source: Source, given: Given, asked: Asked, progress: Progress = lambda *_: None) -> Report:
    """Return what does not hold in the log and in what is asked for; the rest of the folder is not looked at."""
    report = Report(source.place, given, asked=asked)
    report.manifest = folder.opened(source, report)
    if report.manifest is None:
        return report
    log = report.log = folder.read_log(source, report, progress)
    history.check_newest(report.found, report.manifest, log.about(history.PUBLICATION))
    folder.check_log(source, report, History((report.manifest,)))
    if asked.station is not None:
        ways = path.ways(source, report.found, report.manifest, log, asked.station)
        guarded(report.found, report.manifest.path, lambda: report.ways.extend(ways))
        if not report.ways and not report.failures:
            note(report.found, Failure.MISSING, report.manifest.path, texts.STATION_UNKNOWN, station=asked.station)
    for content in asked.receipts:
        _check_receipt(source, report, log, content)
    return report


def _check_receipt(source: Source, report: Report, log: Log, content: bytes) -> None:
    if report.manifest is None or report.signed is None or report.trust is None:
        return
    try:
        promised = receipt.opened(content, report.manifest.record["key"])
    except ReceiptInvalid:
        note(report.found, Failure.RECEIPT, manifests.VISIBLE, texts.RECEIPT_INVALID)
        return
    origin = report.signed.checkpoint.origin
    if promised.origin is not None and promised.origin != origin:
        note(report.found, Failure.RECEIPT, manifests.VISIBLE, texts.RECEIPT_LOG, named=promised.origin, origin=origin)
        return
    publications = log.about(history.PUBLICATION)
    latest = receipt.known_until(report.trust, report.signed, report.manifest, publications)
    copied_at = (report.asked.copied_at if report.asked else None) or source.served_at
    judged = receipt.judge(promised, log, latest, copied_at)
    report.judgements.append(judged)
    if judged.outcome in _LATE:
        failure, words = _LATE[judged.outcome]
        facts = {"station": promised.station, "photo": promised.photo, "log_by": str(promised.log_by)}
        known = {"received_at": promised.received_at.isoformat(), "latest": judged.known_until.isoformat()}
        note(report.found, failure, keys.CHECKPOINT, words, **facts, **known)
