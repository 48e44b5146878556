"""`recap witness`: watch a log and cosign it, on a machine that does not belong to those who count."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from recap.app.clock import WIB
from recap.app.settings import settings
from recap.app.texts import say
from recap.domain.message import Fact, Message

app = typer.Typer(no_args_is_help=True, help="Run a witness, which cosigns the log only while nothing in it changes.")

Folder = Annotated[Path, typer.Argument(help="The folder of the witness.", file_okay=False)]


@app.command("keygen")
def keygen(
    folder: Folder,
    name: Annotated[str, typer.Option(help="The witness's public name, such as saksi.example.org/kota.")],
) -> None:
    """Make the folder of a new witness with its key, and print the line that a policy names it by."""
    from recap.witness.folder import WitnessFolder

    key = WitnessFolder(folder).make(name).verifier
    _tell(
        Message("Give this line to the office that keeps the log and to everybody who verifies; add the address to it:")
    )
    typer.echo(f"witness {key.name} {key.text}")


@app.command("trust")
def trust(
    folder: Folder,
    keys: Annotated[str, typer.Argument(help="A verifier key, or the file keys/log.txt of a published folder.")],
) -> None:
    """Watch a log, or take the newer keys that a key known here has endorsed."""
    from recap.witness.folder import WitnessFolder

    file, here = Path(keys), WitnessFolder(folder)
    here.signer()
    new = here.trust(file.read_bytes() if file.is_file() else keys.encode())
    for key in new:
        typer.echo(f"log {key.text}")
    if not new:
        _tell(Message("Every one of these keys was known already."))


@app.command("run")
def run(
    folder: Folder,
    host: Annotated[str, typer.Option(help="The address to listen at; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen at.")] = 8700,
) -> None:
    """Take checkpoints and cosign them until Ctrl-C."""
    import uvicorn

    from api.witnessing import create_app
    from recap.app import logs
    from recap.witness.folder import WitnessFolder

    here = WitnessFolder(folder)
    logs.set_up()
    with closing(here.memory()) as memory, here.taken():
        web = create_app(here, memory)
        typer.echo(f"http://{host}:{port}   (Ctrl-C stops)")
        uvicorn.run(web, host=host, port=port, log_level="warning", timeout_graceful_shutdown=3)


@app.command("show")
def show(folder: Folder) -> None:
    """Print the witness's key, the last head of every log, and the contradictions it was shown."""
    from recap.witness.folder import WitnessFolder

    here = WitnessFolder(folder)
    typer.echo(f"witness {here.signer().verifier.text}")
    for key in here.watched():
        typer.echo(f"log {key.text}")
    with closing(here.memory()) as memory:
        for seen in memory.heads():
            facts: dict[str, Fact] = {"origin": seen.origin, "size": seen.head.size, "time": _at(seen.time)}
            _tell(Message("{origin}: {size} entries, cosigned at {time}", facts))
        for fork in memory.forks():
            facts = {"origin": fork.origin, "id": fork.id, "time": _at(fork.time)}
            _tell(Message("{origin}: CONTRADICTION number {id}, at {time}", facts))


@app.command("evidence")
def evidence(
    folder: Folder,
    out: Annotated[Path, typer.Argument(help="The folder to write the files into.", file_okay=False)],
) -> None:
    """Write every contradiction as a file that anybody can check with `recap witness check`."""
    from recap.witness import evidence as files
    from recap.witness.folder import WitnessFolder

    here = WitnessFolder(folder)
    here.signer()
    with closing(here.memory()) as memory:
        out.mkdir(parents=True, exist_ok=True)
        for fork in memory.forks():
            path = out / f"fork-{fork.id:04d}.json"
            path.write_text(files.spelled(fork))
            typer.echo(path)


@app.command("check", epilog="Exit status: 0 nothing is shown, 1 the log contradicts itself, 2 no evidence at all.")
def check(
    file: Annotated[Path, typer.Argument(help="A file of evidence.", exists=True, dir_okay=False)],
    log_key: Annotated[list[str], typer.Option(help="A verifier key of the log; may be given more than once.")],
) -> None:
    """Say what a file of evidence shows, from the signatures of the log alone."""
    from recap.domain.tlog.note import parse_key
    from recap.witness import evidence as files
    from recap.witness.evidence import Shown

    found = files.shown(file.read_bytes(), [parse_key(key) for key in log_key])
    sentences = {
        Shown.TWO_HISTORIES: Message("The log has signed two different histories of the same length. This is proof."),
        Shown.NO_CONTINUATION: Message(
            "The log signed two heads and did not show that the later one continues the earlier one. Ask the log for "
            "a proof between the two; if it has none, it has changed what it had signed."
        ),
        Shown.NOTHING: Message("The two heads do not contradict each other."),
    }
    typer.echo(say(sentences[found], settings().language))
    raise typer.Exit(0 if found is Shown.NOTHING else 1)


def _tell(message: Message) -> None:
    Console().print(say(message, settings().language), highlight=False, markup=False, soft_wrap=True)


def _at(time: int) -> str:
    return f"{datetime.fromtimestamp(time, WIB):%Y-%m-%d %H:%M:%S} WIB"
