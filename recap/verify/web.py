"""A published folder behind an address on the web, read by many hands at once."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, urlsplit

from recap.verify.source import FileMissing, Unreachable

_FETCHERS = 16
"""Requests under way at once: a city's 7,000 small files are bound by the round trip and not by the line."""
_TIMEOUT_S = 30.0
_TRIES = 3
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
        failure: Exception | None = None
        for _ in range(_TRIES):
            line = self._line()
            try:
                content = self._get(line, path)
            except (OSError, HTTPException) as error:  # a kept connection the server has closed, or a lost packet
                line.close()
                failure = error
            else:
                self._idle.append(line)
                if content is None:
                    raise FileMissing(path=path)
                return content
        raise Unreachable(place=f"{self._url}{path}", reason=str(failure) or type(failure).__name__) from failure

    def sha256(self, path: str) -> str:
        """Return the digest of a file; raises as `read` does."""
        return sha256(self.read(path)).hexdigest()

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
            return kind(parts.netloc, timeout=_TIMEOUT_S)

    def _get(self, line: HTTPConnection, path: str) -> bytes | None:
        """Return the bytes of a file, None if the server has none of this name."""
        line.request("GET", urlsplit(self._url).path + quote(path), headers={"Accept-Encoding": "identity"})
        answer = line.getresponse()
        content = answer.read()
        with suppress(TypeError, ValueError):
            self._served_at = parsedate_to_datetime(answer.headers["Date"])
        if answer.status in _GONE:
            return None
        if answer.status != _OK:
            raise HTTPException(answer.status, answer.reason)
        return content
