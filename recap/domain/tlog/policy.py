"""Which logs are believed, and which witnesses must have cosigned (c2sp.org/tlog-policy)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import NoReturn

from recap.domain.refusals.tlog import KeyBroken, PolicyBroken
from recap.domain.tlog.checkpoint import decimal
from recap.domain.tlog.note import COSIGNATURE, ED25519, VerifierKey, parse_key

NO_QUORUM = "none"
_ALLOWED = re.compile(rb"[\t\n\x20-\x7e\x80-\xff]*")
_BLANK = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Log:
    """A log whose checkpoints are believed; its key's name is its origin. The address may be empty."""

    key: VerifierKey
    url: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness by the name the policy gives it; the address, at which it takes checkpoints, may be empty."""

    name: str
    key: VerifierKey
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses and groups of which at least so many must have cosigned."""

    name: str
    least: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Logs, witnesses, groups in the order of their definition, and the name of the quorum."""

    logs: tuple[Log, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str

    @property
    def content(self) -> bytes:
        """Return the policy as its file, without comments."""
        lines = [
            *(f"log {log.key.text} {log.url}".rstrip() for log in self.logs),
            *(f"witness {one.name} {one.key.text} {one.url}".rstrip() for one in self.witnesses),
            *(f"group {group.name} {group.least} {' '.join(group.members)}" for group in self.groups),
            f"quorum {self.quorum}",
        ]
        return "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")

    def met(self, names: Collection[str]) -> bool:
        """Return whether the cosignatures of these witnesses are enough."""
        held = {NO_QUORUM, *(witness.name for witness in self.witnesses if witness.name in names)}
        for group in self.groups:
            if sum(member in held for member in group.members) >= group.least:
                held.add(group.name)
        return self.quorum in held

    def splittable(self) -> bool:
        """Return whether two sets of witnesses without a common member are each enough.

        Then a log could show two histories to two such sets, and no honest witness would see both.
        """
        both = {NO_QUORUM}
        for group in self.groups:
            # A member that can serve both sides does; the others choose one side each.
            shared = sum(member in both for member in group.members)
            if 2 * max(group.least - shared, 0) <= len(group.members) - shared:
                both.add(group.name)
        return self.quorum in both


NONE = Policy((), (), (), NO_QUORUM)
"""The policy that names no log and wants no witness."""


class _Draft:
    """A policy while its lines are read."""

    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.witnesses: list[Witness] = []
        self.groups: list[Group] = []
        self.quorums: list[str] = []
        self.names: set[str] = set()
        self.free: set[str] = set()
        self.number = 0

    def refuse(self, reason: str) -> NoReturn:
        raise PolicyBroken(line=self.number, reason=reason)

    def read(self, line: bytes) -> None:
        self.number += 1
        if not _ALLOWED.fullmatch(line):
            self.refuse("control characters")
        # Names are opaque bytes to the specification; whatever is not UTF-8 survives this way.
        words = _BLANK.split(line.decode(errors="surrogateescape").strip(" \t"))
        if words[0] and not words[0].startswith("#"):
            self.line(*words)

    def line(self, word: str, *rest: str) -> None:
        match (word, len(rest)):
            case ("log", 1 | 2):
                self.log(*rest)
            case ("witness", 2 | 3):
                self.witness(*rest)
            case ("group", count) if count > len(("name", "least")):
                self.group(rest[0], rest[1], rest[2:])
            case ("quorum", 1):
                self.quorum(rest[0])
            case _:
                self.refuse("not a line of a policy")

    def log(self, key: str, url: str = "") -> None:
        self.logs.append(Log(self.key(key, ED25519, {log.key.key for log in self.logs}), url))

    def witness(self, name: str, key: str, url: str = "") -> None:
        taken = {witness.key.key for witness in self.witnesses}
        self.witnesses.append(Witness(self.define(name), self.key(key, COSIGNATURE, taken), url))

    def group(self, name: str, least: str, members: tuple[str, ...]) -> None:
        number = {"any": 1, "all": len(members)}.get(least) or decimal(least) or 0
        if not 1 <= number <= len(members):
            self.refuse("impossible number of members")
        for member in members:
            if member not in self.free:
                self.refuse("a member is unknown, or counted elsewhere already")
            self.free.remove(member)
        self.groups.append(Group(self.define(name), number, members))

    def quorum(self, name: str) -> None:
        if self.quorums or name not in (*self.names, NO_QUORUM):
            self.refuse("the quorum is unknown, or given twice")
        self.quorums.append(name)

    def key(self, text: str, kind: int, taken: Collection[bytes]) -> VerifierKey:
        try:
            key = parse_key(text)
        except KeyBroken as error:
            self.refuse(str(error.message.facts["reason"]))
        if key.kind != kind:
            self.refuse("a key of the wrong kind")
        if key.key in taken:
            self.refuse("the key stands there twice")
        return key

    def define(self, name: str) -> str:
        if name in self.names or name == NO_QUORUM:
            self.refuse("the name is taken")
        self.names.add(name)
        self.free.add(name)
        return name


def parse(content: bytes) -> Policy:
    """Return the policy of a file; PolicyBroken with the number of the first line that is wrong."""
    draft = _Draft()
    for line in content.split(b"\n"):
        draft.read(line)
    if not draft.quorums:
        draft.refuse("no quorum")
    return Policy(tuple(draft.logs), tuple(draft.witnesses), tuple(draft.groups), draft.quorums[0])
