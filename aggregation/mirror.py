"""A copy of the published folder in an object store, never ahead of itself: content first, what names it last.

Wherever it stops, the mirror's manifest and checkpoint name files that are there. Names with a digest are sent once;
of the few names whose bytes change a mirror remembers what it sent.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from aggregation.folder import CHECKPOINT, MANIFEST, SIGNATURE, manifest_path
from aggregation.mirrorfiles import CLEARED, Listed, headers, stages
from recap.app.webfiles import HEADS
from recap.domain.refusals import NothingPublished
from recap.domain.refusals.opendata import FolderRestless, MirrorAddressInvalid, MirrorFailed

_TRIES = 5
"""Publications are seconds apart, and a second try has little left to send."""
_AT_ONCE = 16
"""Uploads under way together; more only fills the line of a small server."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What one push did: files and bytes sent, files that were there already, files taken away."""

    sent: int
    bytes: int
    kept: int
    removed: int


class Mirror:
    """Copies one folder into one object store."""

    def __init__(self, folder: Path, store: ObjectStore, memory: Path) -> None:
        """Mirror this folder there; `memory` is a file in which the digests of changing files are remembered."""
        self._folder = folder
        self._store = store
        self._memory = memory
        self._gate = asyncio.Semaphore(_AT_ONCE)

    @classmethod
    def at(cls, folder: Path, url: str, data_dir: Path) -> "Mirror":
        """Mirror a folder at an address such as `s3://bucket/prefix`; MirrorAddressInvalid if it is none.

        Credentials are those the store itself finds, for example `AWS_ACCESS_KEY_ID`.
        """
        name = sha256(url.encode()).hexdigest()[:16]
        try:
            store = from_url(url)
        except (BaseError, ValueError) as error:
            raise MirrorAddressInvalid(why=_first_line(error)) from error
        return cls(folder, store, data_dir / "mirrors" / f"{name}.json")

    async def push(self, *, again: bool = False) -> Pushed:
        """Bring the mirror up to the folder's newest manifest, or send every file `again` to one that was damaged.

        NothingPublished before the first manifest; MirrorFailed if the store refuses a file.
        """
        for _ in range(_TRIES):
            # A file that was listed has gone: publications went on meanwhile, so this one begins anew.
            with suppress(FileNotFoundError):
                try:
                    return await self._push(again=again)
                except BaseError as error:
                    raise MirrorFailed(why=_first_line(error)) from error
        raise FolderRestless

    async def _push(self, *, again: bool) -> Pushed:
        heads = self._heads()
        listed = await self._listing()
        there = {} if again else listed
        found = stages(self._folder)
        remembered = self._remembered()
        checkpoint = {CHECKPOINT: heads.pop(CHECKPOINT)}
        sent = [await self._send(files, there, remembered) for files in found[:-1]]
        sent.append(await self._send_heads(checkpoint, there, remembered))
        sent.append(await self._send(found[-1], there, remembered))
        sent.append(await self._send_heads(heads, there, remembered))
        gone = listed.keys() - {each.path for files in found for each in files}
        removed = await self._remove(path for path in gone if path.startswith(CLEARED))
        total = sum(map(len, found)) + len(HEADS)
        count = sum(number for number, _ in sent)
        return Pushed(count, sum(size for _, size in sent), total - count, removed)

    def _heads(self) -> dict[str, bytes]:
        """Return the heads as they are at one moment: those of a later publication may name what is not listed yet."""
        try:
            manifest = (self._folder / MANIFEST).read_bytes()
            signature = (self._folder / manifest_path(sha256(manifest).hexdigest(), "sig")).read_bytes()
            checkpoint = (self._folder / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            raise NothingPublished from None
        return {CHECKPOINT: checkpoint, SIGNATURE: signature, MANIFEST: manifest}

    async def _listing(self) -> dict[str, int]:
        return {each["path"]: each["size"] async for chunk in self._store.list() for each in chunk}

    async def _send(
        self, files: Iterable[Listed], there: Mapping[str, int], remembered: dict[str, str]
    ) -> tuple[int, int]:
        """Send those of these files that the mirror lacks, many at once, and wait for all; return count and bytes."""
        wanted = [each for each in files if each.changes or there.get(each.path) != each.size]
        sending = (self._send_one(each, there, remembered) for each in wanted)
        sizes = await asyncio.gather(*sending, return_exceptions=True)
        self._remember(remembered)
        for failure in sizes:
            if isinstance(failure, BaseException):
                raise failure
        return _added_up(size for size in sizes if isinstance(size, int))

    async def _send_one(self, file: Listed, there: Mapping[str, int], remembered: dict[str, str]) -> int | None:
        async with self._gate:
            content = (self._folder / file.path).read_bytes()
            return await self._put(file.path, content, there, remembered)

    async def _send_heads(
        self, heads: Mapping[str, bytes], there: Mapping[str, int], remembered: dict[str, str]
    ) -> tuple[int, int]:
        try:
            sizes = [await self._put(path, content, there, remembered) for path, content in heads.items()]
        finally:
            self._remember(remembered)
        return _added_up(size for size in sizes if size is not None)

    async def _put(self, path: str, content: bytes, there: Mapping[str, int], remembered: dict[str, str]) -> int | None:
        """Send a file, unless the mirror is known to have these bytes; return how many were sent."""
        name = sha256(content).hexdigest()
        if remembered.get(path) == name and there.get(path) == len(content):
            return None
        remembered.pop(path, None)
        # A folder keeps no headers; whoever serves it says what files are.
        said = None if isinstance(self._store, LocalStore) else headers(path)
        await self._store.put_async(path, content, attributes=said)
        if Listed(path, len(content)).changes:
            remembered[path] = name
        return len(content)

    async def _remove(self, paths: Iterable[str]) -> int:
        gone = sorted(paths)
        if gone:
            await self._store.delete_async(gone)
        return len(gone)

    def _remembered(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads(self._memory.read_bytes())
        except (FileNotFoundError, ValueError):  # then the changing files are sent again
            return {}
        return found

    def _remember(self, remembered: Mapping[str, str]) -> None:
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=self._memory.parent, delete=False) as draft:
            json.dump(remembered, draft, sort_keys=True)
        Path(draft.name).replace(self._memory)


def _added_up(sizes: Iterable[int]) -> tuple[int, int]:
    sent = list(sizes)
    return len(sent), sum(sent)


def _first_line(error: Exception) -> str:
    return f"{str(error).splitlines()[0].rstrip('.')}."
