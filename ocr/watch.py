"""A stopwatch for the steps of a reading."""

from time import perf_counter


class Watch:
    """Milliseconds by step; each step lasts from the note before it to its own."""

    def __init__(self) -> None:
        """Start now."""
        self.ms: dict[str, float] = {}
        self._last = perf_counter()

    def note(self, step: str) -> None:
        """Note that a step has just ended."""
        now = perf_counter()
        self.ms[step] = round(1000 * (now - self._last), 1)
        self._last = now
