import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

import httpx
import pytest

from aggregation.log.witnesses import Witnesses, witnesses
from api.witnessing import create_app
from recap.app import clock
from recap.app.settings import Settings
from recap.domain.refusals.tlog import PolicyBroken, WitnessesMissing
from recap.domain.tlog import policy
from recap.domain.tlog.policy import NONE, Policy
from recap.verify import notes
from recap.witness.folder import WitnessFolder
from recap.witness.memory import Memory
from recap.witness.witness import Witness
from tests.growing import GrowingLog

pytestmark = pytest.mark.anyio
Answer = Callable[[httpx.Request], Coroutine[None, None, httpx.Response]]


class Crowd(httpx.AsyncBaseTransport):
    """Real witnesses behind names; a test may put something else in the place of one."""

    def __init__(self, folder: Path, log: GrowingLog, count: int) -> None:
        self.folders = {f"w{number}": WitnessFolder(folder / f"w{number}") for number in range(count)}
        self.doors: dict[str, httpx.AsyncBaseTransport] = {}
        self.asked: list[str] = []
        for name, here in self.folders.items():
            here.make(f"{name}.example")
            here.trust(log.signer.verifier.text.encode())
        self.memories = [here.memory() for here in self.folders.values()]
        for (name, here), memory in zip(self.folders.items(), self.memories, strict=True):
            self.doors[name] = httpx.ASGITransport(create_app(here, memory))
        self.log = log

    def policy(self, least: int) -> Policy:
        lines = [f"log {self.log.signer.verifier.text}"]
        for name, here in self.folders.items():
            lines.append(f"witness {name} {here.signer().verifier.text} http://{name}/at/")
        lines += [f"group g {least} {' '.join(self.folders)}", "quorum g"]
        return policy.parse("\n".join(lines).encode())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.host)
        assert request.url.path == "/at/add-checkpoint"
        request.url = request.url.copy_with(path="/add-checkpoint")
        return await self.doors[request.url.host].handle_async_request(request)

    def put(self, name: str, answer: Answer) -> None:
        self.doors[name] = httpx.MockTransport(answer)


@pytest.fixture
def log() -> GrowingLog:
    return GrowingLog().add(*"abcdefg")


@pytest.fixture
def crowd(tmp_path: Path, log: GrowingLog) -> Iterator[Crowd]:
    here = Crowd(tmp_path, log, 3)
    yield here
    for memory in here.memories:
        memory.close()


async def test_every_witness_cosigns(crowd: Crowd, log: GrowingLog) -> None:
    rule = crowd.policy(3)

    content = await Witnesses(rule, 5, crowd).cosigned(log.note(), log.at)

    found = notes.judged(content, rule)
    assert found.met
    assert [one.name for one in found.cosigned] == ["w0", "w1", "w2"]


async def test_a_witness_that_stands_further_back_gets_the_proof_from_there(crowd: Crowd, log: GrowingLog) -> None:
    rule = crowd.policy(3)
    await Witnesses(rule, 5, crowd).cosigned(log.note(3), log.at)

    assert notes.judged(await Witnesses(rule, 5, crowd).cosigned(log.note(), log.at), rule).met
    assert crowd.asked.count("w1") == 3


async def test_where_a_witness_stands_is_remembered(crowd: Crowd, log: GrowingLog) -> None:
    asking = Witnesses(crowd.policy(3), 5, crowd)
    for size in (2, 4, 4, 7):
        await asking.cosigned(log.note(size), log.at)

    assert crowd.asked.count("w2") == 4


async def test_one_silent_witness_does_not_matter_to_two_of_three(crowd: Crowd, log: GrowingLog) -> None:
    async def silence(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        raise AssertionError(request)

    crowd.put("w1", silence)
    rule, start = crowd.policy(2), monotonic()

    found = notes.judged(await Witnesses(rule, 30, crowd).cosigned(log.note(), log.at), rule)

    assert [one.name for one in found.cosigned] == ["w0", "w2"]
    assert monotonic() - start < 5


async def test_too_few_witnesses_are_named(crowd: Crowd, log: GrowingLog) -> None:
    async def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    crowd.put("w0", away)
    crowd.put("w2", away)

    with pytest.raises(WitnessesMissing, match=r"these did: w1.*Call the operators of: w0, w2"):
        await Witnesses(crowd.policy(2), 5, crowd).cosigned(log.note(), log.at)


async def test_a_witness_that_never_answers_is_given_up(crowd: Crowd, log: GrowingLog) -> None:
    async def silence(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        raise AssertionError(request)

    for name in crowd.folders:
        crowd.put(name, silence)

    with pytest.raises(WitnessesMissing):
        await Witnesses(crowd.policy(1), 0.2, crowd).cosigned(log.note(), log.at)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b"nonsense"),
        httpx.Response(200, content=b""),
        httpx.Response(200, content=bytes(10_000_000)),
        httpx.Response(200, content=GrowingLog("w0.example").add("a").note().partition(b"\n\n")[2]),
        httpx.Response(403, content=b"no"),
        httpx.Response(500, content=b"\xff"),
        httpx.Response(409, content=b"0\n", headers={"content-type": "text/x.tlog.size"}),
        httpx.Response(409, content=b"99\n", headers={"content-type": "text/x.tlog.size"}),
        httpx.Response(409, content=b"nonsense", headers={"content-type": "text/x.tlog.size"}),
        httpx.Response(409, content=b"3\n", headers={"content-type": "text/plain"}),
    ],
    ids=range(10),
)
async def test_whatever_a_witness_answers_only_its_cosignature_counts(
    crowd: Crowd, log: GrowingLog, answer: httpx.Response
) -> None:
    async def answered(_: httpx.Request) -> httpx.Response:
        return answer

    crowd.put("w0", answered)
    rule = crowd.policy(2)

    found = notes.judged(await Witnesses(rule, 5, crowd).cosigned(log.note(), log.at), rule)

    assert [one.name for one in found.cosigned] == ["w1", "w2"]


