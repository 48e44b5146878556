"""A witness and a log's client that were not written here (PyPI: aics-witness), against ours."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from aggregation.log.witnesses import Witnesses
from recap.domain.refusals.tlog import WitnessesMissing
from recap.domain.tlog import merkle, note, policy
from recap.domain.tlog.note import COSIGNATURE
from recap.verify import notes
from recap.witness.folder import WitnessFolder
from recap.witness.signing import Signer, new_signer
from tests.growing import GrowingLog
from tests.watching import served

theirs = pytest.importorskip("aics_witness", reason="aics-witness is not installed")
service = pytest.importorskip("aics_witness.service", reason="aics-witness is not installed")
store = pytest.importorskip("aics_witness.store", reason="aics-witness is not installed")
config = pytest.importorskip("aics_witness.config", reason="aics-witness is not installed")
feeder = pytest.importorskip("aics_witness.feeder", reason="aics-witness is not installed")
tlog = pytest.importorskip("aics_tlog", reason="aics-tlog is not installed")


@pytest.fixture
def log() -> GrowingLog:
    return GrowingLog().add(*"abcde")


@pytest.fixture
def signer() -> Signer:
    return new_signer("other.example/w1", COSIGNATURE)


@pytest.fixture
def their_witness(tmp_path: Path, log: GrowingLog, signer: Signer) -> Iterator[str]:
    """The address of their witness, which trusts our log."""
    watched = config.LogConfig(origin=log.signer.name, vkeys=(tlog.parse_vkey(log.signer.verifier.text),))
    with closing(store.WitnessStore(tmp_path / "theirs.sqlite", create=True)) as memory:
        server = service.make_server(service.Witness(signer.name, signer.key, memory, [watched]))
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield server.url
        server.shutdown()
        serving.join()
        server.server_close()


@pytest.fixture
def our_witness(tmp_path: Path, log: GrowingLog) -> Iterator[tuple[str, WitnessFolder]]:
    folder = WitnessFolder(tmp_path / "ours")
    folder.make("recap.example/w1")
    folder.trust(log.signer.verifier.text.encode())
    with served(folder) as url:
        yield url, folder


@pytest.mark.anyio
async def test_their_witness_cosigns_our_log_as_it_grows(their_witness: str, log: GrowingLog, signer: Signer) -> None:
    text = f"log {log.signer.verifier.text}\nwitness w {signer.verifier.text} {their_witness}\nquorum w"
    rule = policy.parse(text.encode())
    asking = Witnesses(rule, 10)

    for size in (1, 3, 3, 5):
        assert notes.judged(await asking.cosigned(log.note(size), log.at), rule).met
    assert notes.judged(await Witnesses(rule, 10).cosigned(log.add("f").note(), log.at), rule).met


@pytest.mark.anyio
async def test_their_witness_refuses_our_fork(their_witness: str, log: GrowingLog, signer: Signer) -> None:
    text = f"log {log.signer.verifier.text}\nwitness w {signer.verifier.text} {their_witness}\nquorum w"
    rule = policy.parse(text.encode())
    await Witnesses(rule, 10).cosigned(log.note(), log.at)

    for lie in (log.fork(2, "XYZ"), log.fork(2, "WXYZ")):
        with pytest.raises(WitnessesMissing):
            await Witnesses(rule, 10).cosigned(lie.note(), lie.at)


def test_our_witness_serves_their_client(our_witness: tuple[str, WitnessFolder], log: GrowingLog) -> None:
    url, folder = our_witness
    key = folder.signer().verifier

    def proven(old: int, new: int) -> list[bytes]:
        return list(merkle.consistency(old, new, log.at))

    with feeder.WitnessClient(url, key.text) as client:
        for size in (2, 5, 5):
            lines: str = client.submit(log.note(size), proven)
            assert [line.name for line in note.parse_signatures(lines.encode())] == ["recap.example/w1"]
    with feeder.WitnessClient(url, key.text) as client:
        assert client.submit(log.add("f").note(), proven)


def test_our_witness_refuses_their_client_a_fork(our_witness: tuple[str, WitnessFolder], log: GrowingLog) -> None:
    url, folder = our_witness
    lie = log.fork(2, "WXYZ")

    def made_up(old: int, new: int) -> list[bytes]:
        return list(merkle.consistency(old, new, lie.at))

    with feeder.WitnessClient(url, folder.signer().verifier.text) as client:
        client.submit(log.note(), lambda old, new: list(merkle.consistency(old, new, log.at)))
        refusal: Any = feeder.WitnessRejected
        with pytest.raises(refusal):
            client.submit(lie.note(), made_up)
