"""What lies beside the records: public copies of photos, certificates, the keys that verify them, definitions."""

import asyncio
from collections.abc import Iterable
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncSession

from aggregation.folder import ROOT_KEY, definition_path, photo_path, seal_path
from aggregation.log.alone import finished
from aggregation.sheaf import Sheaf
from aggregation.spelling import digest
from recap.app import certificates, logs, pictures, publications
from recap.app.blobs import Blobs
from recap.app.disclosures import Sealed
from recap.app.dossiers import Dossier, ShownPhoto
from recap.app.keys import TierKeys

_AT_ONCE = 32
"""Photos in memory at once."""


class Enclosures:
    """Puts into a publication what its records name."""

    def __init__(self, blobs: Blobs, keys: TierKeys) -> None:
        """Copy pictures and documents from this store and keys of these tiers."""
        self._blobs = blobs
        self._keys = keys

    async def of_stations(self, sheaf: Sheaf, found: Iterable[Dossier]) -> None:
        """Put the public copies of stations' photos into the folder, and the keys that signed their copies."""
        shown: list[ShownPhoto] = []
        for dossier in found:
            shown += [photo for photo in dossier.photos if photo.picture]
            if dossier.acts.handed:
                self._key(sheaf, dossier.acts.handed.copy.key)
        waiting = iter(shown)
        while some := list(islice(waiting, _AT_ONCE)):
            await asyncio.gather(*(self._photo(sheaf, photo) for photo in some))
            await finished(sheaf.wait)

    async def certificate(self, session: AsyncSession, sheaf: Sheaf, sealed: Sealed) -> None:
        """Put a certificate's key, document, statement and signature into the folder."""
        self._key(sheaf, sealed.key)
        await self._file(sheaf, seal_path(sealed.pdf, "pdf"), certificates.pdf_key(sealed.pdf), sealed.pdf)
        if not sheaf.has(seal_path(sealed.sha256, "sig")):
            signed = await certificates.get(session, sealed.sha256)
            sheaf.add(seal_path(sealed.sha256, "json"), signed.text.encode())
            sheaf.add(seal_path(sealed.sha256, "sig"), signed.signature.encode())

    async def definition(self, session: AsyncSession, sheaf: Sheaf, name: str) -> None:
        """Put the definition of an election with this digest into the folder."""
        path = definition_path(name)
        if not sheaf.has(path):
            content = await publications.definition(session, name)
            sheaf.add(path, content.encode())

    async def _photo(self, sheaf: Sheaf, photo: ShownPhoto) -> None:
        await self._file(sheaf, photo_path(photo.sha256), pictures.key(photo.sha256), photo.picture)

    async def _file(self, sheaf: Sheaf, path: str, key: str, name: str | None) -> None:
        """Put the bytes the store has under this key into the folder, if they are those of this digest."""
        if sheaf.has(path):
            return
        try:
            content = await self._blobs.get(key)
        except KeyError:
            content = b""
        if digest(content) == name:
            sheaf.add(path, content)
        else:
            # One lost file is no reason to publish nothing: a record names it, so everybody sees that it is lost.
            logs.event("file to be published is lost", path=path, key=key)

    def _key(self, sheaf: Sheaf, name: str) -> None:
        if not sheaf.has(ROOT_KEY):
            sheaf.add(ROOT_KEY, self._keys.root_pem.encode())
        if not sheaf.has(f"keys/{name}.pem"):
            sheaf.add(f"keys/{name}.pem", self._keys.public(name).certificate_pem.encode())
