"""A line on the terminal that tells how far a check is."""

from typing import TextIO

from recap.verify.words import Words

_WIDTH = 30


class Bar:
    """A bar on one line of a terminal; nothing at all where nobody looks."""

    def __init__(self, stream: TextIO, language: str) -> None:
        """Write to this stream, in `id` or `en`."""
        self._stream = stream
        self._language = language
        self._is_seen = stream.isatty()

    def __call__(self, doing: Words, done: int, total: int) -> None:
        """Show that so many pieces of the total are done."""
        if not self._is_seen:
            return
        filled = _WIDTH * done // total if total else _WIDTH
        bar = "#" * filled + "." * (_WIDTH - filled)
        self._stream.write(f"\r\033[K[{bar}] {doing.say(self._language)} {done}/{total}")
        self._stream.flush()

    def end(self) -> None:
        """Clear the line."""
        if self._is_seen:
            self._stream.write("\r\033[K")
            self._stream.flush()
