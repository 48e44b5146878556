"""The command line: `recap`, with one sub-command per job."""

import sys

import typer
from rich.console import Console

from recap.app.settings import settings
from recap.app.texts import say
from recap.cli import (
    calibrate,
    certificate,
    copy,
    db,
    election,
    forms,
    layout,
    log,
    officer,
    publish,
    recipients,
    serve,
    verify,
    witness,
)
from recap.cli.demo import command as demo
from recap.cli.read import read
from recap.cli.rebuild import rebuild
from recap.domain.errors import RecapError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Count votes from photographed polling-station forms, and publish totals anyone can recompute.",
)
app.add_typer(election.app, name="election")
app.add_typer(forms.app, name="forms")
app.add_typer(layout.app, name="layout")
app.add_typer(officer.app, name="officer")
app.add_typer(publish.app, name="publish")
app.add_typer(copy.app, name="copy")
app.add_typer(certificate.app, name="certificate")
app.add_typer(db.app, name="db")
app.add_typer(serve.worker_app, name="worker")
app.add_typer(witness.app, name="witness")
app.add_typer(log.app, name="log")
copy.app.command("recipients")(recipients.recipients)
app.command("read")(read)
app.command("rebuild")(rebuild)
app.command("calibrate")(calibrate.calibrate)
app.command("serve")(serve.serve)
app.command("api")(serve.api)
app.command("demo")(demo.demo)
app.command("verify", context_settings=verify.OPTIONS)(verify.verify)


def main() -> None:
    """Run one command; a refusal is one clear sentence in the user's language and exit status 2."""
    try:
        app()
    except RecapError as refusal:
        Console(stderr=True).print(say(refusal.message, settings().language), style="red", highlight=False)
        sys.exit(2)


if __name__ == "__main__":
    main()
