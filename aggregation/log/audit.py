"""Whether log, journal and database tell the same story, from the first entry to the last."""

from collections.abc import Sequence
from itertools import zip_longest

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import acts
from recap.app.logfiles import LogFiles
from recap.domain import entry, journal
from recap.domain.refusals.log import LogDamaged
from recap.domain.tlog.merkle import Range, leaf_hash

_BATCH = 4096


async def audit(session: AsyncSession, files: LogFiles) -> int:
    """Return how many entries were compared; LogDamaged where anything differs from anything else.

    Every entry is hashed anew up to the signed root; each must have its line in the journal and its mark in the
    database. Entries whose marks are still to be made are compared with the journal alone.
    """
    state, grown = files.state(), Range()
    size = state.size if state else 0
    known = await acts.logged(session)
    for start in range(0, size, _BATCH):
        end = min(start + _BATCH, size)
        contents = list(files.contents(start, end))
        leaves = [leaf_hash(content) for content in contents]
        grown.extend(leaves)
        _compare_journal(files, start, contents)
        marks = [(place.index, place.leaf) for place in await acts.between(session, start, end)]
        if marks != [(start + at, leaf.hex()) for at, leaf in enumerate(leaves)][: max(0, known - start)]:
            raise LogDamaged(folder=str(files.folder), reason="an entry is not the one the database knows")
    if state and grown.root() != state.root:
        raise LogDamaged(folder=str(files.folder), reason="its entries do not lead to the root that was signed")
    return size


def _compare_journal(files: LogFiles, start: int, contents: Sequence[bytes]) -> None:
    lines = files.lines(start, start + len(contents))
    for at, (content, line) in enumerate(zip_longest(contents, lines)):
        said, told = entry.parse(content, start + at), journal.parse(line or b"")
        if journal.digest(line) != said.body or (told.n, told.kind) != (said.n, said.act):
            raise LogDamaged(folder=str(files.folder), reason="a line of the journal is not what its entry says")
