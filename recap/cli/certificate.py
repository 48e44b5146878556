"""`recap certificate`: check a tier's certificate (D.HASIL) from its PDF alone."""

from pathlib import Path
from typing import Annotated

import typer

from recap.app.settings import settings
from recap.cli import copy
from recap.domain import proof

app = typer.Typer(no_args_is_help=True, help="Check a tier's signed certificate.")


@app.command("verify", epilog="Exit status: 0 all right, 1 content changed, 2 not a certificate, 3 key not trusted.")
def verify(
    path: Annotated[Path, typer.Argument(help="The PDF file.", exists=True, dir_okay=False)],
    root: Annotated[
        Path | None, typer.Option(help="The authority's certificate, root.pem.", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Say line by line what is right or wrong with a certificate, and why."""
    from recap.app import certificatecheck

    chosen = settings()
    proofs = certificatecheck.of_pdf(path.read_bytes(), copy.roots(root, None, chosen.data_dir))
    copy.report(proofs, chosen.language)
    raise typer.Exit(proof.status(proofs))
