"""Elections loaded again from the definitions in the journal, exactly as they were loaded then."""

from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import definition, election_rows
from recap.app.tables import ElectionRow
from recap.domain.election import Election
from recap.domain.journal import Line
from recap.domain.refusals.rebuild import LineUnusable

_ELECTION = TypeAdapter(Election)


async def load(session: AsyncSession, line: Line) -> None:
    """Load the definition in this line; the appointments it once ended are ended by lines of their own.

    LineUnusable if the text is no definition, or not the one of its digest.
    """
    election, digest = _read(line), str(line.row["sha256"])
    before = await session.get(ElectionRow, election.id, populate_existing=True)
    if before is not None and before.definition_sha256 == digest:
        return
    facts = {"name": election.name, "day": election.day, "notes": list(election.notes)}
    at = datetime.fromisoformat(str(line.row["loaded_at"]))
    await session.merge(ElectionRow(id=election.id, **facts, definition_sha256=digest, loaded_at=at))
    await session.flush()
    await election_rows.put(session, election)


def _read(line: Line) -> Election:
    try:
        election = _ELECTION.validate_json(str(line.row["content"]))
    except ValidationError as error:
        raise LineUnusable(n=line.n, kind=line.kind, reason="its text is no definition of an election") from error
    if definition.digest_of(election) != line.row["sha256"]:
        raise LineUnusable(n=line.n, kind=line.kind, reason="its text is not the one of its digest")
    return election
