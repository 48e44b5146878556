"""What every answer carries and what every change must prove: safe headers, and that it came from our own pages."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recap.domain.refusals import OriginRefused

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
_YEAR = "max-age=31536000"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class SafeHeaders:
    """Puts the security headers on every answer, and keeps whatever a route did not call cacheable out of caches."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers added."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _added(scope):
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _added(scope: Scope) -> Iterable[tuple[str, str]]:
    yield from _HEADERS.items()
    yield "Cache-Control", "no-store"
    if scope["scheme"] == "https":
        yield "Strict-Transport-Security", _YEAR


async def same_origin(request: Request) -> None:
    """Raise OriginRefused for a change that a browser sends with its cookies from another site.

    A bearer token is never sent by a browser on its own, so devices need no Origin.
    """
    bearer = request.headers.get("authorization", "").lower().startswith("bearer ")
    if request.method in _SAFE_METHODS or bearer or _from_here(request.headers):
        return
    raise OriginRefused


def _from_here(headers: Headers) -> bool:
    origin = headers.get("origin")
    if origin is None:
        # No browser that runs our pages leaves out both; a program without cookies has nothing to protect.
        return headers.get("sec-fetch-site", "none") in {"same-origin", "none"} and "cookie" not in headers
    return urlsplit(origin).netloc == headers.get("host")
