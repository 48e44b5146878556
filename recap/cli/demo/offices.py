"""The demonstration's people take office as everybody does: a list of appointments, activation, a second factor."""

import asyncio
import csv
from collections.abc import Mapping, Sequence
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pyotp
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import appointments, clock, officers, pacts
from recap.app.totp import STEP_S
from recap.domain.rights import Role

_STEPS_AHEAD = 1
"""A phone whose clock is a step ahead is still believed, so that the demonstration need not wait for the next code."""

_used: dict[str, int] = {}
"""The last step each phone showed a code for: no code is taken twice."""


class Post(NamedTuple):
    """A log-in name, its role and its area; a witness stands for a choice of a contest; `name` as people know them."""

    username: str
    role: Role
    area: str
    choice: int | None = None
    contest: str = ""
    name: str = ""


async def take_office(
    session: AsyncSession, data_dir: Path, election: str, posts: Sequence[Post], password: str
) -> dict[str, str]:
    """Appoint and activate these people; return the secrets of the second factors by log-in name."""
    made = await appointments.appoint(session, appointments.read(_letter(election, posts), data_dir), None)
    secrets: dict[str, str] = {}
    for one in made:
        done = await officers.activate(session, one.code, password, pacts.VERSION)
        if done.totp_uri:
            secrets[one.username] = pyotp.parse_uri(done.totp_uri).secret
            # The code of the step before, so that the present one is left for signing in at once.
            before = clock.now() - timedelta(seconds=STEP_S)
            await officers.confirm_totp(session, one.username, pyotp.TOTP(secrets[one.username]).at(before))
    return secrets


async def next_code(secrets: Mapping[str, str], username: str) -> str | None:
    """Return the next code of this officer's phone that was not used before; None for roles with a password alone."""
    if username not in secrets:
        return None
    step = max(_now(), _used.get(username, 0) + 1)
    await asyncio.sleep(max(0, step - _STEPS_AHEAD - _now()) * STEP_S)
    _used[username] = step
    return pyotp.TOTP(secrets[username]).at(step * STEP_S)


def _now() -> int:
    return int(clock.now().timestamp()) // STEP_S


def _letter(election: str, posts: Sequence[Post]) -> bytes:
    """Return the letter that appoints these people, with identity numbers that nobody has."""
    today = clock.today()
    same = {"election": election, "letter": "SK-DEMO/2024", "issuer": "KPU (demo)", "issued_on": today}
    term = {"starts_on": today, "ends_on": today + timedelta(days=365)}
    text = StringIO()
    sheet = csv.DictWriter(text, [*same, *term, "role", "area", "contest", "choice", "identity", "name", "username"])
    sheet.writeheader()
    for number, post in enumerate(posts, 1):
        who = {"identity": f"000000010190{number:04}", "name": post.name or post.username, "username": post.username}
        what = {"role": post.role.value, "area": post.area, "contest": post.contest, "choice": post.choice or ""}
        sheet.writerow({**same, **term, **what, **who})
    return text.getvalue().encode()
