"""A list of appointments to fill in: the right columns, one line for each role below, with the officer's own codes."""

import csv
from datetime import timedelta
from io import StringIO

from sqlalchemy.ext.asyncio import AsyncSession

from api import places
from recap.app import appointment_file, clock, elections
from recap.app.officers import Officer
from recap.domain.appointing import may_appoint
from recap.domain.election import ChoiceKind, Contest, Tier
from recap.domain.rights import TIERS, Role

IDENTITY = "NIK 16 digit"
"""No identity number, so that nobody is appointed by a sample that was sent back unchanged."""

_COLUMNS = (*appointment_file.NEEDED, *appointment_file.OPTIONAL)
_BEFORE, _AFTER = timedelta(days=30), timedelta(days=60)


async def csv_for(session: AsyncSession, officer: Officer) -> bytes:
    """Return the sample as UTF-8 with the mark that spreadsheets know it by."""
    held = places.concerned(officer, await elections.contests(session))
    lines = await _lines(session, officer, held[0]) if held else []
    out = StringIO()
    writer = csv.DictWriter(out, _COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode("utf-8-sig")


async def _lines(session: AsyncSession, officer: Officer, contest: Contest) -> list[dict[str, str]]:
    stations = await elections.stations(session, contest.id, officer.area)
    if not stations:
        return []
    election, today = contest.id.partition(".")[0], clock.today()
    letter = {"election": election, "letter": f"001/SK/{today.year}", "issuer": "KPU", "issued_on": today.isoformat()}
    term = {"starts_on": (today - _BEFORE).isoformat(), "ends_on": (today + _AFTER).isoformat()}
    pair = next((str(c.number) for c in contest.choices if c.kind is ChoiceKind.PAIR), "")
    lines = []
    for role in Role:
        area = _area(officer, role, contest, stations[0].code)
        if area is None:
            continue
        stands = {"contest": contest.id, "choice": pair} if role is Role.WITNESS else {}
        name = f"CONTOH {role.value.upper().replace('_', ' ')}"
        lines.append({**letter, **term, "role": role.value, "area": area, "identity": IDENTITY, "name": name, **stands})
    return lines


def _area(officer: Officer, role: Role, contest: Contest, station: str) -> str | None:
    """Return an area in which this officer may appoint somebody to this role, the smallest there is."""
    for tier in sorted(TIERS[role], key=lambda tier: -tier.value):
        code = station[: tier.value]
        if tier is not Tier.PROVINCE and may_appoint(officer, role, code, contest.id):
            return code
    return None
