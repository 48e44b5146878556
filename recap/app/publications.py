"""Which folders have been published; only ever added."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.tables import DefinitionRow, PublicationRow, ResultRow
from recap.domain.refusals.publisher import DefinitionUnknown


@dataclass(frozen=True, slots=True)
class Publication:
    """One published folder: its manifest, how many entries of the log it shows, the roots of the trees of sums.

    `exports` names the area records its exports were renewed from, by contest; it is empty where they were not.
    """

    manifest: str
    size: int
    at: datetime
    roots: Mapping[str, str]
    exports: Mapping[str, str] = field(default_factory=dict)


async def add(session: AsyncSession, new: Publication) -> None:
    """Record that a folder has been published."""
    session.add(
        PublicationRow(
            manifest_sha256=new.manifest,
            last_result=await session.scalar(select(func.max(ResultRow.id))),
            size=new.size,
            roots=dict(new.roots),
            exports=dict(new.exports),
            published_at=new.at,
        )
    )
    await session.flush()


async def last(session: AsyncSession) -> Publication | None:
    """Return the newest publication, None before the first."""
    row = await session.scalar(select(PublicationRow).order_by(PublicationRow.id.desc()).limit(1))
    return Publication(row.manifest_sha256, row.size, row.published_at, row.roots, row.exports) if row else None


async def definition(session: AsyncSession, sha256: str) -> str:
    """Return the definition of an election by its digest, as it was loaded; DefinitionUnknown if it never was."""
    found = await session.scalar(select(DefinitionRow.content).where(DefinitionRow.sha256 == sha256).limit(1))
    if found is None:
        raise DefinitionUnknown(sha256=sha256)
    return found
