"""Makes one publication: every new file of it beside the folder, its manifest last; what is visible does not change.

A publication is a function of the rows of one snapshot, of its moment, of the photo store and of the folder before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aggregation.acts import moment
from aggregation.contest import Frame
from aggregation.edition import Top
from aggregation.enclosures import Enclosures
from aggregation.exporting import Exporter, Order
from aggregation.folder import MANIFEST, ROOT_KEY, Folder, manifest_path, object_path
from aggregation.log.alone import finished
from aggregation.manifest import Entry, File, Head, Manifest
from aggregation.sheaf import Sheaf
from aggregation.spelling import digest, encode
from aggregation.station import station_record
from aggregation.survey import Change, Findings
from recap.app import dossiers
from recap.app.publications import Publication
from recap.app.receipts import Signer
from recap.domain import kpu
from recap.domain.election import Station

NOTES = (
    "An aid to transparency. The official result is that of the tiered plenaries.",
    "Alat bantu keterbukaan. Hasil resmi adalah hasil rapat pleno berjenjang.",
)
_AT_ONCE = 500
"""Stations in memory at once."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a publication depends on beside rows and folder: when it is, and how far the log has come.

    `root` is the hash over the log's first `size` entries in hexadecimal. `exports` are the digests of the area records
    of which exports are to be published, by contest; None asks for those of this very publication.
    """

    at: datetime
    log: Head
    exports: Mapping[str, str] | None = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Page:
    """What the manifest says of one contest."""

    entry: Entry
    files: Mapping[str, File]
    renewed: str


class Press:
    """Writes the publications of one folder into a folder beside it."""

    def __init__(
        self, folder: Folder, staged: Folder, signer: Signer, enclosures: Enclosures, exporter: Exporter
    ) -> None:
        """Sign manifests with this key."""
        self._folder = folder
        self._staged = staged
        self._signer = signer
        self._enclosures = enclosures
        self._exporter = exporter

    async def print(self, session: AsyncSession, found: Findings, at: Moment) -> Publication:
        """Write everything that was found, and return what is to be recorded; all of it is on the disk then."""
        self._staged.clear()
        with Sheaf(self._folder, self._staged) as sheaf:
            pages = {
                str(each.edition.frame.contest.id): await self._page(session, sheaf, found, each, at)
                for each in found.changes
            }
            for name in found.loaded.digests.values():
                await self._enclosures.definition(session, sheaf, name)
            if anew := found.anew():
                sheaf.drop_others("kpu", lambda path: kpu.contest_of(path) in anew)
            name = self._manifest(sheaf, found, at, pages)
            await finished(sheaf.settle)
        return Publication(
            manifest=name,
            size=at.log.size,
            at=at.at,
            roots={contest: page.entry.node for contest, page in pages.items()},
            exports={contest: page.renewed for contest, page in pages.items() if page.renewed},
        )

    async def _page(self, session: AsyncSession, sheaf: Sheaf, found: Findings, change: Change, at: Moment) -> _Page:
        edition = change.edition
        for start in range(0, len(change.stations), _AT_ONCE):
            await self._stations(session, sheaf, change, change.stations[start : start + _AT_ONCE])
        for sealed in change.certificates:
            await self._enclosures.certificate(session, sheaf, sealed)
        top = await finished(edition.finish, sheaf)
        return await finished(self._exports, sheaf, found, edition.frame, top, at)

    async def _stations(self, session: AsyncSession, sheaf: Sheaf, change: Change, some: tuple[Station, ...]) -> None:
        frame = change.edition.frame
        found = await dossiers.of_stations(session, frame.contest, some)
        await self._enclosures.of_stations(sheaf, found)

        def put() -> None:
            change.edition.put(sheaf, [station_record(each, frame.lineage(each.station.code)) for each in found])

        await finished(put)

    def _exports(self, sheaf: Sheaf, found: Findings, frame: Frame, top: Top, at: Moment) -> _Page:
        """Publish the exports that are due, or go on with those there are, if they are of the same contest."""
        contest = frame.contest.id
        order = Order(found.loaded.entry_of(contest), top.contest.sha256, top.area.sha256)
        paths, files, exported_at = _carried(found.before, contest, order)
        root = next((file.root for file in files.values()), "")
        due = at.exports.get(contest, "") if at.exports is not None else order.area
        if due in ("", root):
            due = ""
        else:
            made = self._exporter.made((self._staged.root, self._folder.root), contest, replace(order, area=due))
            for path, content in made.contents.items():
                sheaf.add(path, content)
            paths, files, exported_at = made.paths, made.files, moment(at.at)
        heads = {
            object_path(kept.sha256): File(kept.sha256, kept.size, kept.gzip, kept.brotli)
            for kept in (top.contest, top.area)
        }
        entry = Entry(top.contest.sha256, top.area.sha256, top.node, paths, exported_at)
        return _Page(entry, {**heads, **files}, due)

    def _manifest(self, sheaf: Sheaf, found: Findings, at: Moment, pages: Mapping[str, _Page]) -> str:
        """Write the manifest and its signature, and return its digest."""
        sheaf.wait()
        earlier, root = self._folder.read(MANIFEST), sheaf.read(ROOT_KEY)
        manifest = Manifest(
            generated_at=moment(at.at),
            key=self._signer.public_key,
            authority=digest(root) if root else "",
            previous=digest(earlier) if earlier else None,
            log=at.log,
            elections=found.loaded.entries,
            contests={contest: page.entry for contest, page in pages.items()},
            files={path: file for page in pages.values() for path, file in page.files.items()},
            notes=(*NOTES, *(note for each in found.loaded.elections for note in each.notes)),
        )
        content = encode(manifest)
        name = digest(content)
        sheaf.add(manifest_path(name, "json"), content)
        sheaf.add(manifest_path(name, "sig"), self._signer.sign_bytes(content).encode())
        return name


def _carried(before: Manifest | None, contest: str, order: Order) -> tuple[Mapping[str, str], Mapping[str, File], str]:
    """Return the exports a manifest names: paths by kind, files by path, and when; none of another contest."""
    entry = before.contests.get(contest) if before else None
    if before is None or entry is None or entry.object != order.contest or order.election not in before.elections:
        return {}, {}, ""
    return entry.exports, {path: before.files[path] for path in entry.exports.values()}, entry.exported_at
