"""A published folder behind an address on the web, read by many hands at once."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from io import BufferedReader, RawIOBase
from socket import socket
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from recap.verify.source import CHUNK_BYTES, FileMissing, Unreachable, most_bytes

T = TypeVar("T")

_FETCHERS = 16
"""Requests under way at once: a city's 7,000 small files are bound by the round trip and not by the line."""
_TIMEOUT_S = 30.0
_TRIES = 3
_DEADLINE_S = 600.0
"""For one file, with all its headers."""
_OK, _GONE = 200, (403, 404, 410)


class UrlSource:
    """A published folder behind an address: any static server."""

    def __init__(self, url: str) -> None:
        """Read below this address, `https://...` or `http://...`."""
        self.__setstate__(url if url.endswith("/") else f"{url}/")

    def __getstate__(self) -> str:
        """Hand only the address to another process: it makes its own connections."""
        return self._url

    def __setstate__(self, state: str) -> None:
        """Begin with the address alone."""
        self._url = state
        self._idle: deque[HTTPConnection] = deque()
        self._served_at: datetime | None = None

    def __del__(self) -> None:
        """Close the connections that are kept."""
        while self._idle:
            self._idle.pop().close()

    @property
    def place(self) -> str:
        """Return the address."""
        return self._url

    @property
    def served_at(self) -> datetime | None:
        """Return when the server answered last, by its own clock; None before it did."""
        return self._served_at

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; FileMissing if there is none, Unreachable if the server does not answer."""
        return self._ask(path, b"".join)

    def sha256(self, path: str) -> str:
        """Return the digest of a file, without holding the file; raises as `read` does."""
        return self._ask(path, _digest)

    def _ask(self, path: str, take: Callable[[Iterator[bytes]], T]) -> T:
        """Return what is taken from a file piece by piece; raises as `read` does."""
        failure: Exception | None = None
        for _ in range(_TRIES):
            line = None
            try:
                line = self._line()
                taken = self._get(line, path, take)
            except (OSError, HTTPException, ValueError) as error:  # a kept connection that was closed, a lost packet
                if line is not None:
                    line.close()
                failure = error
                if isinstance(error, TooSlow):
                    break
            else:
                self._idle.append(line)
                return taken
        raise Unreachable(place=f"{self._url}{path}", reason=str(failure) or type(failure).__name__) from failure

    def ahead(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Yield each path with its bytes, fetched by many hands."""
        waiting: deque[tuple[str, Future[bytes | None]]] = deque()
        with ThreadPoolExecutor(_FETCHERS) as pool:
            for path in paths:
                waiting.append((path, pool.submit(self._try, path)))
                if len(waiting) > 4 * _FETCHERS:
                    first, content = waiting.popleft()
                    yield first, content.result()
            for path, content in waiting:
                yield path, content.result()

    def files(self) -> None:
        """Return nothing: a web server does not list its files."""

    def _try(self, path: str) -> bytes | None:
        try:
            return self.read(path)
        except FileMissing:
            return None

    def _line(self) -> HTTPConnection:
        """Return a connection nobody uses now."""
        try:
            return self._idle.pop()
        except IndexError:
            parts = urlsplit(self._url)
            kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
            line = kind(parts.netloc, timeout=_TIMEOUT_S)
            line.response_class = _Answer
            return line

    def _get(self, line: HTTPConnection, path: str, take: Callable[[Iterator[bytes]], T]) -> T:
        """Return what is taken from a file; FileMissing if the server has none of this name, or one far too large."""
        line.request("GET", urlsplit(self._url).path + quote(path), headers={"Accept-Encoding": "identity"})
        answer = line.getresponse()
        with suppress(TypeError, ValueError):
            self._served_at = parsedate_to_datetime(answer.headers["Date"])
        try:
            return take(_pieces(answer, path))
        except FileMissing:
            line.close()
            raise
        finally:
            answer.close()


def _digest(pieces: Iterable[bytes]) -> str:
    digest = sha256()
    for each in pieces:
        digest.update(each)
    return digest.hexdigest()


def _pieces(answer: HTTPResponse, path: str) -> Iterator[bytes]:
    """Yield a file; FileMissing if there is none, or as soon as it is more than a file of this name can have."""
    if answer.status in _GONE:
        raise FileMissing(path=path)
    if answer.status != _OK:
        raise HTTPException(answer.status, answer.reason)
    left = most_bytes(path)
    while piece := answer.read1(CHUNK_BYTES):
        left -= len(piece)
        if left < 0:
            raise FileMissing(path=path)
        yield piece
    if answer.length:
        raise IncompleteRead(b"", answer.length)


class TooSlow(HTTPException):
    """A server that has not given a file after a time in which any line would have."""


class _Answer(HTTPResponse):
    """An answer that must be whole after a while: a server that gives a byte now and then is not waited for."""

    def __init__(self, sock: socket, debuglevel: int = 0, method: str | None = None, url: str | None = None) -> None:
        super().__init__(sock, debuglevel, method, url)
        self.fp = BufferedReader(_Timed(self.fp.detach()), CHUNK_BYTES)


class _Timed(RawIOBase):
    """What comes over a line until its time has run out; TooSlow from then on."""

    def __init__(self, line: RawIOBase) -> None:
        super().__init__()
        self._line = line
        self._until = monotonic() + _DEADLINE_S

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401  whatever bytes are written to
        if monotonic() > self._until:
            raise TooSlow(_DEADLINE_S)
        return self._line.readinto(buffer)

    def close(self) -> None:
        self._line.close()
        super().close()
