"""Three witnesses of the demonstration's log, each a process of its own with its own key: two of three must cosign."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import Popen

from recap.app.notekeys import NoteKeys
from recap.app.settings import Settings
from recap.cli import stack
from recap.domain.tlog.policy import Group, Log, Policy, Witness
from recap.witness.folder import WitnessFolder

_NAMES = {
    "bawaslu": "bawaslu.example/recap",
    "universitas": "universitas.example/recap",
    "pers": "pers.example/recap",
}
_NEEDED = 2


@contextmanager
def watching(settings: Settings) -> Iterator[Settings]:
    """Run the witnesses until the block ends, and yield the settings under which the log asks them."""
    folder = settings.data_dir / "witnesses"
    log = NoteKeys(settings.data_dir, settings.log_origin).current().verifier
    with ExitStack() as running:
        witnesses = []
        for name, origin in _NAMES.items():
            here, port = WitnessFolder(folder / name), _free_port()
            key = here.make(origin).verifier
            here.trust(log.text.encode())
            running.callback(stack.stop, _started(settings, here, port))
            witnesses.append(Witness(name, key, f"http://127.0.0.1:{port}"))
        rule = Policy((Log(log, ""),), tuple(witnesses), (Group("saksi", _NEEDED, tuple(_NAMES)),), "saksi")
        policy = folder / "policy.txt"
        policy.write_bytes(rule.content)
        yield settings.model_copy(update={"witness_policy": policy})


def _started(settings: Settings, here: WitnessFolder, port: int) -> Popen[bytes]:
    with _log_of(here).open("ab") as log:
        return stack.start(("witness", "run", str(here.path), "--port", str(port)), settings, log)


def _log_of(here: WitnessFolder) -> Path:
    return here.path / "witness.log"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
