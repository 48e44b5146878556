"""The published folder made again: every publication at its own moment, until the folder shows what it showed."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation.folder import MANIFEST, Folder
from aggregation.log.disk import Disk
from aggregation.manifest import Head
from aggregation.press import Moment
from aggregation.rebuild_found import Published, Source
from aggregation.spelling import digest
from aggregation.workplace import workplace
from recap.app import database
from recap.app.logfiles import LogFiles, size_of
from recap.app.settings import Settings
from recap.domain.refusals.rebuild import FolderHalf, FolderOther, ManifestOther

PUBLISHED = "published"


class Reprinting:
    """One folder on its way to the publication that was visible last.

    A folder that shows nothing yet is made beside its place and moved there when it is complete: nobody is ever shown
    numbers of an earlier hour.
    """

    def __init__(self, settings: Settings, files: LogFiles, source: Source) -> None:
        """Make the publications of this log again, with what the folder of these settings is published with."""
        self._place = settings.data_dir / PUBLISHED
        self._draft = self._place.with_name(f"{PUBLISHED}.rebuilding")
        self._root = self._place if (self._place / MANIFEST).exists() else self._draft
        self._files = files
        self._source = source
        self._visible = size_of(files.checkpoint())
        self._with = workplace(settings, self._folder)

    def pending(self) -> Sequence[Published]:
        """Return the publications the folder has not shown yet, in order; FolderOther if it shows one of no log.

        Publications from before the log cannot be made again, and are left out.
        """
        known = [each for each in self._source.publications if each.size]
        shown = self._shown()
        if shown is None and any(path.is_file() for path in self._place.rglob("*")):
            raise FolderHalf(folder=str(self._place))
        if shown is None:
            return known
        names = [each.manifest for each in known]
        if shown not in names:
            raise FolderOther(folder=str(self._root), manifest=shown)
        return known[names.index(shown) + 1 :]

    async def print(self, engine: AsyncEngine, publication: Published) -> None:
        """Make one publication again from a database that is as it saw it; ManifestOther if it comes out otherwise.

        One that witnesses had not cosigned when the machine was lost is made ready, and not shown.
        """
        root = self._files.root(publication.size).hex()
        head = Head(self._source.head.origin, publication.size, root)
        async with database.transaction(engine) as session:
            found = await self._with.survey.look(session)
            made = await self._with.press.print(session, found, Moment(publication.at, head, publication.exports))
        if made.manifest != publication.manifest:
            raise ManifestOther(number=publication.number, logged=publication.manifest, made=made.manifest)
        if publication.index < self._visible:
            self._with.front.bring()
            self._with.front.show_manifest(made.manifest)

    def show(self, keys: bytes) -> Path | None:
        """Show the log beside the publications, put the folder into its place and return that; None without any.

        `keys` is the file that lists the keys of the log.
        """
        if self._shown() is None:
            return None
        self._with.front.show_log({"keys/log.txt": keys, **self._with.keys})
        if self._root is self._draft:
            self._draft.replace(self._place)
            Disk().settle(self._place.parent)
        return self._place

    def _shown(self) -> str | None:
        path = self._root / MANIFEST
        return digest(path.read_bytes()) if path.exists() else None

    def _folder(self, root: Path, drafts: Path) -> Folder:
        return Folder(self._root if root == self._place else root, drafts)
