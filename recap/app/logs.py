"""What happened, one JSON line per event, on standard error."""

import json
import logging
from datetime import UTC, datetime

from recap.domain.message import Fact

_OWN = logging.getLogger("recap")


def set_up() -> None:
    """Send every event of this process, libraries included, to standard error as JSON lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(_JsonLine())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for library in ("pgqueuer", "httpx", "alembic"):
        logging.getLogger(library).setLevel(logging.WARNING)


def event(name: str, **facts: Fact | None) -> None:
    """Log that something happened, with its facts."""
    _OWN.info(name, extra={"facts": facts})


def failure(name: str, **facts: Fact | None) -> None:
    """Log that something failed; called while the exception is handled, its traceback is part of the line."""
    _OWN.exception(name, extra={"facts": facts})


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
