from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recap.cli.main import app
from recap.domain.errors import RecapError
from recap.domain.refusals.witness import EvidenceBroken, Inconsistent, WitnessFolderMissing, WitnessFolderTaken
from recap.domain.tlog.note import COSIGNATURE, parse_key
from recap.witness.folder import WitnessFolder
from recap.witness.witness import Witness
from tests.growing import GrowingLog


def told(*words: str | Path) -> tuple[int, list[str]]:
    answer = CliRunner().invoke(app, ["witness", *map(str, words)])
    if isinstance(answer.exception, RecapError):
        raise answer.exception
    return answer.exit_code, answer.output.splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    told("keygen", tmp_path / "w1", "--name", "saksi.example/kota")
    return tmp_path / "w1"


def test_a_new_witness_prints_the_line_of_a_policy(tmp_path: Path) -> None:
    code, lines = told("keygen", tmp_path / "w1", "--name", "saksi.example/kota")

    word, name, key = lines[-1].split()
    assert (code, word, name) == (0, "witness", "saksi.example/kota")
    assert parse_key(key).kind == COSIGNATURE


def test_a_witness_is_made_once(folder: Path) -> None:
    with pytest.raises(WitnessFolderTaken):
        told("keygen", folder, "--name", "another")


def test_a_log_is_trusted_by_its_key_or_its_file(folder: Path, tmp_path: Path) -> None:
    log = GrowingLog()
    file = tmp_path / "log.txt"
    file.write_text(log.signer.verifier.text + "\n")

    assert told("trust", folder, file) == (0, [f"log {log.signer.verifier.text}"])
    assert told("trust", folder, log.signer.verifier.text)[1] != [f"log {log.signer.verifier.text}"]
    assert f"log {log.signer.verifier.text}" in told("show", folder)[1]


@pytest.mark.parametrize("words", [("show",), ("trust", "x"), ("evidence", "x"), ("run",)])
def test_a_folder_that_holds_no_witness_is_named(tmp_path: Path, words: tuple[str, ...]) -> None:
    command, *rest = words
    with pytest.raises(WitnessFolderMissing):
        told(command, tmp_path / "nothing", *rest)


def test_a_contradiction_is_shown_written_and_checked(folder: Path, tmp_path: Path) -> None:
    log, here = GrowingLog().add(*"abcde"), WitnessFolder(folder)
    here.trust(log.signer.verifier.text.encode())
    with closing(here.memory()) as memory:
        witness = Witness(here.signer(), memory, here.watched, lambda: 5)
        witness.cosign(log.sent(0))
        with pytest.raises(Inconsistent):
            witness.cosign(log.fork(2, "WXYZ").sent(5))

    shown = told("show", folder)[1]
    code, (file,) = told("evidence", folder, tmp_path / "out")

    assert any("1970-01-01 07:00:05 WIB" in line for line in shown)
    assert code == 0
    assert told("check", file, "--log-key", log.signer.verifier.text)[0] == 1


def test_a_file_no_witness_wrote_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "fork.json"
    file.write_text('{"sent": "", "seen": ""}')

    with pytest.raises(EvidenceBroken):
        told("check", file, "--log-key", GrowingLog().signer.verifier.text)
