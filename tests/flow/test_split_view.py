"""The attack witnesses exist for: a log that shows one history to some and another to others, with real processes."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from aggregation.log.witnesses import Witnesses
from recap.domain.refusals.tlog import WitnessesMissing
from recap.domain.tlog import checkpoint, note, policy
from recap.domain.tlog.policy import Policy
from recap.verify import notes
from recap.witness import evidence
from recap.witness.evidence import Shown
from recap.witness.folder import WitnessFolder
from tests.growing import GrowingLog

PROGRAM = (sys.executable, "-m", "recap.cli.main", "witness")


def free_port() -> int:
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass
class Running:
    """One witness as its own process."""

    folder: WitnessFolder
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [*PROGRAM, "run", str(self.folder.path), "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - ours

    def wait(self) -> None:
        deadline = monotonic() + 60
        while monotonic() < deadline:
            with suppress(httpx.TransportError):
                if httpx.get(self.url).is_success:
                    return
            sleep(0.1)
        raise AssertionError(self.folder)

    def kill(self, how: int = signal.SIGKILL) -> None:
        if self.process is not None:
            os.kill(self.process.pid, how)
            self.process.wait()
            self.process = None


def witness(path: Path, log: GrowingLog) -> Running:
    folder = WitnessFolder(path)
    folder.make(f"{path.name}.example")
    folder.trust(log.signer.verifier.text.encode())
    return Running(folder)


@pytest.fixture
def log() -> GrowingLog:
    return GrowingLog().add(*"abcde")


@pytest.fixture
def running(tmp_path: Path, log: GrowingLog) -> Iterator[list[Running]]:
    crowd = [witness(tmp_path / f"w{number}", log) for number in range(3)]
    for one in crowd:
        one.start()
    try:
        for one in crowd:
            one.wait()
        yield crowd
    finally:
        for one in crowd:
            one.kill()


def two_of(crowd: list[Running], log: GrowingLog) -> Policy:
    lines = [f"log {log.signer.verifier.text}"]
    lines += [f"witness w{n} {one.folder.signer().verifier.text} {one.url}" for n, one in enumerate(crowd)]
    return policy.parse("\n".join([*lines, "group two-of-three 2 w0 w1 w2", "quorum two-of-three"]).encode())


def test_a_log_with_two_histories_is_caught(running: list[Running], log: GrowingLog) -> None:
    rule = two_of(running, log)
    assert not rule.splittable()
    assert notes.judged(cosigned(rule, log), rule).met

    # The operator, who holds the log's key, makes another history and splits the witnesses: the third one has it first.
    log.add("f", "g")
    lie = log.fork(5, ["F", "G", "H"])
    assert httpx.post(f"{running[2].url}/add-checkpoint", content=lie.sent(5)).status_code == httpx.codes.OK
    assert [one.name for one in notes.judged(cosigned(rule, log), rule).cosigned] == ["w0", "w1"]
    with pytest.raises(WitnessesMissing, match="these did: w2"):
        cosigned(rule, lie)

    # Whoever is given the lie sees that too few have cosigned it, and the true history goes on.
    to_the_victim = note.parse(lie.note()).signed(*cosignatures_of(running[2])).encode()
    assert [one.name for one in notes.judged(to_the_victim, rule).cosigned] == ["w2"]
    assert not notes.judged(to_the_victim, rule).met
    assert notes.judged(cosigned(rule, log.add("h", "i")), rule).met

    # Both sides have kept what they were shown, and anybody can check it with the log's key alone.
    for one in running:
        with closing(one.folder.memory()) as memory:
            (fork,) = memory.forks()
        found = evidence.shown(evidence.spelled(fork).encode(), [log.signer.verifier])
        assert found in (Shown.TWO_HISTORIES, Shown.NO_CONTINUATION)


def cosigned(rule: Policy, log: GrowingLog) -> bytes:
    return asyncio.run(Witnesses(rule, 30).cosigned(log.note(), log.at))


def cosignatures_of(one: Running) -> tuple[note.Signature, ...]:
    (line,) = [line for line in httpx.get(one.url).text.splitlines() if line.startswith("log ")]
    content = httpx.get(f"{one.url}/{line.split()[2]}/checkpoint").content
    return tuple(found for found in note.parse(content).signatures if found.name == one.folder.signer().name)


def test_a_witness_killed_at_any_moment_forgets_no_cosignature(tmp_path: Path, log: GrowingLog) -> None:
    one = witness(tmp_path / "w0", log)
    log.leaves.clear()
    said: list[int] = []

    for _ in range(3):
        one.start()
        one.wait()
        sender = threading.Thread(target=grow_until_it_dies, args=(one.url, log, said))
        sender.start()
        wanted = len(said) + 5
        while len(said) < wanted and sender.is_alive():
            sleep(0.01)
        one.kill()
        sender.join()
        with closing(one.folder.memory()) as memory:
            last = memory.last("recap.example/log")
        assert last is not None
        assert said[-1] <= last.head.size <= said[-1] + 1
        assert checkpoint.parse(note.parse(last.note).text).head == last.head
        log.leaves = log.leaves[: last.head.size]

    assert len(said) >= 15


def grow_until_it_dies(url: str, log: GrowingLog, said: list[int]) -> None:
    """Submit one entry more each time, and write down every size that was cosigned."""
    with suppress(httpx.TransportError), httpx.Client(timeout=60) as client:
        while True:
            old = len(log.leaves)
            answer = client.post(f"{url}/add-checkpoint", content=log.add(f"{old}").sent(old))
            assert answer.status_code == httpx.codes.OK
            said.append(old + 1)
