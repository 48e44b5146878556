"""The log's side of witnessing: every checkpoint goes to the witnesses, with the proof from what each has seen last.

What they answer is checked as strangers check it. With enough cosignatures the others have a moment more; a witness
that is silent, or refuses, never holds the others up (c2sp.org/tlog-witness).
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import inf
from ssl import SSLContext

import httpx

from aggregation.log.asking import Answer, posted
from recap.app import clock, logs
from recap.app.settings import Settings
from recap.domain.errors import RecapError
from recap.domain.refusals.tlog import WitnessesMissing
from recap.domain.tlog import checkpoint as checkpoints
from recap.domain.tlog import cosignature, merkle, note, policy
from recap.domain.tlog.merkle import HashAt
from recap.domain.tlog.note import Note, Signature
from recap.domain.tlog.policy import NONE, Policy, Witness
from recap.domain.tlog.submission import Submission
from recap.verify import notes

_GRACE_S = 0.5
"""How long the rest may still answer once there are enough: more cosignatures are better, a later result is not."""

_TRIES = 4
"""A witness tells where it stands at the first try; more are needed only while somebody else submits as well."""

_APART_S = 600
"""A cosignature is as old as its answer; one with another time would tell everybody a wrong one for good."""

_SHOWN = 200
"""Bytes of a refusal that are worth logging."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be cosigned: the signed note, its size, and the hashes of the tree."""

    signed: Note
    size: int
    at: HashAt


class Witnesses:
    """The witnesses of one log, and how far each has seen it."""

    def __init__(
        self, rule: Policy, patience_s: float, transport: httpx.AsyncBaseTransport | None = None, again_s: float = inf
    ) -> None:
        """Ask the witnesses of this policy that have an address; `patience_s` is the most that each may take.

        What they cosigned is to be cosigned anew after `again_s`.
        """
        self._policy = rule
        self._patience_s = patience_s
        self._transport = transport
        self._again_s = again_s
        self._sizes: dict[str, int] = {}
        self._asked_at = 0.0

    @property
    def published(self) -> bytes | None:
        """Return the policy as everybody should know it, `keys/policy.txt`; None without witnesses."""
        return self._policy.content if self._policy.witnesses else None

    def is_old(self, content: bytes) -> bool:
        """Tell whether a checkpoint is to be cosigned anew: it was long ago, and nobody has been asked since."""
        stamps = (cosignature.unpack(line.body) for line in note.parse(content).signatures)
        newest = max((stamp[0] for stamp in stamps if stamp), default=0)
        waited_s = clock.now().timestamp() - max(newest, self._asked_at)
        return bool(self._policy.witnesses) and waited_s >= self._again_s

    async def cosigned(self, content: bytes, at: HashAt) -> bytes:
        """Return a checkpoint with the cosignatures it got; WitnessesMissing if the policy demands more.

        `content` is the note as the log signed it, `at` gives the hashes of the tree.
        """
        self._asked_at = clock.now().timestamp()
        signed = note.parse(content)
        asked = _Asked(signed, checkpoints.parse(signed.text).size, at)
        found = await self._gathered(asked)
        if not self._policy.met(found):
            missing = (witness.name for witness in self._policy.witnesses if witness.name not in found)
            raise WitnessesMissing(size=asked.size, names=", ".join(found) or "-", missing=", ".join(missing))
        return signed.signed(*found.values()).encode()

    async def _gathered(self, asked: _Asked) -> dict[str, Signature]:
        """Return the cosignatures by the witnesses' names: those that come until there are enough, and a moment on."""
        crowd = [witness for witness in self._policy.witnesses if witness.url]
        found: dict[str, Signature] = {}
        if not crowd:
            return found
        async with httpx.AsyncClient(timeout=self._patience_s, verify=self._tls, transport=self._transport) as client:
            tasks = {asyncio.create_task(self._ask(client, witness, asked)): witness.name for witness in crowd}
            try:
                waiting = set(tasks)
                while waiting:
                    enough = self._policy.met(found)
                    how = asyncio.ALL_COMPLETED if enough else asyncio.FIRST_COMPLETED
                    done, waiting = await asyncio.wait(waiting, timeout=_GRACE_S if enough else None, return_when=how)
                    found |= {tasks[task]: cosigned for task in done if (cosigned := task.result())}
                    if enough:
                        break
            finally:
                await _stopped(tasks)
        return found

    async def _ask(self, client: httpx.AsyncClient, witness: Witness, asked: _Asked) -> Signature | None:
        """Return the cosignature of one witness, or None with a line in the log that says why there is none."""
        try:
            async with asyncio.timeout(self._patience_s):
                return await self._submitted(client, witness, asked)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            logs.event("witness.silent", witness=witness.name, reason=repr(error))
        except RecapError as error:
            logs.event("witness.wrong", witness=witness.name, reason=str(error))
        return None

    async def _submitted(self, client: httpx.AsyncClient, witness: Witness, asked: _Asked) -> Signature | None:
        old = self._sizes.get(witness.name, 0)
        for _ in range(_TRIES):
            path = merkle.consistency(old, asked.size, asked.at)
            body = Submission(old, path, asked.signed.encode()).encode()
            answer = await posted(client, f"{witness.url.rstrip('/')}/add-checkpoint", body)
            if answer.status == httpx.codes.OK:
                self._sizes[witness.name] = asked.size
                return _of(witness, asked.signed, answer.content)
            stands = answer.stands
            if stands is None or stands == old or stands > asked.size:
                self._sizes.pop(witness.name, None)
                _tell_refusal(witness, answer, old, asked.size)
                return None
            if stands < old:
                logs.event("witness.forgot", witness=witness.name, stood=old, stands=stands)
            old = stands
        logs.event("witness.busy", witness=witness.name)
        return None

    @cached_property
    def _tls(self) -> SSLContext:
        # Reading the authorities' certificates takes longer than asking a witness.
        return httpx.create_ssl_context()


def witnesses(settings: Settings) -> Witnesses:
    """Return the witnesses of the policy file that the settings name; PolicyBroken if it is wrong."""
    path = settings.witness_policy
    rule = policy.parse(path.read_bytes()) if path else NONE
    if rule.witnesses and rule.splittable():
        logs.event("witness.policy_splittable", quorum=rule.quorum)
    return Witnesses(rule, settings.witness_seconds, again_s=settings.witness_again_minutes * 60)


def _of(witness: Witness, signed: Note, content: bytes) -> Signature | None:
    """Return the witness's own cosignature among the lines of an answer if it is of now; NoteBroken, NoteForged."""
    lines = note.parse_signatures(content)
    own = [line for line in lines if (line.name, line.key_id) == (witness.key.name, witness.key.id)][-1:]
    found = notes.cosigners(Note(signed.text, tuple(own)), [witness])
    if not found:
        logs.event("witness.unsigned", witness=witness.name)
        return None
    apart = found[0].time - int(clock.now().timestamp())
    if abs(apart) > _APART_S:
        logs.event("witness.time", witness=witness.name, seconds_ahead=apart)
        return None
    return own[0]


def _tell_refusal(witness: Witness, answer: Answer, old: int, size: int) -> None:
    reason = answer.content[:_SHOWN].decode(errors="replace")
    logs.event("witness.refused", witness=witness.name, status=answer.status, reason=reason, proof_from=old, size=size)


async def _stopped(tasks: Iterable[asyncio.Task[Signature | None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
