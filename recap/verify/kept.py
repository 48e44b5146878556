"""A proof that somebody has kept (`.tlog-proof`), checked with no folder and no network: the keys are enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from recap.domain import entry
from recap.domain.entry import Entry
from recap.domain.errors import RecapError
from recap.domain.refusals.log import EntryInvalid
from recap.domain.refusals.tlog import ProofBroken, ProofWrong
from recap.domain.tlog import proof
from recap.domain.tlog.note import VerifierKey
from recap.domain.tlog.policy import NO_QUORUM, Log, Policy
from recap.verify.findings import Failure
from recap.verify.lines import wrapped
from recap.verify.notes import Judged, agreed_time, check_proof
from recap.verify.words import Words

NO_KEY = Words(
    "A proof proves nothing without a key you trust: give the log's key (--log-key) or a policy (--policy).",
    "Bukti tidak berarti tanpa kunci yang Anda percayai: sebutkan kunci log (--log-key) atau kebijakan (--policy).",
)
_HOLDS = Words(
    "{path}: it is in the public log {origin} as entry {index} of {size}: {what}.",
    "{path}: tercatat dalam log publik {origin} sebagai entri {index} dari {size}: {what}.",
)
_SIGNED = Words("The log signed it with the key {key}.", "Ditandatangani log dengan kunci {key}.")
_COSIGNED = Words(
    "Cosigned by the log witnesses {names}; enough of them since {time}.",
    "Ikut ditandatangani saksi log {names}; cukup banyak sejak {time}.",
)
_ALONE = Words(
    "No log witness was demanded: that you alone were shown this log is not ruled out.",
    "Tidak ada saksi log yang diminta: belum tentu log ini sama dengan yang diperlihatkan kepada orang lain.",
)
_WHY = {
    Failure.RECEIPT: Words(
        "{path}: this is not a proof of our log ({reason})", "{path}: ini bukan bukti dari log ({reason})"
    ),
    Failure.UNLOGGED: Words(
        "{path}: the entry it shows is NOT in the log that was signed ({reason})",
        "{path}: entri yang ditunjukkannya TIDAK ada dalam log yang ditandatangani ({reason})",
    ),
    Failure.CHECKPOINT: Words(
        "{path}: the head of the log cannot be trusted ({reason})",
        "{path}: kepala log tidak dapat dipercaya ({reason})",
    ),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a proof proves: the place of an entry, the entry, and the head of the log by which it is proven."""

    index: int
    entry: Entry
    judged: Judged


def believed(keys: Sequence[VerifierKey], policy: Policy | None) -> Policy | None:
    """Return the policy to judge by: the one given, with these keys as well; None if no key is named at all."""
    rule = policy or Policy((), (), (), NO_QUORUM)
    known = {log.key for log in rule.logs}
    logs = (*rule.logs, *(Log(key, "") for key in keys if key not in known))
    return Policy(logs, rule.witnesses, rule.groups, rule.quorum) if logs else None


def check(content: bytes, rule: Policy) -> Kept:
    """Return what a proof proves; ProofBroken, ProofWrong, and the refusals of `notes.judged`.

    The entry stands in the proof's extra line, which nothing but the path to the signed root proves.
    """
    kept = proof.parse(content)
    try:
        shown = entry.parse(kept.extra, kept.index)
    except EntryInvalid as error:
        raise ProofBroken(reason="it does not hold the entry itself") from error
    return Kept(kept.index, shown, check_proof(kept, kept.extra, rule))


def told(path: str, content: bytes, rule: Policy, language: str) -> tuple[str, int]:
    """Return what a proof proves in the words of a language, and the exit status: 0, or that of the failure."""
    try:
        found = check(content, rule)
    except RecapError as error:
        failure = _failure(error)
        reason = str(error.message.facts.get("reason", error))
        return _paragraph([_WHY[failure].say(language, {"path": path, "reason": reason})]), failure.value
    return _paragraph(_sentences(path, found, rule, language)), 0


def _failure(error: RecapError) -> Failure:
    if isinstance(error, ProofBroken):
        return Failure.RECEIPT
    return Failure.UNLOGGED if isinstance(error, ProofWrong) else Failure.CHECKPOINT


def _sentences(path: str, found: Kept, rule: Policy, language: str) -> list[str]:
    head, shown = found.judged.checkpoint, found.entry
    parts = (shown.act, shown.contest, shown.area, shown.public.get("photo"), shown.at)
    what = ", ".join(str(part) for part in parts if part)
    facts: dict[str, str | int] = {
        "path": path,
        "origin": head.origin,
        "index": found.index,
        "size": head.size,
        "what": what,
    }
    time = agreed_time(found.judged, rule)
    if time is None:
        witnessed = _ALONE.say(language)
    else:
        names = ", ".join(one.name for one in found.judged.cosigned)
        spelled = f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d %H:%M:%S} UTC"
        witnessed = _COSIGNED.say(language, {"names": names, "time": spelled})
    signed = _SIGNED.say(language, {"key": found.judged.log.text})
    return [_HOLDS.say(language, facts), signed, witnessed]


def _paragraph(sentences: Sequence[str]) -> str:
    return "".join(f"{line}\n" for sentence in sentences for line in wrapped(sentence, 0))
