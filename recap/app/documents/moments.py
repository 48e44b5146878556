"""Days and times as Indonesian documents write them, in western Indonesian time (WIB)."""

from datetime import date, datetime, timedelta, timezone

_WIB = timezone(timedelta(hours=7), "WIB")
_MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
_DAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]


def day(value: date) -> str:
    """Return a day: `Rabu, 27 November 2024`."""
    return f"{_DAYS[value.weekday()]}, {value.day} {_MONTHS[value.month - 1]} {value.year}"


def plain_day(value: date) -> str:
    """Return a day without its weekday: `27 November 2024`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """Return an aware moment: `27 November 2024 pukul 21.30 WIB`."""
    local = value.astimezone(_WIB)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year} pukul {local:%H.%M} WIB"
