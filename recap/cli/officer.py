"""`recap officer`: appoint by letter, print activation slips, recover and end accounts, list them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, identities
from recap.app.activation_codes import Activation
from recap.app.appointment_file import NewAppointment
from recap.app.settings import settings
from recap.app.texts import say
from recap.domain.appointing import Post
from recap.domain.message import Message
from recap.domain.refusals.people import AppointmentsInvalid
from recap.domain.rights import TIERS, Role

app = typer.Typer(no_args_is_help=True, help="Appoint the officers who may sign in, recover and end their accounts.")

T = TypeVar("T")

_MOST_FAULTS = 50
"""Nobody reads further than this before correcting the list."""

Username = Annotated[str, typer.Argument(help="The log-in name.")]
Slips = Annotated[Path | None, typer.Option(help="Write the activation slips (PDF, four on a page) here.")]
BaseUrl = Annotated[str, typer.Option(help="Where officers reach the pages; printed in the QR codes.")]
_HERE = "http://localhost:8000"


@app.command()
def appoint(
    file: Annotated[Path, typer.Argument(help="The list as CSV; docs/appointments.md names the columns.", exists=True)],
    slips: Slips = None,
    base_url: BaseUrl = _HERE,
) -> None:
    """Appoint everybody on a list, all or nothing, and give each a one-time activation code."""
    from recap.app import appointments

    async def work(session: AsyncSession) -> list[Activation]:
        new = appointments.read(file.read_bytes(), settings().data_dir)
        return await _with_slips(session, await appointments.appoint(session, new, None), slips, base_url)

    _tell(_in_database(work), slips)


@app.command()
def add(  # noqa: PLR0913  a letter has that many facts
    username: Username,
    role: Annotated[
        Role, typer.Option(help="kpps and kpps_chair: one TPS; pps: one kelurahan; ppk: one kecamatan; ...")
    ],
    area: Annotated[str, typer.Option(help="The area's code: 13 digits for kpps, 6 for ppk, 4 for kpu.")],
    identity: Annotated[str, typer.Option(prompt="NIK", help="The identity number; only a keyed digest is kept.")],
    name: Annotated[str, typer.Option(help="The officer's name.")] = "",
    *,
    contest: Annotated[str | None, typer.Option(help="One contest only, such as semarang-2024.pkwkk.")] = None,
    choice: Annotated[int | None, typer.Option(help="A witness's candidate pair.")] = None,
    letter: Annotated[str, typer.Option(help="The number of the letter (SK).")] = "-",
    election: Annotated[str | None, typer.Option(help="The election; by default the one that is loaded.")] = None,
    days: Annotated[int, typer.Option(help="How long the term lasts, from today on.", min=1)] = 365,
) -> None:
    """Appoint one person from today on, and print the activation code."""
    from recap.app import appointments, elections

    if len(area) not in {tier.value for tier in TIERS[role]}:
        message = f"no {role} has an area with the code {area}"
        raise typer.BadParameter(message, param_hint="--area")
    today = clock.today()
    post = Post(role, area, contest, choice, today, today + timedelta(days=days))

    async def work(session: AsyncSession) -> list[Activation]:
        loaded = [one.id for one in await elections.summaries(session)]
        chosen = election or (contest or "").partition(".")[0] or next(iter(loaded), "-")
        person = identities.keeper(settings().data_dir).digest(identity)
        one = NewAppointment(1, chosen, letter, "KPU", today, post, person, name or username, username)
        return await appointments.appoint(session, [one], None)

    if not identities.number_fits(identity):
        raise typer.BadParameter(str(_NO_NIK), param_hint="--identity")
    _tell(_in_database(work), None)


@app.command()
def reissue(username: Username, slips: Slips = None, base_url: BaseUrl = _HERE) -> None:
    """Give a new activation code for a lost account; the old password, phone and sessions are void."""
    from recap.app import appointments

    async def work(session: AsyncSession) -> list[Activation]:
        found = await appointments.named(session, username)
        made = [await appointments.reissue(session, found.id, None)]
        return await _with_slips(session, made, slips, base_url)

    _tell(_in_database(work), slips)


@app.command()
def end(username: Username, reason: Annotated[str, typer.Option(help="Why; it is kept for good.")]) -> None:
    """End an appointment before its term; the account closes at once."""
    from recap.app import appointments

    async def work(session: AsyncSession) -> None:
        found = await appointments.named(session, username)
        await appointments.end(session, found.id, None, reason)

    _in_database(work)
    Console().print(f"{username}: ended.", highlight=False)


@app.command("list")
def list_officers() -> None:
    """List every appointment and how far it has come."""
    from recap.app import appointments

    found = _in_database(lambda session: appointments.below(session, None))
    table = Table("Log-in name", "Name", "Role", "Area", "Until", "State")
    for one in found:
        state = f"{one.state}: {one.ended_reason}" if one.ended_reason else one.state
        table.add_row(one.username, one.name, one.role, one.area, f"{one.ends_on}", state)
    Console().print(table if found else "Nobody is appointed; appoint with `recap officer appoint FILE.csv`.")


async def _with_slips(
    session: AsyncSession, made: list[Activation], path: Path | None, base_url: str
) -> list[Activation]:
    """Write the slips before the codes are committed: a code that nobody was given is worth nothing."""
    if path is not None:
        from recap.app import invitations
        from recap.app.documents import slips

        pdf = slips.render(await invitations.slips(session, made), base_url)
        await asyncio.to_thread(path.write_bytes, pdf)
    return made


def _tell(made: Sequence[Activation], slips: Path | None) -> None:
    """Print the codes, or where their slips lie."""
    if slips is not None:
        Console().print(f"{len(made)} appointed; the slips are in {slips}.", highlight=False)
        return
    table = Table("Log-in name", "Role", "Area", "Activation code", "Until")
    for one in made:
        table.add_row(one.username, one.role, one.area, one.code, f"{one.expires_at:%Y-%m-%d}")
    Console().print(table)


def _in_database(work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """Do this in one transaction; every fault of a list is told, then we leave."""
    from recap.cli import stack

    try:
        return stack.in_database(settings(), work)
    except AppointmentsInvalid as refused:
        screen = Console(stderr=True)
        for fault in refused.faults[:_MOST_FAULTS]:
            words = say(fault.reason, settings().language)
            screen.print(f"{fault.line}: {words}", style="red", highlight=False, markup=False, soft_wrap=True)
        raise


_NO_NIK = Message("the identity number (NIK) has 16 digits, among them a day and a month of birth")
