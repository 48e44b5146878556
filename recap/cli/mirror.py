"""`recap publish push`: copy the published folder into an object store, once or for the whole night."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from recap.app.settings import settings
from recap.app.texts import say
from recap.domain.errors import RecapError

_LOOK_EVERY_S = 2.0
"""A follower looks so often whether there is a new manifest; publications are seconds apart."""


def push(
    url: Annotated[str, typer.Argument(help="An object store: s3://bucket/prefix, gs://..., az://..., file:///...")],
    folder: Annotated[
        Path | None, typer.Option(help="The folder to copy, if it is not the one this machine publishes.")
    ] = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", help="Go on copying whenever something is published.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Send every file, to mend a mirror that was damaged.")] = False,
) -> None:
    """Copy the published folder to any object store: content first, the manifest last, only what changed."""
    source = folder or settings().data_dir / "published"
    asyncio.run(_follow(source, url, again=again) if follow else _push(source, url, again=again))


async def _push(source: Path, url: str, *, again: bool) -> None:
    from aggregation.mirror import Mirror

    done = await Mirror.at(source, url, settings().data_dir).push(again=again)
    facts = f"{done.sent} files ({done.bytes} bytes) sent, {done.kept} already there, {done.removed} removed"
    Console().print(f"{url}: {facts}", highlight=False)


async def _follow(source: Path, url: str, *, again: bool) -> None:
    """Push whenever the heads of the folder changed; a store that is away for a while is tried again."""
    copied: tuple[bytes, bytes] | None = None
    while True:
        heads = _read(source / "manifest.json"), _read(source / "checkpoint")
        if heads != copied:
            try:
                await _push(source, url, again=again and copied is None)
                copied = heads
            except RecapError as refusal:
                Console(stderr=True).print(say(refusal.message, settings().language), style="red", highlight=False)
        await asyncio.sleep(_LOOK_EVERY_S)


def _read(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return b""
