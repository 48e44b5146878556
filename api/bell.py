"""Hearing that something changed: one listener for the whole process, many pages that wait."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from recap.app import jobs

_AGAIN_AFTER_S = 3


class Bell:
    """Wakes whoever waits for a topic; it is an aid only, so who waits also looks again by itself."""

    def __init__(self) -> None:
        """Start with nobody waiting."""
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    async def follow(self, url: str) -> None:
        """Pass on what the database announces, until cancelled; a lost connection is opened again."""
        while True:
            with suppress(Exception):  # whatever ended the listening, listening again is the answer
                async with jobs.listen(url) as topics:
                    async for topic in topics:
                        self.ring(topic)
            await asyncio.sleep(_AGAIN_AFTER_S)

    def ring(self, topic: str) -> None:
        """Wake everyone who waits for this topic."""
        for waiting in self._waiting.get(topic, ()):
            waiting.set()

    @contextmanager
    def hearing(self, topic: str) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever the topic is announced."""
        event = asyncio.Event()
        self._waiting[topic].add(event)
        try:
            yield event
        finally:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]
