"""Certificates in the published folder: their statements, signatures and documents, and the keys that verify them."""

from sqlalchemy.ext.asyncio import AsyncSession

from aggregation.folder import Folder, seal_path
from recap.app import certificates
from recap.app.blobs import Blobs
from recap.app.disclosures import Sealed
from recap.app.keys import TierKeys


class Seals:
    """Puts into one folder what certificates are verified with."""

    def __init__(self, blobs: Blobs, folder: Folder, keys: TierKeys) -> None:
        """Copy documents from this store and keys of these tiers into this folder."""
        self._blobs = blobs
        self._folder = folder
        self._keys = keys

    async def keep(self, session: AsyncSession, sealed: Sealed) -> None:
        """Put a certificate's key, document, statement and signature into the folder, unless they are there."""
        self.keep_key(sealed.key)
        document = seal_path(sealed.pdf, "pdf")
        if not self._folder.has(document):
            self._folder.write(document, await self._blobs.get(certificates.pdf_key(sealed.pdf)))
        if not self._folder.has(seal_path(sealed.sha256, "sig")):
            signed = await certificates.get(session, sealed.sha256)
            self._folder.write(seal_path(sealed.sha256, "json"), signed.text.encode())
            self._folder.write(seal_path(sealed.sha256, "sig"), signed.signature.encode())

    def keep_key(self, name: str) -> None:
        """Put the public certificate of a key, and that of the authority behind it, into the folder."""
        if not self._folder.has("keys/root.pem"):
            self._folder.write("keys/root.pem", self._keys.root_pem.encode())
        if not self._folder.has(f"keys/{name}.pem"):
            self._folder.write(f"keys/{name}.pem", self._keys.public(name).certificate_pem.encode())
