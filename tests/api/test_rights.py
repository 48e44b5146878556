"""Every route of the application, tried by every role: of another office, of another area, after the term."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from recap.app import clock, objections
from recap.app.database import transaction
from recap.app.objections import NewObjection
from recap.app.tables import CertificateRow, OfficerRow, ReopeningRow
from recap.domain.election import Tier
from recap.domain.objection import ObjectionKind
from recap.domain.rights import Role
from tests import night, people
from tests.api import routes
from tests.api.conftest import OTHER_STATION, STATION, Door
from tests.api.routes import at_the_door

pytestmark = pytest.mark.anyio

HERE = {"contest": str(night.CONTEST), "station": str(STATION), "code": str(STATION), "area": STATION[:6]}
AREAS: Mapping[Role, tuple[str, str]] = {
    Role.KPPS: (STATION, "3374021001001"),
    Role.KPPS_CHAIR: (STATION, OTHER_STATION),
    Role.PPS: (STATION[:10], "3374021001"),
    Role.PPK: ("337401", "337402"),
    Role.PPK_CHAIR: ("337401", "337402"),
    Role.KPU: ("3374", "3375"),
    Role.KPU_CHAIR: ("3374", "3375"),
    Role.PROVINCE: ("33", "34"),
    Role.PROVINCE_CHAIR: ("33", "34"),
    Role.WITNESS: ("337401", "337402"),
    Role.SUPERVISOR: ("337401", "337402"),
    Role.AUDITOR: ("3374", "3375"),
}
"""The own area, and one of the same tier beside it."""
LISTS = {"GET /petugas/penunjukan"}
"""Pages that answer everybody of the right role, and show only what lies within the own area."""
ENDLESS = ("/events", "/bell")
"""Streams that stay open for whoever may listen."""


async def somebody(door: Door, role: Role, area: str) -> dict[str, str]:
    """Appoint an officer of this role for this area, and return what their device sends."""
    stands = role is Role.WITNESS
    async with transaction(door.engine) as session:
        await people.add(
            session, "somebody", role, area, contest=night.CONTEST if stands else None, choice=1 if stands else None
        )
    return await door.sign_in("somebody")


async def something_everywhere(door: Door) -> None:
    """Have a case, an objection and a wish to reopen: there is a number 1 of each to be asked for."""
    async with transaction(door.engine) as session:
        await night.form(session, STATION, {"PAS1": 7})
        witness = await people.add(session, "saksi", Role.WITNESS, STATION, contest=night.CONTEST, choice=1)
        await objections.file(
            session, witness, NewObjection(night.CONTEST, STATION, ObjectionKind.OBJECTION, "Angka tidak sesuai")
        )
        facts = {
            "contest": night.CONTEST,
            "area": STATION[:6],
            "revision": 1,
            "statement": '{"name": "Semarang Tengah"}',
            "signature": "",
        }
        texts = {"key": "", "sha256": "0" * 64, "pdf": "0" * 64}
        session.add(CertificateRow(**facts, **texts, officer=witness.id, signed_at=clock.now()))
        await session.flush()
        session.add(ReopeningRow(certificate=1, officer=witness.id, role="ppk", reason="-", asked_at=clock.now()))


@pytest.mark.parametrize("role", Role)
async def test_a_role_gets_nowhere_on_the_routes_of_other_roles(door: Door, role: Role) -> None:
    headers = await somebody(door, role, AREAS[role][0])

    for call in routes.calls():
        if call.roles is not None and role not in call.roles:
            answer = await call.send(door.client, headers, HERE)
            assert answer.status_code == 403, (str(call), answer.status_code, answer.text[:200])


@pytest.mark.parametrize("role", Role)
async def test_an_officer_of_another_area_gets_nowhere(door: Door, role: Role) -> None:
    await something_everywhere(door)
    headers = await somebody(door, role, AREAS[role][1])
    inside = {**HERE, "area": STATION} if len(AREAS[role][1]) == Tier.STATION.value else HERE

    wrong = []
    for call in routes.calls():
        if call.roles is None or not call.concerns_a_place:
            continue
        answer = await call.send(door.client, headers, inside)
        if answer.status_code not in {401, 403} and not (str(call) in LISTS and "SAKSI" not in answer.text):
            wrong.append(f"{call}: {answer.status_code} {answer.text[:160]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", Role)
async def test_an_officer_whose_term_is_over_is_led_to_the_door(door: Door, role: Role) -> None:
    headers = await somebody(door, role, AREAS[role][0])
    over = {"starts_on": date(2024, 1, 1), "ends_on": clock.today() - timedelta(days=1)}
    async with transaction(door.engine) as session:
        await session.execute(update(OfficerRow).where(OfficerRow.username == "somebody").values(**over))

    for call in routes.calls():
        if call.roles is not None:
            answer = await call.send(door.client, headers, HERE)
            assert at_the_door(answer), (str(call), answer.status_code, answer.text[:200])


@pytest.mark.parametrize("role", Role)
async def test_an_officer_in_office_breaks_nothing_at_home(door: Door, role: Role) -> None:
    await something_everywhere(door)
    headers = await somebody(door, role, AREAS[role][0])

    for call in routes.calls():
        if call.roles is not None and role in call.roles and not call.template.endswith(ENDLESS):
            answer = await call.send(door.client, headers, HERE)
            assert answer.status_code < 500, (str(call), answer.status_code, answer.text[:200])
            assert not at_the_door(answer), str(call)