async def test_a_witness_that_always_stands_elsewhere_is_left_alone(crowd: Crowd, log: GrowingLog) -> None:
    sizes = iter(range(1, 7))

    async def moving(_: httpx.Request) -> httpx.Response:
        return httpx.Response(409, content=f"{next(sizes)}\n".encode(), headers={"content-type": "text/x.tlog.size"})

    crowd.put("w0", moving)

    await Witnesses(crowd.policy(2), 5, crowd).cosigned(log.note(), log.at)


async def test_the_cosignature_of_another_text_is_refused(crowd: Crowd, log: GrowingLog) -> None:
    async def mistaken(_: httpx.Request) -> httpx.Response:
        line = crowd.folders["w0"].signer().cosign("something else\n", 5).line
        return httpx.Response(200, content=line.encode())

    crowd.put("w0", mistaken)

    with pytest.raises(WitnessesMissing):
        await Witnesses(crowd.policy(3), 5, crowd).cosigned(log.note(), log.at)


@pytest.mark.parametrize("years", [-1, 1, 7_000, 100_000])
async def test_a_cosignature_of_another_time_is_not_published(
    crowd: Crowd, log: GrowingLog, caplog: pytest.LogCaptureFixture, years: int
) -> None:
    caplog.set_level("INFO", logger="recap")
    away = years * 365 * 86_400

    async def elsewhere(_: httpx.Request) -> httpx.Response:
        time = int(clock.now().timestamp()) + away
        return httpx.Response(200, content=crowd.folders["w0"].signer().cosign(log.head().text, time).line.encode())

    crowd.put("w0", elsewhere)
    rule = crowd.policy(2)

    found = notes.judged(await Witnesses(rule, 5, crowd).cosigned(log.note(), log.at), rule)

    assert [one.name for one in found.cosigned] == ["w1", "w2"]
    assert caplog.records[0].message == ("witness.wrong" if years > 8_000 else "witness.time")


async def test_a_witness_whose_clock_is_a_little_off_counts(crowd: Crowd, log: GrowingLog) -> None:
    async def ahead(_: httpx.Request) -> httpx.Response:
        time = int(clock.now().timestamp()) + 500
        return httpx.Response(200, content=crowd.folders["w0"].signer().cosign(log.head().text, time).line.encode())

    crowd.put("w0", ahead)

    assert notes.judged(await Witnesses(crowd.policy(3), 5, crowd).cosigned(log.note(), log.at), crowd.policy(3)).met


async def test_a_log_that_lies_gets_no_quorum_and_leaves_evidence(crowd: Crowd, log: GrowingLog) -> None:
    rule = crowd.policy(2)
    await Witnesses(rule, 5, crowd).cosigned(log.note(), log.at)
    lie = log.fork(3, "WXYZ!")

    with pytest.raises(WitnessesMissing, match=r"these did: -"):
        await Witnesses(rule, 5, crowd).cosigned(lie.note(), lie.at)

    assert [len(list(memory.forks())) for memory in crowd.memories] == [1, 1, 1]


async def test_nobody_is_asked_without_a_policy(log: GrowingLog) -> None:
    asking = Witnesses(NONE, 5)

    assert await asking.cosigned(log.note(), log.at) == log.note()
    assert asking.published is None


async def test_a_policy_that_demands_nothing_still_asks(crowd: Crowd, log: GrowingLog) -> None:
    rule = policy.parse(crowd.policy(2).content.replace(b"quorum g", b"quorum none"))

    found = notes.judged(await Witnesses(rule, 5, crowd).cosigned(log.note(), log.at), rule)

    assert len(found.cosigned) == 3


async def test_the_settings_name_the_policy_file(tmp_path: Path, crowd: Crowd) -> None:
    path = tmp_path / "policy.txt"
    path.write_bytes(b"# for the operators\n" + crowd.policy(2).content)

    assert witnesses(Settings(witness_policy=path)).published == crowd.policy(2).content
    assert witnesses(Settings()).published is None
    path.write_text("nonsense")
    with pytest.raises(PolicyBroken):
        witnesses(Settings(witness_policy=path))


async def test_a_witness_that_has_forgotten_is_reported_and_still_cosigns(
    crowd: Crowd, log: GrowingLog, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="recap")
    asking = Witnesses(crowd.policy(3), 5, crowd)
    await asking.cosigned(log.note(5), log.at)
    with closing(Memory(tmp_path / "older.sqlite")) as older:
        here = crowd.folders["w1"]
        Witness(here.signer(), older, here.watched, lambda: 5).cosign(log.sent(0, 2))
        crowd.doors["w1"] = httpx.ASGITransport(create_app(here, older))

        await asking.cosigned(log.note(), log.at)

    assert [record.message for record in caplog.records] == ["witness.refused", "witness.forgot"]
