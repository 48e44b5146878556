"""One request to a witness and what it answers, of which no more is kept than an honest answer has."""

from dataclasses import dataclass

import httpx

from recap.domain.tlog.submission import SIZE_TYPE, parse_size

_MOST_BYTES = 64 * 1024
"""An answer is a few signature lines; a witness must not be able to fill our memory."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answered: status, media type, content."""

    status: int
    kind: str
    content: bytes

    @property
    def stands(self) -> int | None:
        """Return the size the witness says it stands at, or None if it says something else."""
        conflict = self.status == httpx.codes.CONFLICT and self.kind == SIZE_TYPE
        return parse_size(self.content) if conflict else None


async def posted(client: httpx.AsyncClient, url: str, body: bytes) -> Answer:
    """Return what a witness answers; of an answer that is too long, nothing."""
    async with client.stream("POST", url, content=body) as answer:
        content = b""
        async for part in answer.aiter_bytes(_MOST_BYTES):
            content += part
            if len(content) > _MOST_BYTES:
                content = b""
                break
        return Answer(answer.status_code, answer.headers.get("content-type", "").partition(";")[0], content)
