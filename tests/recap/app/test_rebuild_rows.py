"""Lines of the journal done again, and what stops a line that cannot be."""

import asyncio
import os
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from recap.app import acts, appointments, clock, database, entries, passwords, rebuild_batch, rebuild_end, rebuild_rows
from recap.app.tables import ActivationRow, ActRow, LoginSessionRow, OfficerRow, ReadingRow, StationStateRow
from recap.domain.entry import Entry
from recap.domain.journal import Line, parse
from recap.domain.refusals.rebuild import DatabaseOther, EntryOther, LineUnusable
from recap.domain.rights import Role
from tests import compared, logs, night, people
from tests.conftest import _command, _named

pytestmark = pytest.mark.anyio
PLACES = ("act", "log_entry")
LAST = 10_000_000
"""More acts than there are in one batch."""


async def city(engine: AsyncEngine) -> list[Line]:
    """The lines of a small city with one form, and an officer who may sign in."""
    async with database.transaction(engine) as session:
        await night.begin(session)
        await night.form(session, night.STATIONS[0])
        await people.add(session, "ppk", Role.PPK, "337401")
        return [parse(line.content) for line in await acts.waiting(session, LAST)]


@pytest.fixture(scope="module")
def journal(server_url: str, template: str) -> list[Line]:
    """The lines of that city, whose database is gone."""
    name = f"recap_journal_{os.getpid()}"

    async def lines() -> list[Line]:
        engine = database.connect(_named(server_url, name))
        made = await city(engine)
        await engine.dispose()
        return made

    _command(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    found = asyncio.run(lines())
    _command(server_url, f"DROP DATABASE {name} WITH (FORCE)")
    return found


async def restore(engine: AsyncEngine, lines: list[Line]) -> None:
    async with database.transaction(engine) as session:
        await rebuild_rows.apply(session, lines)


async def test_rows_are_the_same_in_batches_of_any_size(engine: AsyncEngine, second: AsyncEngine) -> None:
    journal = await city(engine)
    for start in range(0, len(journal), 7):
        await restore(second, journal[start : start + 7])

    async with database.transaction(second) as session:
        await rebuild_end.derive(session)
        now = await compared.rows(session, PLACES)
    async with database.transaction(engine) as session:
        assert now == await compared.rows(session, PLACES)


async def test_a_row_that_changed_often_is_as_it_was_last_and_one_that_went_is_gone(
    second: AsyncEngine, journal: list[Line]
) -> None:
    state = [line for line in journal if line.kind == "station_state"][-1]
    later = [replace(state, n=LAST + n, change="update", row={**state.row, "state": s}) for n, s in enumerate("ab")]

    await restore(second, [*journal, *later])
    async with database.transaction(second) as session:
        assert list(await session.scalars(select(StationStateRow.state))) == ["b"]

    await restore(second, [replace(later[-1], change="delete")])
    async with database.transaction(second) as session:
        assert await session.scalar(select(func.count()).select_from(StationStateRow)) == 0


async def test_an_account_comes_back_with_nothing_that_opens_it(second: AsyncEngine, journal: list[Line]) -> None:
    await restore(second, journal)

    async with database.transaction(second) as session:
        row = (await session.scalars(select(OfficerRow).where(OfficerRow.username == "ppk"))).one()
        assert (row.password_hash, row.totp_secret, row.totp_step, row.failures) == (passwords.NONE, None, None, 0)
        await appointments.reissue(session, row.appointment, None)


async def test_a_change_of_an_account_leaves_its_password(second: AsyncEngine, journal: list[Line]) -> None:
    officer = [line for line in journal if line.kind == "officer"][-1]
    await restore(second, journal)
    async with database.transaction(second) as session:
        row = (await session.scalars(select(OfficerRow).where(OfficerRow.username == "ppk"))).one()
        row.password_hash = "kept"  # noqa: S105

    await restore(second, [replace(officer, change="update", row={**officer.row, "name": "Baru"})])

    async with database.transaction(second) as session:
        row = (await session.scalars(select(OfficerRow).where(OfficerRow.username == "ppk"))).one()
        assert (row.name, row.password_hash) == ("Baru", "kept")


@pytest.mark.parametrize(
    ("kind", "spoilt", "said"),
    [
        ("reading", {"row": {"photo": "unknown"}}, "foreign key"),
        ("reading", {"row": {"id": "seven"}}, "invalid input syntax"),
        ("reading", {"row": {"colour": 1}}, "no column colour"),
        ("reading", {"change": "update"}, "subject to update"),
        ("definition", {"row": {"content": "{}"}}, "no definition"),
        ("definition", {"row": {"sha256": "ab"}}, "not the one of its digest"),
    ],
)
async def test_a_line_that_cannot_be_a_row_is_named_and_nothing_of_its_batch_is_kept(
    second: AsyncEngine, journal: list[Line], kind: str, spoilt: dict[str, Any], said: str
) -> None:
    at = next(at for at, line in enumerate(journal) if line.kind == kind)
    row = {**journal[at].row, **spoilt.get("row", {})}
    line = replace(journal[at], change=spoilt.get("change", "insert"), row=row)

    with pytest.raises(LineUnusable, match=f"(?s)Act {line.n} .*{said}"):
        await restore(second, [*journal[:at], line, *journal[at + 1 :]])

    async with database.transaction(second) as session:
        assert await session.scalar(select(func.count()).select_from(ReadingRow)) == 0


async def test_a_table_that_is_not_logged_is_not_written(second: AsyncEngine, journal: list[Line]) -> None:
    with pytest.raises(LineUnusable, match="no such table"):
        await restore(second, [replace(journal[0], kind="login_session")])


async def logged(engine: AsyncEngine, journal: list[Line]) -> list[Entry]:
    async with database.transaction(engine) as session:
        return await entries.entries_of(session, journal)


async def test_an_entry_that_does_not_say_what_its_line_says_is_named(engine: AsyncEngine, second: AsyncEngine) -> None:
    journal = await city(engine)
    made = await logged(engine, journal)
    made[5] = replace(made[5], area="33")

    with pytest.raises(EntryOther, match="Entry 105 "):
        async with database.transaction(second) as session:
            await rebuild_batch.redo(session, 100, journal, made)


async def test_what_the_database_has_done_and_not_marked_is_marked_and_not_done_twice(
    engine: AsyncEngine,
) -> None:
    journal = await city(engine)
    made = await logged(engine, journal)
    async with database.transaction(engine) as session:
        before = await compared.rows(session, PLACES)
        await rebuild_batch.redo(session, 0, journal, made)

        assert await compared.rows(session, PLACES) == before
        assert (await acts.logged(session), await acts.count(session)) == (len(journal), 0)
        await rebuild_batch.must_know(session, 0, made, len(made))
        with pytest.raises(DatabaseOther, match="others than the log"):
            await rebuild_batch.must_know(session, 0, made[:-1], len(made))


async def test_another_act_of_the_same_number_is_refused(engine: AsyncEngine) -> None:
    journal = await city(engine)
    other_act = replace(journal[3], salt="00000000-0000-0000-0000-000000000000")

    with pytest.raises(DatabaseOther, match=f"act {other_act.n} "):
        async with database.transaction(engine) as session:
            await rebuild_batch.redo(session, 0, [other_act], await logged(engine, [other_act]))


async def test_rows_that_were_never_logged_are_not_taken_for_an_empty_database(session: AsyncSession) -> None:
    assert await rebuild_batch.begun(session) == 0
    await night.begin(session)
    assert await rebuild_batch.begun(session) == 0
    await session.execute(delete(ActRow))

    with pytest.raises(DatabaseOther, match="although nothing was ever logged"):
        await rebuild_batch.begun(session)


async def test_keys_go_on_after_the_highest_and_acts_after_the_last_of_the_log(
    second: AsyncEngine, journal: list[Line]
) -> None:
    await restore(second, journal)
    highest = max(int(str(line.row["id"])) for line in journal if line.kind == "upload")
    async with database.transaction(second) as session:
        await logs.unguarded(session, "DELETE FROM act")
        await rebuild_end.count_on(session, LAST)
        await night.send(session, night.STATIONS[1], 1)

        (act, upload) = await acts.waiting(session, LAST)
        assert (act.n, upload.row["id"]) == (LAST + 1, highest + 1)


async def test_nobody_stays_signed_in_and_no_slip_opens_an_account(session: AsyncSession) -> None:
    await night.begin(session)
    await appointments.reissue(session, (await session.scalars(select(OfficerRow.appointment))).first() or 0, None)
    session.add(LoginSessionRow(token_hash="x", officer=1, expires_at=func.now()))  # noqa: S106
    await session.flush()

    await rebuild_end.close_doors(session)

    assert await session.scalar(select(func.count()).select_from(LoginSessionRow)) == 0
    assert list(await session.scalars(select(ActivationRow.id).where(ActivationRow.expires_at > clock.now()))) == []


async def test_what_was_read_or_confirmed_and_not_settled_is_offered_to_the_workers_again(
    session: AsyncSession,
) -> None:
    await night.begin(session)
    await night.form(session, night.STATIONS[0])
    await night.send(session, night.STATIONS[1], 1)

    # The unread photo; both stations, of whose last minutes nobody knows; the copy of the confirmed form.
    assert await rebuild_end.offer_work(session) == 1 + 2 + 1
