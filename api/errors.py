"""The only table of HTTP status codes, and the answer every refusal becomes: JSON for programs, a page for people."""

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from api import render
from api.deps import language_of
from recap.app import texts
from recap.domain.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    PhotoTooLarge,
    PhotoTooManyPixels,
    PhotoTypeUnsupported,
    RecapError,
    Unavailable,
    Unreadable,
    Unverified,
)
from recap.domain.message import Message
from recap.domain.refusals import AddressUnknown, DatabaseAway, RequestInvalid, RequestTooLarge, SignInPaused

_log = logging.getLogger(__name__)

STATUS: Mapping[type[RecapError], int] = {
    RecapError: 400,
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    Unreadable: 422,
    PhotoTooLarge: 413,
    PhotoTooManyPixels: 413,
    RequestTooLarge: 413,
    PhotoTypeUnsupported: 415,
    Unverified: 502,
    Unavailable: 503,
    Forbidden: 403,
    NotSignedIn: 401,
    SignInPaused: 429,
}
"""The status of a refusal is that of its nearest ancestor here."""

_FOR_PROGRAMS = ("/api/", "/data/", "/health")


def install(app: FastAPI) -> None:
    """Make the application answer every refusal."""

    @app.exception_handler(RecapError)
    async def refused(request: Request, error: RecapError) -> Response:
        return answer(request, error)

    @app.exception_handler(RequestValidationError)
    async def misshapen(request: Request, error: RequestValidationError) -> Response:
        where = [".".join(str(part) for part in found["loc"]) for found in error.errors()]
        return answer(request, RequestInvalid(where=", ".join(where)))

    @app.exception_handler(HTTPException)
    async def unrouted(request: Request, error: HTTPException) -> Response:
        named = RequestTooLarge() if error.status_code == STATUS[RequestTooLarge] else AddressUnknown()
        return answer(request, named, status=error.status_code)

    @app.exception_handler(DBAPIError)
    @app.exception_handler(ConnectionError)
    async def away(request: Request, error: Exception) -> Response:
        _log.error("database away", exc_info=error)
        return answer(request, DatabaseAway())


def answer(request: Request, error: RecapError, status: int | None = None) -> Response:
    """Return the refusal in the caller's language, as JSON or as a page; who is not signed in is led to the door."""
    code = status or status_of(error)
    words = texts.say(error.message, language_of(request))
    headers = {"Retry-After": str(error.message.facts["seconds"])} if isinstance(error, SignInPaused) else {}
    if request.url.path.startswith(_FOR_PROGRAMS):
        return JSONResponse({"error": error.code, "detail": words}, code, headers)
    if isinstance(error, NotSignedIn) and request.method == "GET":
        return RedirectResponse(render.sign_in_address(request), 303)
    return render.page(
        request, "refused.html", {"title": _TITLES.get(code, _OTHER), "words": words, "status": code}, code
    )


def status_of(error: RecapError) -> int:
    """Return the HTTP status of a refusal."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


_OTHER = Message("That did not work")
_TITLES = {
    401: Message("Sign in first"),
    403: Message("Not allowed"),
    404: Message("Not found"),
    503: Message("Not available just now"),
}
