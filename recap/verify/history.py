"""Whether the manifests follow one another, all of them, in the order in which the log has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from recap.domain import public_part
from recap.verify import texts
from recap.verify.bundles import Log
from recap.verify.findings import Failure, Found
from recap.verify.logged import Logged
from recap.verify.manifests import SIGNATURE, Manifest, load, path_of
from recap.verify.moments import APART
from recap.verify.reading import note
from recap.verify.source import Source

PUBLICATION = "publication"
_FOLDER = "manifests/"


@dataclass(frozen=True, slots=True)
class History:
    """The publications: those up to the visible one, oldest first, and those that are about to become visible.

    `coming` stands in the log already; `announced` does not, so nothing of it can be compared with the log.
    """

    chain: tuple[Manifest, ...]
    coming: tuple[Manifest, ...] = ()
    announced: tuple[Manifest, ...] = ()

    @property
    def every(self) -> tuple[Manifest, ...]:
        """Return all that the log has, oldest first."""
        return self.chain + self.coming


def read(source: Source, found: Found, visible: Manifest, logged: Sequence[Logged]) -> History:
    """Return every publication up to the visible one and what follows it; `logged` are the log's entries of them."""
    named = [str(entry.public.get("manifest")) for entry in logged]
    others = [name for name in dict.fromkeys(named) if name != visible.sha256]
    known = load(source, found, others) | {visible.sha256: visible}
    chain = _chain(source, found, visible.sha256, known)
    _check_order(found, chain, named)
    for entry, name in zip(logged, named, strict=True):
        if name in known:
            _check_entry(found, entry, known[name])
    coming = [known[name] for name in named[-1:] if name in known and chain and known[name] not in chain]
    coming = [each for each in coming if each.record["previous"] == chain[-1].sha256]
    for before, after in pairwise([*chain, *coming]):
        _check_next(found, before, after)
    announced = _announced(source, found, (coming or chain)[-1:], known)
    return History(tuple(chain), tuple(coming), announced)


def check_shown(found: Found, told: History) -> None:
    """Note a publication that stands in the log and is still not the visible one."""
    for manifest in told.coming:
        note(found, Failure.HISTORY, manifest.path, texts.NOT_SHOWN)


def check_newest(found: Found, manifest: Manifest, logged: Sequence[Logged]) -> None:
    """Demand that a manifest is the last publication in the log, or the last but one while the next becomes visible."""
    mine = [each for each in logged if each.public.get("manifest") == manifest.sha256]
    if not mine:
        note(found, Failure.HISTORY, manifest.path, texts.NOT_LOGGED)
    elif mine[-1] not in logged[-2:]:
        note(found, Failure.HISTORY, manifest.path, texts.DROPPED)
    for entry in mine:
        _check_entry(found, entry, manifest)


def check_definitions(found: Found, told: History, logged: Sequence[Logged]) -> None:
    """Compare the definition each publication names for an election with the last one the log has by then."""
    for manifest in told.every:
        for election in manifest.record["elections"]:
            name = election.get("id", "")
            mine = [each for each in logged if each.public.get("election") == name]
            known = [each.public.get("definition") for each in mine if each.index < manifest.size]
            if not known or known[-1] != election.get("definition"):
                note(found, Failure.HISTORY, manifest.path, texts.DEFINITION, election=name)


def definitions(told: History) -> set[str]:
    """Return the digests of the definitions of elections that any of the publications names."""
    return {str(each.get("definition", "")) for manifest in told.every for each in manifest.record["elections"]}


def check_beside(source: Source, found: Found, told: History, signature: bytes | None) -> None:
    """Compare the signature beside the visible manifest; for a moment it is already that of the one that follows."""
    paths = [path_of(each.sha256, "sig") for each in (*told.chain[-1:], *told.coming, *told.announced)]
    due = {content for _, content in source.ahead(paths)}
    if signature is not None and signature not in due:
        note(found, Failure.SIGNATURE, SIGNATURE, texts.UNSIGNED)


