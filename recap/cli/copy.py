"""`recap copy`: check a station's copy (C.HASIL-SALINAN) or its QR code, and hand out the certificates for it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from recap.app.settings import settings
from recap.app.texts import Language, say
from recap.domain import proof
from recap.domain.message import Message
from recap.domain.proof import Proof
from recap.domain.refusals.documents import DocumentUnreadable

app = typer.Typer(no_args_is_help=True, help="Check a signed copy of a polling station's form.")

_CODES = "Exit status: 0 all right, 1 content changed, 2 not a copy, 3 key not trusted, 4 other photos."


@app.command("verify", epilog=_CODES)
def verify(
    target: Annotated[str, typer.Argument(help="The PDF file, or the text of the QR code.")],
    root: Annotated[
        Path | None, typer.Option(help="The authority's certificate, root.pem.", exists=True, dir_okay=False)
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="A published folder to compare photos with.", exists=True, file_okay=False)
    ] = None,
) -> None:
    """Say line by line what is right or wrong with a copy, and why."""
    from recap.app import copycheck
    from recap.app.copycheck import Trust

    chosen = settings()
    book = folder / "keys" if folder is not None and (folder / "keys").is_dir() else None
    held = Trust(roots(root, book, chosen.data_dir), lambda key: _certificate(key, book, chosen.data_dir), folder)
    if target.rpartition("#")[2].isdecimal():
        proofs = copycheck.of_text(target, held)
    else:
        proofs = copycheck.of_pdf(_content(Path(target)), held)
    report(proofs, chosen.language)
    raise typer.Exit(proof.status(proofs))


def report(proofs: Sequence[Proof], language: Language) -> None:
    """Print a line for each proof, and the verdict."""
    console = Console()
    for one in proofs:
        mark, colour = ("v", "green") if one.good else ("x", "red")
        console.print(
            f"{mark} {say(one.message, language)}", style=colour, highlight=False, markup=False, soft_wrap=True
        )
    right = all(one.good for one in proofs)
    verdict = Message("This document is genuine.") if right else Message("Do not rely on this document.")
    console.print(say(verdict, language), style="bold", highlight=False)


@app.command("keys")
def keys(folder: Annotated[Path, typer.Argument(help="Where to write root.pem and a file for each key.")]) -> None:
    """Write the certificates that anybody needs to check copies; never a secret key."""
    from recap.app.keys import TierKeys

    count = TierKeys(settings().data_dir).write_certificates(folder)
    Console().print(f"{folder}: root.pem, {count} certificates", highlight=False)


def roots(root: Path | None, book: Path | None, data_dir: Path) -> tuple[str, ...]:
    """Return where trust begins, in PEM: the root given, else the folder's, else this house's own, else nowhere."""
    from recap.app.keys import TierKeys

    given = root or (book / "root.pem" if book is not None else None)
    if given is not None:
        return (given.read_text(),)
    return (TierKeys(data_dir).root_pem,) if (data_dir / "keys" / "tiers").is_dir() else ()


def _certificate(key: str, book: Path | None, data_dir: Path) -> str | None:
    folder = book if book is not None else data_dir / "keys" / "tiers" / "public"
    path = folder / f"{key}.pem"
    return path.read_text() if path.is_file() else None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DocumentUnreadable(reason="there is no such file") from error
