"""A check of a part: one polling station on its way into the total, or receipts; the log behind both is read whole."""

from recap.domain.refusals import ReceiptInvalid
from recap.verify import folder, history, keys, manifests, path, receipt, texts
from recap.verify.bundles import Log
from recap.verify.findings import Failure
from recap.verify.history import History
from recap.verify.outcome import Asked, Given, Progress, Report
from recap.verify.reading import note
from recap.verify.receipt import Outcome
from recap.verify.source import Source


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
        report.ways = list(path.ways(source, report.found, report.manifest, log, asked.station))
        if not report.ways:
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
    publications = log.about(history.PUBLICATION)
    latest = receipt.known_until(report.trust, report.signed, report.manifest, publications)
    copied_at = (report.asked.copied_at if report.asked else None) or source.served_at
    judged = receipt.judge(promised, log, latest, copied_at)
    report.judgements.append(judged)
    if promised.origin not in (None, report.signed.checkpoint.origin):
        origin = report.signed.checkpoint.origin
        note(report.found, Failure.RECEIPT, manifests.VISIBLE, texts.RECEIPT_LOG, named=promised.origin, origin=origin)
    if judged.outcome in (Outcome.BROKEN, Outcome.OVERDUE):
        words = texts.PROMISE_BROKEN if judged.outcome is Outcome.BROKEN else texts.PROMISE_OVERDUE
        facts = {"station": promised.station, "photo": promised.photo, "log_by": str(promised.log_by)}
        known = {"received_at": promised.received_at.isoformat(), "latest": judged.known_until.isoformat()}
        note(report.found, Failure.BROKEN_PROMISE, keys.CHECKPOINT, words, **facts, **known)
