"""`recap db`: bring the database up to date, or say where it is."""

import typer
from rich.console import Console

from recap.app.settings import settings

app = typer.Typer(no_args_is_help=True, help="The database: bring its schema up to date, or show its address.")


@app.command()
def upgrade() -> None:
    """Apply every migration the database lacks."""
    from recap.app import migrations
    from recap.cli import stack

    with stack.database_url(settings()) as url:
        migrations.upgrade(url)
    Console().print("The database has the schema of this program.")


@app.command()
def url() -> None:
    """Print the address psql understands; the embedded server answers there while `recap serve` runs."""
    from recap.app import database, embedded

    chosen = settings()
    address = chosen.database_url or embedded.address(chosen.data_dir)
    print(database.driver_url(address))  # noqa: T201  for `psql "$(recap db url)"`: nothing may wrap or colour it