def check_begun(found: Found, log: Log) -> None:
    """Demand that only what was done before there was a log stands before its first key: that is not all checked."""
    first = next(iter(log.about("log_key")), None)
    if first is None or first.index == 0:
        return
    shown = any(
        each.index < first.index and (each.public.get("size") or each.public.get("roots"))
        for each in log.about(PUBLICATION)
    )
    if shown or not _not_after(log.before, first.at):
        note(found, Failure.HISTORY, "keys/log.txt", texts.KEY_LATE, index=first.index)


def roots(manifest: Manifest) -> dict[str, str]:
    """Return the root of the sum tree of every contest of a publication, of which its log entry has the digest."""
    return {contest: entry["node"] for contest, entry in manifest.record["contests"].items()}


def _not_after(one: str, other: str) -> bool:
    try:
        return datetime.fromisoformat(one) <= datetime.fromisoformat(other) + APART
    except (ValueError, TypeError, OverflowError):
        return False


def _chain(source: Source, found: Found, visible: str, known: dict[str, Manifest]) -> list[Manifest]:
    chain: list[Manifest] = []
    wanted: str | None = visible
    while wanted is not None:
        if wanted not in known:
            known.update(load(source, found, [wanted]))
        manifest = known.get(wanted)
        if manifest is None:
            note(found, Failure.HISTORY, path_of(wanted), texts.CHAIN_BROKEN)
            break
        chain.append(manifest)
        wanted = manifest.record["previous"]
    chain.reverse()
    return chain


def _check_order(found: Found, chain: Sequence[Manifest], named: Sequence[str]) -> None:
    """Compare the chain with the log; between the entry of a publication and its visibility one may be missing."""
    in_chain = [manifest.sha256 for manifest in chain]
    for name in (name for name in in_chain if name not in set(named)):
        note(found, Failure.HISTORY, path_of(name), texts.NOT_LOGGED)
    kept = [name for name in named if name in set(in_chain)]
    dropped = [name for name in named if name not in set(in_chain)]
    if dropped and dropped[-1] == named[-1]:
        dropped.pop()
    for name in dropped:
        note(found, Failure.HISTORY, path_of(name), texts.DROPPED)
    if kept != [name for name in in_chain if name in set(named)]:
        note(found, Failure.HISTORY, _FOLDER, texts.OUT_OF_ORDER)


def _check_entry(found: Found, entry: Logged, manifest: Manifest) -> None:
    said = (entry.public.get("size"), entry.public.get("roots"))
    if said != (manifest.size, public_part.digest_of(roots(manifest))):
        note(found, Failure.HISTORY, manifest.path, texts.ENTRY_DIFFERS, index=entry.index)
    if entry.index < manifest.size:
        note(found, Failure.HISTORY, manifest.path, texts.LOGGED_BEFORE, index=entry.index, size=manifest.size)


def _check_next(found: Found, before: Manifest, after: Manifest) -> None:
    if after.at < before.at or after.size < before.size:
        note(found, Failure.HISTORY, after.path, texts.BACKWARDS, before=before.sha256)
    if after.record["key"] != before.record["key"]:
        note(found, Failure.SIGNATURE, after.path, texts.KEY_CHANGED, before=before.sha256)


def _announced(
    source: Source, found: Found, tip: Sequence[Manifest], known: Mapping[str, Manifest]
) -> tuple[Manifest, ...]:
    """Return the manifest that follows the last logged one, written by a publication that goes on right now."""
    listed = [path for path in source.files() or () if path.startswith(_FOLDER) and path.endswith(".json")]
    names = {path.removeprefix(_FOLDER).removesuffix(".json") for path in listed} - known.keys()
    # Others are not of this history: they stay unaccounted for, and that is told of them.
    tried = {name: Found() for name in sorted(names)}
    loaded = [manifest for name, own in tried.items() for manifest in load(source, own, [name]).values()]
    following = [each for each in loaded if tip and each.record["previous"] == tip[0].sha256]
    for each in following[:1]:
        found.take(tried[each.sha256])
    return tuple(following[:1])
