"""Pages go out compressed; published files as they lie, so that their ETag stays the digest of what is sent."""

from fastapi.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from api.data import PREFIX


class Zipped(GZipMiddleware):
    """Compresses everything but the published folder."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"].startswith(f"{PREFIX}/"):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)
