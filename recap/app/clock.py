"""What time it is; the only reader of the clock."""

from datetime import UTC, date, datetime, timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")
"""Western Indonesian time (Asia/Jakarta), which has known no summer time since 1964."""


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the present day in Jakarta, by which terms of office begin and end."""
    return datetime.now(WIB).date()
