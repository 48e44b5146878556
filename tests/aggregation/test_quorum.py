"""Cosignatures are a policy of publication: what too few witnesses have seen, nobody sees."""

import socket
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation import workplace
from recap.app import clock, database
from recap.app.logfiles import LogFiles
from recap.app.notekeys import NoteKeys
from recap.app.settings import Settings
from recap.domain.refusals.tlog import WitnessesMissing
from recap.domain.tlog import policy
from recap.domain.tlog.policy import Group, Log, Policy, Witness
from recap.verify import notes
from recap.verify.findings import Failure
from recap.verify.folder import Given, verify
from recap.verify.source import FolderSource
from recap.witness.folder import WitnessFolder
from tests import night
from tests.folders import faults
from tests.night import STATIONS
from tests.watching import served

pytestmark = pytest.mark.anyio


class House:
    """An office that keeps a log, and three strangers who watch it: two of them must have cosigned."""

    def __init__(self, data: Path) -> None:
        key = NoteKeys(data, "recap.example/log").current().verifier
        self.watching = [WitnessFolder(data / "watching" / name) for name in ("w0", "w1", "w2")]
        self.ports = [free_port() for _ in self.watching]
        for here in self.watching:
            here.make(f"{here.path.name}.example")
            here.trust(key.text.encode())
        crowd = tuple(
            Witness(here.path.name, here.signer().verifier, f"http://127.0.0.1:{port}")
            for here, port in zip(self.watching, self.ports, strict=True)
        )
        self.rule = Policy((Log(key, ""),), crowd, (Group("g", 2, ("w0", "w1", "w2")),), "g")
        path = data / "policy.txt"
        path.write_bytes(self.rule.content)
        self.settings = Settings(data_dir=data, witness_policy=path, witness_seconds=10)
        self.published = data / "published"

    def answering(self, *numbers: int) -> ExitStack:
        stack = ExitStack()
        for number in numbers:
            stack.enter_context(served(self.watching[number], self.ports[number]))
        return stack

    def failures(self, rule: Policy) -> set[Failure]:
        return set(verify(FolderSource(self.published), Given(policy=rule)).failures)


def free_port() -> int:
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture
async def house(engine: AsyncEngine, tmp_path: Path) -> House:
    async with database.transaction(engine) as session:
        await night.begin(session)
    return House(tmp_path)


async def test_nothing_is_visible_until_enough_witnesses_have_cosigned(house: House, engine: AsyncEngine) -> None:
    publisher = workplace.publisher(house.settings, engine)
    with house.answering(1), pytest.raises(WitnessesMissing, match="these did: w1"):
        await publisher.publish()
    assert not (house.published / "manifest.json").exists()
    assert not (house.published / "checkpoint").exists()

    with house.answering(0, 1):
        await publisher.publish()

    found = notes.judged((house.published / "checkpoint").read_bytes(), house.rule)
    assert [one.name for one in found.cosigned] == ["w0", "w1"]
    assert (house.published / "manifest.json").exists()
    assert policy.parse((house.published / "keys" / "policy.txt").read_bytes()) == house.rule
    assert faults(house.published) == []


async def test_the_last_publication_stays_while_witnesses_are_away(house: House, engine: AsyncEngine) -> None:
    publisher = workplace.publisher(house.settings, engine)
    with house.answering(0, 1, 2):
        await publisher.publish()
    before = {path: path.read_bytes() for path in house.published.rglob("*") if path.is_file()}
    async with database.transaction(engine) as session:
        await night.form(session, STATIONS[0])

    with pytest.raises(WitnessesMissing, match="Call the operators of: w0, w1, w2"):
        await publisher.publish()
    assert {path: path.read_bytes() for path in house.published.rglob("*") if path.is_file()} == before

    with house.answering(0, 2):
        await publisher.publish()
    assert (house.published / "manifest.json").read_bytes() != before[house.published / "manifest.json"]


def hours_go_by(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    """Let it be later, for the office as for the witnesses."""
    moment = clock.now() + timedelta(hours=hours)
    monkeypatch.setattr(clock, "now", lambda: moment)


async def test_a_head_that_stands_for_hours_is_cosigned_anew(
    house: House, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = workplace.publisher(house.settings, engine)
    with house.answering(0, 1, 2):
        await publisher.publish()
    first = (house.published / "checkpoint").read_bytes()
    before = notes.judged(first, house.rule)
    hours_go_by(monkeypatch, 2)

    with house.answering(0, 2):
        assert await publisher.publish() is None

    after = notes.judged((house.published / "checkpoint").read_bytes(), house.rule)
    grown = {one.name: one.time - then.time for one, then in zip(after.cosigned, before.cosigned, strict=True)}
    assert (after.checkpoint, {name for name, by in grown.items() if by > 7000}) == (before.checkpoint, {"w0", "w2"})
    assert LogFiles.of(house.settings.data_dir).checkpoint_at(before.checkpoint.size) == first
    assert faults(house.published) == []


async def test_a_head_stays_as_it_is_while_too_few_cosign_it_anew_and_they_are_left_alone_for_a_time(
    house: House, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="recap")
    publisher = workplace.publisher(house.settings, engine)
    with house.answering(0, 1, 2):
        await publisher.publish()
    before = (house.published / "checkpoint").read_bytes()

    for hours in (0.5, 1, 0.5, 1):
        hours_go_by(monkeypatch, hours)
        await publisher.publish()

    assert [record.message for record in caplog.records].count("witness.not_again") == 2
    assert (house.published / "checkpoint").read_bytes() == before
    async with database.transaction(engine) as session:
        await night.form(session, STATIONS[0])
    with house.answering(0, 1):
        assert await publisher.publish()


async def test_a_folder_its_own_policy_calls_good_fails_by_the_policy_of_a_stranger(
    house: House, engine: AsyncEngine
) -> None:
    publisher = workplace.publisher(house.settings, engine)
    with house.answering(0, 1):
        await publisher.publish()
    all_three = Policy(house.rule.logs, house.rule.witnesses, (Group("g", 3, ("w0", "w1", "w2")),), "g")

    assert house.failures(house.rule) == set()
    assert house.failures(all_three) == {Failure.CHECKPOINT}


async def test_a_lower_quorum_written_into_the_folder_is_found(house: House, engine: AsyncEngine) -> None:
    publisher = workplace.publisher(house.settings, engine)
    with house.answering(0, 1):
        await publisher.publish()
    assert faults(house.published) == []
    easier = Policy(house.rule.logs, house.rule.witnesses, (Group("g", 1, ("w0", "w1", "w2")),), "g")

    (house.published / "keys" / "policy.txt").write_bytes(easier.content)

    report = verify(FolderSource(house.published), Given())
    assert {finding.path for finding in report.found.findings} == {"keys/policy.sig"}
    assert report.failures == {Failure.KEY}
