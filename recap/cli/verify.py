"""`recap verify FOLDER|URL`: check everything published, as any stranger can; `recap.verify` does it."""

import typer

from recap.app.settings import settings

OPTIONS = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""Every option is that of the checker itself, which is also given away as one file without this command line."""


def verify(context: typer.Context) -> None:
    """Check a published folder, or its address, from its own files alone; --help tells options and exit statuses."""
    from recap.verify.main import main

    raise typer.Exit(main(["--lang", settings().language, *context.args]))
