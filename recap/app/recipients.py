"""The list of those who are given a copy of every form of a contest: loaded by KPU, or the documented default."""

import csv
import io
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import elections
from recap.app.database import lock
from recap.app.tables import CopyReceiptRow, CopyRow, RecipientRow
from recap.domain.election import ChoiceKind, Contest, ContestId
from recap.domain.recipient import Recipient, RecipientKind
from recap.domain.refusals.copies import RecipientsInUse, RecipientsInvalid, RecipientUnknown

DEFAULT = Path(__file__).parents[1] / "data" / "recipients.yaml"
COLUMNS = ("kind", "name", "choice")
_MOST = 200
"""More recipients than any TPS ever had; a list longer than this is another file."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Kind(_Strict):
    kind: RecipientKind
    name: str
    each: Literal["pair"] | None = None


class _Default(_Strict):
    copies: int
    recipients: tuple[_Kind, ...]
    further: str


async def of_contest(session: AsyncSession, contest: ContestId) -> list[Recipient]:
    """Return who is given a copy of every form of a contest, by number from 1."""
    query = select(RecipientRow).where(RecipientRow.contest == contest).order_by(RecipientRow.number)
    rows = (await session.scalars(query)).all()
    if not rows:
        return list(default(await elections.contest(session, contest)))
    return [Recipient(row.number, RecipientKind(row.kind), row.name, row.choice) for row in rows]


async def one(session: AsyncSession, contest: ContestId, number: int) -> Recipient:
    """Return the recipient with this number; RecipientUnknown if the list has none."""
    for recipient in await of_contest(session, contest):
        if recipient.number == number:
            return recipient
    raise RecipientUnknown(number=number)


async def replace(session: AsyncSession, contest: ContestId, listed: Sequence[Recipient]) -> None:
    """Make this the list of a contest; RecipientsInUse if one who has acknowledged a copy loses their place."""
    await lock(session, f"recipients:{contest}")
    wanted = {recipient.number: recipient for recipient in listed}
    used = select(CopyReceiptRow.recipient).join(CopyRow, CopyRow.id == CopyReceiptRow.copy)
    taken = set(await session.scalars(used.where(CopyRow.contest == contest)))
    for before in await of_contest(session, contest):
        if before.number in taken and wanted.get(before.number) != before:
            raise RecipientsInUse(number=before.number, name=before.name)
    await session.execute(delete(RecipientRow).where(RecipientRow.contest == contest))
    rows = [RecipientRow(contest=contest, number=r.number, kind=r.kind, name=r.name, choice=r.choice) for r in listed]
    session.add_all(rows)
    await session.flush()


def default(contest: Contest) -> tuple[Recipient, ...]:
    """Return the documented list for a contest: the legal recipients, then places up to the city's count."""
    listed = _default()
    legal = [named for kind in listed.recipients for named in _named(kind, contest)]
    places = range(len(legal) + 1, listed.copies + 1)
    further = [(RecipientKind.OTHER, listed.further.format(number=number), None) for number in places]
    return tuple(Recipient(number, *named) for number, named in enumerate([*legal, *further], 1))


def read(content: bytes, file: str, contest: Contest) -> list[Recipient]:
    """Return the list in a CSV file with the columns kind, name, choice; RecipientsInvalid names the wrong line."""
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise RecipientsInvalid(file=file, line=1, reason=f"the columns must be {', '.join(COLUMNS)}")
        found = [_row(number, row, file, contest) for number, row in enumerate(rows, 1)]
    except UnicodeDecodeError as error:
        raise RecipientsInvalid(file=file, line=1, reason="this is not text in UTF-8") from error
    except csv.Error as error:
        raise RecipientsInvalid(file=file, line=1, reason="this is not a CSV file") from error
    if not 0 < len(found) <= _MOST:
        raise RecipientsInvalid(file=file, line=len(found) + 1, reason=f"1 to {_MOST} recipients are expected")
    return found


def _row(number: int, row: dict[str, str], file: str, contest: Contest) -> Recipient:
    kind, name, choice = (str(row.get(column) or "").strip() for column in COLUMNS)
    reason = _fault(kind, name, choice, contest)
    if reason:
        raise RecipientsInvalid(file=file, line=number + 1, reason=reason)
    return Recipient(number, RecipientKind(kind), name, int(choice) if choice else None)


def _fault(kind: str, name: str, choice: str, contest: Contest) -> str:
    if kind not in set(RecipientKind):
        return f"kind must be one of {', '.join(RecipientKind)}"
    if not name:
        return "name is empty"
    pairs = {str(c.number) for c in contest.choices if c.kind is ChoiceKind.PAIR}
    if kind == RecipientKind.WITNESS and choice not in pairs:
        return f"choice must be the number of a pair ({', '.join(sorted(pairs))})"
    return "only a witness has a choice" if choice and kind != RecipientKind.WITNESS else ""


def _named(kind: _Kind, contest: Contest) -> Iterator[tuple[RecipientKind, str, int | None]]:
    if kind.each is None:
        yield kind.kind, kind.name, None
        return
    for choice in contest.choices:
        if choice.kind is ChoiceKind.PAIR:
            yield kind.kind, kind.name.format(number=choice.number), choice.number


@cache
def _default() -> _Default:
    return _Default.model_validate(yaml.safe_load(DEFAULT.read_text(encoding="utf-8")))
