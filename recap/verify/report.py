"""A check told to people: what was published, what was checked and how much, against which keys, and what was found."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby

from recap.verify import parted, told
from recap.verify.findings import Failure
from recap.verify.lines import WIDE, number, votes, wrapped
from recap.verify.outcome import Report
from recap.verify.receipt import Outcome
from recap.verify.words import Words, plain

WAITING = 4
"""The exit status when nothing is wrong but the photo of a receipt need not be in the log yet."""
_SHOWN = 10
"""Findings of one class that are printed; --json has more."""
_RULE = "-" * WIDE


def text(report: Report, language: str) -> str:
    """Return the report as plain text in `id` or `en`."""
    parts = (_head, _findings, parted.ways, parted.receipts, _totals, _checked, _against, _limits)
    blocks = ["\n".join(lines) for part in parts if (lines := list(part(report, language)))]
    return "\n\n".join(blocks) + "\n"


def status(report: Report) -> int:
    """Return the exit status: that of the gravest class of failure, or whether a receipt must wait, or 0."""
    if report.failures:
        return max(failure.value for failure in report.failures)
    return WAITING if any(each.outcome is Outcome.WAITING for each in report.judgements) else 0


def limits(report: Report) -> list[tuple[Words, dict[str, str | int]]]:
    """Return what the check does not prove, as sentences with their facts, the weightiest first."""
    trust, given, limits = report.trust, report.given, list[tuple[Words, dict[str, str | int]]]()
    if trust is None or not trust.keys_given:
        key = report.signed.judged.log.text if report.signed else "-"
        limits.append((told.OWN_KEYS, {"key": key}))
    elif report.authority is not None and given.root_sha256 is None:
        limits.append((told.OWN_ROOT, {}))
    if trust is None or not (trust.policy_given and trust.policy.witnesses):
        limits.append((told.NO_QUORUM, {}))
    flags = ((not given.photos, told.NO_PHOTOS), (not report.listed, told.NO_LIST))
    always = (told.PAPER, told.OFFICIAL, told.BROTLI)
    return [*limits, *((words, {}) for is_so, words in flags if is_so), *((words, {}) for words in always)]


def _head(report: Report, language: str) -> Iterator[str]:
    yield told.TITLE.say(language, {"place": report.place})
    if report.manifest is None:
        yield told.UNREADABLE.say(language)
    else:
        facts = {"at": report.manifest.at, "sha256": report.manifest.sha256}
        yield from (told.ELECTION.say(language, each) for each in report.manifest.record["elections"])
        yield told.MADE.say(language, facts)
    yield _RULE
    if report.asked is not None:
        yield told.PARTLY.say(language)
    count = sum(report.found.failures.values())
    words = told.HOLDS if count == 0 else told.FAILS_ONCE if count == 1 else told.FAILS
    yield words.say(language, {"count": number(count, language)})


def _findings(report: Report, language: str) -> Iterator[str]:
    failures = report.found.failures
    if failures:
        yield told.FINDINGS.say(language)
    for failure in (each for each in Failure if failures[each]):
        count = number(failures[failure], language)
        yield f"  [{failure.value}] " + told.CLASS.say(
            language, {"words": told.CLASSES[failure].say(language), "count": count}
        )
        mine = [each for each in report.found.findings if each.failure is failure]
        for sentence, alike in groupby(mine[:_SHOWN], key=lambda each: each.say(language)):
            yield from wrapped(f"- {sentence}", 7)
            yield from (f"         {plain(each.path)}" for each in alike)
        if failures[failure] > _SHOWN:
            yield "       " + told.MORE.say(language, {"count": number(failures[failure] - _SHOWN, language)})
    if failures:
        yield "  " + told.STATUS.say(language, {"status": status(report)})


def _totals(report: Report, language: str) -> Iterator[str]:
    if report.totals:
        yield told.TOTALS.say(language)
    for total in report.totals:
        area = total.area
        counts = {"in_": number(area["stations_in"], language), "all": number(area["stations_total"], language)}
        title = f"{total.contest['title']}, {area['name']}"
        yield "  " + told.STATIONS.say(language, {"title": title, **counts})
        yield from votes(total.contest, area, language)


def _checked(report: Report, language: str) -> Iterator[str]:
    yield told.CHECKED.say(language)
    for name, words in told.COUNTED.items():
        count = report.found.counts[name]
        if count:
            yield "  " + words.say(language, {"n": number(count, language)})


def _against(report: Report, language: str) -> Iterator[str]:
    if report.trust is None or report.signed is None:
        return
    yield told.AGAINST.say(language)
    judged = report.signed.judged
    facts = {
        "origin": judged.checkpoint.origin,
        "size": number(judged.checkpoint.size, language),
        "key": judged.log.text,
    }
    yield f"  {told.LOG.say(language, facts)};"
    yield "    " + (told.YOURS if report.trust.keys_given else told.THEIRS).say(language)
    for witness in judged.cosigned:
        seen = {"name": witness.name, "at": datetime.fromtimestamp(witness.time, UTC).isoformat()}
        yield "  " + told.WITNESS.say(language, seen)
    if not judged.cosigned:
        yield "  " + told.NO_WITNESS.say(language)
    if report.authority is None:
        yield "  " + told.NO_AUTHORITY.say(language)
    else:
        yield "  " + told.AUTHORITY.say(language, {"sha256": report.authority})


def _limits(report: Report, language: str) -> Iterator[str]:
    yield told.LIMITS.say(language)
    for words, facts in limits(report):
        yield from wrapped("- " + words.say(language, facts), 2)
