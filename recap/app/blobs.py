"""Photo bytes and pictures by key, in a local folder or any object store obstore speaks to."""

from pathlib import Path
from typing import Self

from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url


class Blobs:
    """A store of bytes under keys such as `photos/<sha256>`; a key once written keeps its bytes."""

    def __init__(self, store: ObjectStore) -> None:
        """Keep bytes in this object store."""
        self._store = store

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """Open a local folder, made if it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(LocalStore(folder.resolve()))

    @classmethod
    def at(cls, url: str) -> Self:
        """Open an object store by its address, for example `s3://bucket/prefix`."""
        return cls(from_url(url))

    async def put(self, key: str, content: bytes) -> None:
        """Store the bytes; a reader sees all of them or none."""
        await self._store.put_async(key, content)

    async def get(self, key: str) -> bytes:
        """Return the bytes; KeyError if the key has none."""
        try:
            found = await self._store.get_async(key)
        except (NotFoundError, FileNotFoundError) as error:
            raise KeyError(key) from error
        return bytes(await found.bytes_async())

    async def has(self, key: str) -> bool:
        """Say whether the key has bytes."""
        try:
            await self._store.head_async(key)
        except (NotFoundError, FileNotFoundError):
            return False
        return True
