"""A check told to programs: the same facts as the report, as JSON."""

import json
from collections.abc import Mapping

from recap.verify import report as telling
from recap.verify.findings import Failure, Finding
from recap.verify.outcome import Report
from recap.verify.receipt import Judgement
from recap.verify.words import LANGUAGES, plain


def text(report: Report) -> str:
    """Return the report as JSON; every sentence stands in both languages, and what nobody sees is spelled out."""
    manifest = report.manifest
    facts = {
        "place": report.place,
        "holds": not report.failures,
        "exit_status": telling.status(report),
        "manifest": {"sha256": manifest.sha256, "generated_at": manifest.at} if manifest else None,
        "log": _log(report),
        "authority_sha256": report.authority,
        "checked": dict(sorted(report.found.counts.items())),
        "totals": [
            {"contest": each.contest["id"], "area": each.area["code"], "stations": each.area["stations_total"]}
            | {"stations_in": each.area["stations_in"], "values": each.area["values"]}
            for each in report.totals
        ],
        "receipts": [_judgement(each) for each in report.judgements],
        "failures": {each.name.lower(): report.found.failures[each] for each in Failure if each in report.failures},
        "findings": [_finding(each) for each in report.found.findings],
        "not_proven": [
            {language: words.say(language, facts) for language in LANGUAGES} for words, facts in telling.limits(report)
        ],
    }
    return json.dumps(_shown(facts), ensure_ascii=False, indent=2) + "\n"


def _shown(fact: object) -> object:
    if isinstance(fact, str):
        return plain(fact)
    if isinstance(fact, Mapping):
        return {plain(str(name)): _shown(value) for name, value in fact.items()}
    return [_shown(each) for each in fact] if isinstance(fact, list | tuple) else fact


def _log(report: Report) -> Mapping[str, object] | None:
    if report.signed is None or report.trust is None:
        return None
    judged = report.signed.judged
    return {
        "origin": judged.checkpoint.origin,
        "size": judged.checkpoint.size,
        "root": judged.checkpoint.root.hex(),
        "key": judged.log.text,
        "key_given": report.trust.keys_given,
        "witnesses": [{"name": each.name, "time": each.time} for each in judged.cosigned],
        "policy_given": report.trust.policy_given,
    }


def _judgement(each: Judgement) -> Mapping[str, object]:
    return {
        "photo": each.receipt.photo,
        "station": each.receipt.station,
        "outcome": each.outcome.value,
        "index": each.index,
        "known_until": each.known_until.isoformat(),
    }


def _finding(finding: Finding) -> Mapping[str, object]:
    said = {language: finding.say(language) for language in LANGUAGES}
    return {"class": finding.failure.name.lower(), "path": finding.path, **said, "facts": dict(finding.facts)}
