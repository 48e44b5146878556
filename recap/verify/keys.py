"""Whom the verifier believes about the log: the keys it was given, or else those the folder names itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from recap.domain.errors import RecapError
from recap.domain.tlog import policy as policies
from recap.domain.tlog.checkpoint import Checkpoint
from recap.domain.tlog.note import VerifierKey, parse_key
from recap.domain.tlog.policy import Log, Policy
from recap.verify import notes, texts
from recap.verify.findings import Failure, Found
from recap.verify.logged import Logged
from recap.verify.manifests import signed
from recap.verify.notes import Judged
from recap.verify.reading import fetch, note
from recap.verify.scene import Record
from recap.verify.source import FileMissing, Source

CHECKPOINT, KEYS, POLICY, ROOT = "checkpoint", "keys/log.txt", "keys/policy.txt", "keys/root.pem"
POLICY_SIGNATURE = "keys/policy.sig"


@dataclass(frozen=True, slots=True)
class Trust:
    """What the head of the log was judged by: keys of the log, witnesses, and whether the caller has named them.

    `chain` are all keys the folder names, oldest first; `keys` those of them that are believed.
    """

    chain: tuple[VerifierKey, ...]
    keys: tuple[VerifierKey, ...]
    policy: Policy
    keys_given: bool
    policy_given: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """The head of the log as it was accepted: the signed text, who signed it, and what it says."""

    content: bytes
    judged: Judged

    @property
    def checkpoint(self) -> Checkpoint:
        """Return what is signed."""
        return self.judged.checkpoint


def chain(content: bytes) -> tuple[VerifierKey, ...]:
    """Return the keys of `keys/log.txt`, oldest first; NoteBroken, KeyBroken, NoteForged, NoteUnsigned.

    The first line is the first key. For every later one there follows, after an empty line, a note signed by the key
    before: the log's origin and the new key, one a line.
    """
    first, *rest = content.decode().removesuffix("\n").split("\n\n")
    keys = [parse_key(first)]
    for text, signature in zip(rest[::2], rest[1::2], strict=True):
        endorsed, _ = notes.opened(f"{text}\n\n{signature}\n".encode(), keys[-1:])
        origin, _, key = endorsed.text.removesuffix("\n").partition("\n")
        keys.append(parse_key(key))
        if origin != keys[0].name or keys[-1].name != origin:
            raise ValueError(origin)
    if spelled(keys, rest) != content:
        raise ValueError(KEYS)
    return tuple(keys)


def spelled(keys: Sequence[VerifierKey], rest: Sequence[str]) -> bytes:
    """Return the one spelling of the file: the first key, then the endorsements as they are."""
    return "\n".join([f"{keys[0].text}\n", *(f"{part}\n" for part in rest)]).encode()


def trust(source: Source, found: Found, given: Sequence[VerifierKey], policy: Policy | None) -> Trust:
    """Return whom to believe: a given key and those it has endorsed, or every key of the folder if none was given."""
    content = fetch(source, found, KEYS)
    every: tuple[VerifierKey, ...] = ()
    if content is not None:
        try:
            every = chain(content)
        except (RecapError, ValueError) as error:
            note(found, Failure.KEY, KEYS, texts.KEYS_BROKEN, reason=str(error))
    named = [*given, *(log.key for log in policy.logs)] if policy else list(given)
    keys = every
    if named:
        starts = [every.index(key) for key in named if key in every]
        if not starts:
            note(found, Failure.KEY, KEYS, texts.KEY_UNKNOWN)
        keys = every[min(starts) :] if starts else tuple(named)
    own = _own_policy(source, found)
    return Trust(every, keys, policy or own, bool(named), policy is not None)


def head(source: Source, found: Found, trusted: Trust) -> Signed | None:
    """Return the head of the log if a believed key signed it; None, and a finding, for any other."""
    content = fetch(source, found, CHECKPOINT)
    if content is None:
        return None
    policy = trusted.policy
    full = Policy(tuple(Log(key, "") for key in trusted.keys), policy.witnesses, policy.groups, policy.quorum)
    try:
        judged = notes.judged(content, full)
        # Also the lines of keys that alone would not be believed must be what they say.
        notes.signers(judged.note, trusted.chain)
    except RecapError as error:
        note(found, Failure.CHECKPOINT, CHECKPOINT, texts.CHECKPOINT_BROKEN, reason=str(error))
        return None
    if not judged.met:
        names = ", ".join(each.name for each in judged.cosigned) or "-"
        note(found, Failure.CHECKPOINT, CHECKPOINT, texts.QUORUM, names=names)
    believed = (*trusted.chain, *trusted.keys, *(one.key for one in policy.witnesses))
    known = {(key.name, key.id) for key in believed}
    own = {(one.key.name, one.key.id) for one in _own_policy(source, Found()).witnesses}
    for line in judged.note.signatures:
        if (line.name, line.key_id) not in known | own:
            note(found, Failure.CHECKPOINT, CHECKPOINT, texts.UNKNOWN_SIGNER, name=line.name)
    return Signed(content, judged)


def check_logged(found: Found, trusted: Trust, signed: Signed | None, entries: Sequence[Logged]) -> None:
    """Compare the keys of the folder with those the log has recorded, of which the last must have signed its head.

    A key is recorded before it signs for the first time, so an older one that was stolen signs nothing any more; for a
    moment the newest key of the folder is not recorded yet.
    """
    recorded = [str(entry.public.get("vkey")) for entry in entries]
    keys = [key.text for key in trusted.chain]
    if recorded not in (keys, keys[:-1]):
        note(found, Failure.KEY, KEYS, texts.KEY_NOT_LOGGED)
    last = [key for key in trusted.chain if key.text in recorded[-1:]]
    lines = {(line.name, line.key_id) for line in signed.judged.note.signatures} if signed else set()
    if signed is not None and not any((key.name, key.id) in lines for key in last):
        note(found, Failure.CHECKPOINT, CHECKPOINT, texts.OLD_KEY)


def check_policy(source: Source, found: Found, manifest: Record) -> None:
    """Find a list of witnesses, or a quorum, that whoever signs the manifests did not sign."""
    content, signature = (_there(source, path) for path in (POLICY, POLICY_SIGNATURE))
    if content is None and signature is None:
        return
    found.saw(POLICY_SIGNATURE)
    if content is None or signature is None or not signed(manifest, content, signature):
        note(found, Failure.KEY, POLICY_SIGNATURE, texts.POLICY_UNSIGNED)


def check_root(source: Source, found: Found, given: str | None, named: Sequence[tuple[str, str]]) -> str | None:
    """Return the digest of the authority's certificate, None if there is none.

    It is compared with the given one and with those that manifests name, given as (path, digest), the newest last; an
    earlier manifest may name none, because there was nothing signed yet.
    """
    try:
        digest = sha256(source.read(ROOT)).hexdigest()
        found.saw(ROOT)
    except FileMissing:
        digest = ""
    if given is not None and digest != given.lower():
        note(found, Failure.KEY, ROOT, texts.ROOT_KEY, digest=digest or "-")
    for path, authority in named:
        if authority != digest and (authority or path == named[-1][0]):
            facts = {"manifest": path, "named": authority or "-", "digest": digest or "-"}
            note(found, Failure.KEY, ROOT, texts.AUTHORITY, **facts)
    return digest or None


def _there(source: Source, path: str) -> bytes | None:
    try:
        return source.read(path)
    except FileMissing:
        return None


def _own_policy(source: Source, found: Found) -> Policy:
    """Return the policy the folder names itself; it names who cosigns, and is no proof that they exist."""
    try:
        content = source.read(POLICY)
    except FileMissing:
        return policies.NONE
    found.saw(POLICY)
    try:
        policy = policies.parse(content)
        if policy.content == content:
            return policy
        reason = "-"
    except RecapError as error:
        reason = str(error)
    note(found, Failure.KEY, POLICY, texts.POLICY_BROKEN, reason=reason)
    return policies.NONE
