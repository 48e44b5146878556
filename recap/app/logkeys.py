"""The keys that sign the log, as the log itself names them: each later one vouched for by the one before."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.tables import LogKeyRow
from recap.domain.refusals.log import LogKeyLost
from recap.domain.tlog.note import Note
from recap.witness.signing import Signer


async def announce(session: AsyncSession, signers: Sequence[Signer]) -> None:
    """Record the log's keys that are not on record yet, oldest first; LogKeyLost if one on record is not among them."""
    known = [row.vkey for row in await _rows(session)]
    held = [signer.verifier.text for signer in signers]
    for vkey in known:
        if vkey not in held:
            raise LogKeyLost(key=vkey)
    for at, signer in enumerate(signers):
        if held[at] not in known:
            endorsement = endorse(signers[at - 1], signer) if at else ""
            session.add(LogKeyRow(vkey=held[at], endorsement=endorsement, added_at=clock.now()))
            await session.flush()


async def listed(session: AsyncSession) -> bytes:
    """Return the file `keys/log.txt`: the first key, then for each later one an empty line and its endorsement."""
    rows = await _rows(session)
    return "\n".join([*(f"{row.vkey}\n" for row in rows[:1]), *(row.endorsement for row in rows[1:])]).encode()


def endorse(old: Signer, new: Signer) -> str:
    """Return the signed note by which the old key says that the new one signs the log after it."""
    text = f"{old.name}\n{new.verifier.text}\n"
    return Note(text, (old.sign(text),)).encode().decode()


async def _rows(session: AsyncSession) -> Sequence[LogKeyRow]:
    return (await session.scalars(select(LogKeyRow).order_by(LogKeyRow.id))).all()
