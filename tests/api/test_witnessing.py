import json
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from api.witnessing import create_app
from recap.domain.refusals.witness import WitnessFolderMissing
from recap.domain.tlog import note, policy
from recap.domain.tlog.submission import Submission
from recap.verify import notes
from recap.witness import evidence
from recap.witness.evidence import Shown
from recap.witness.folder import WitnessFolder
from recap.witness.memory import Memory
from tests.growing import GrowingLog

pytestmark = pytest.mark.anyio
LOG = sha256(b"recap.example/log").hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> WitnessFolder:
    here = WitnessFolder(tmp_path / "witness")
    here.make("witness.example/w1")
    return here


@pytest.fixture
def log(folder: WitnessFolder) -> GrowingLog:
    grown = GrowingLog().add(*"abcdefg")
    folder.trust(grown.signer.verifier.text.encode())
    return grown


@pytest.fixture
async def client(folder: WitnessFolder) -> AsyncIterator[httpx.AsyncClient]:
    memory = folder.memory()
    door = httpx.ASGITransport(create_app(folder, memory))
    async with httpx.AsyncClient(transport=door, base_url="http://witness.example") as client:
        yield client
    memory.close()


async def test_a_checkpoint_is_answered_with_a_cosignature(
    client: httpx.AsyncClient, log: GrowingLog, folder: WitnessFolder
) -> None:
    answer = await client.post("/add-checkpoint", content=log.sent(0))

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    rule = f"log {log.signer.verifier.text}\nwitness w {folder.signer().verifier.text}\nquorum w"
    assert notes.judged(log.note() + answer.content, policy.parse(rule.encode())).met


async def test_a_proof_from_elsewhere_is_answered_with_the_size(client: httpx.AsyncClient, log: GrowingLog) -> None:
    await client.post("/add-checkpoint", content=log.sent(0, 5))

    answer = await client.post("/add-checkpoint", content=log.sent(0))

    assert (answer.status_code, answer.headers["content-type"], answer.content) == (409, "text/x.tlog.size", b"5\n")


async def test_two_histories_of_one_length_are_a_conflict(client: httpx.AsyncClient, log: GrowingLog) -> None:
    await client.post("/add-checkpoint", content=log.sent(0))

    answer = await client.post("/add-checkpoint", content=log.fork(2, "XXXXX").sent(7))

    assert (answer.status_code, answer.content) == (409, b"7\n")


@pytest.mark.parametrize(
    ("what", "status"),
    [("nonsense", 400), ("shrunk", 400), ("stranger", 403), ("other log", 404), ("fork", 422), ("huge", 413)],
)
async def test_every_refusal_has_the_status_of_the_specification(
    client: httpx.AsyncClient, log: GrowingLog, what: str, status: int
) -> None:
    await client.post("/add-checkpoint", content=log.sent(0, 5))
    bodies = {
        "nonsense": b"old 5\n\nnonsense",
        "shrunk": Submission(8, (), log.note()).encode(),
        "stranger": GrowingLog().add("a").sent(0),
        "other log": GrowingLog("other.example/log").add("a").sent(0),
        "fork": log.fork(2, "XXXXX").sent(5),
        "huge": bytes(70_000),
    }

    assert (await client.post("/add-checkpoint", content=bodies[what])).status_code == status


async def test_anybody_may_see_the_latest_cosigned_checkpoint(client: httpx.AsyncClient, log: GrowingLog) -> None:
    line = (await client.post("/add-checkpoint", content=log.sent(0))).content

    assert (await client.get(f"/{LOG}/checkpoint")).content == log.note() + line
    assert (await client.get(f"/{'0' * 64}/checkpoint")).status_code == 404


async def test_anybody_may_see_the_contradictions(client: httpx.AsyncClient, log: GrowingLog) -> None:
    await client.post("/add-checkpoint", content=log.sent(0))
    await client.post("/add-checkpoint", content=log.fork(2, "XXXXX").sent(7))

    (line,) = (await client.get(f"/{LOG}/forks")).content.splitlines()

    assert evidence.shown(line, [log.signer.verifier]) is Shown.TWO_HISTORIES


async def test_the_front_page_names_the_key_and_what_was_seen(
    client: httpx.AsyncClient, log: GrowingLog, folder: WitnessFolder
) -> None:
    await client.post("/add-checkpoint", content=log.sent(0))
    await client.post("/add-checkpoint", content=log.fork(2, "XXXXX").sent(7))

    first, second = (await client.get("/")).text.splitlines()

    assert first == f"witness {folder.signer().verifier.text}"
    assert second.startswith(f"log recap.example/log {LOG} size 7 time ")
    assert second.endswith(" forks 1")


async def test_counting_contradictions_reads_none_of_them(
    client: httpx.AsyncClient, log: GrowingLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await client.post("/add-checkpoint", content=log.sent(0))
    for word in ("XXXXX", "YYYYY", "ZZZZZ"):
        await client.post("/add-checkpoint", content=log.fork(2, word).sent(7))

    lines = (await client.get(f"/{LOG}/forks")).text.splitlines()
    monkeypatch.delattr(Memory, "forks")

    assert [json.loads(line)["sent"].encode() for line in lines] == [
        log.fork(2, word).sent(7) for word in ("XXXXX", "YYYYY", "ZZZZZ")
    ]
    assert (await client.get("/")).text.endswith(" forks 3\n")


async def test_a_key_added_while_it_runs_counts_at_once(client: httpx.AsyncClient, folder: WitnessFolder) -> None:
    log = GrowingLog("new.example/log").add("a")
    assert (await client.post("/add-checkpoint", content=log.sent(0))).status_code == 404

    folder.trust(log.signer.verifier.text.encode())

    assert (await client.post("/add-checkpoint", content=log.sent(0))).status_code == 200


async def test_a_list_of_logs_that_is_wrong_stops_the_cosigning(
    client: httpx.AsyncClient, log: GrowingLog, folder: WitnessFolder
) -> None:
    (folder.path / "logs.txt").write_text("log nonsense\n")

    answer = await client.post("/add-checkpoint", content=log.sent(0))

    assert answer.status_code == 503
    assert "line 1" in answer.text


def test_there_is_no_witness_without_a_key(tmp_path: Path) -> None:
    with pytest.raises(WitnessFolderMissing):
        WitnessFolder(tmp_path / "nothing").memory()
    memory = WitnessFolder(tmp_path).memory()
    with pytest.raises(WitnessFolderMissing):
        create_app(WitnessFolder(tmp_path), memory)
    memory.close()


async def test_the_answer_is_one_line_of_the_note(client: httpx.AsyncClient, log: GrowingLog) -> None:
    (signature,) = note.parse_signatures((await client.post("/add-checkpoint", content=log.sent(0))).content)

    assert signature.name == "witness.example/w1"
