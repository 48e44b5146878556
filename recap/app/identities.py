"""Persons, known by a keyed digest of their identity number (NIK); the number itself is never kept.

A plain digest would not hide a number of 16 digits that begins with a place and a birthday: anyone could try them all.
"""

import hmac
from hashlib import sha256
from pathlib import Path

from recap.app import keyfiles

_DIGITS, _MONTHS = 16, range(1, 13)
_DAYS = frozenset([*range(1, 32), *range(41, 72)])


class Identities:
    """Turns identity numbers into digests under one key."""

    def __init__(self, key: bytes) -> None:
        """Use this key."""
        self._key = key

    def digest(self, number: str) -> str:
        """Return the HMAC-SHA-256 of an identity number, in hexadecimal digits."""
        return hmac.digest(self._key, number.encode(), sha256).hex()


def keeper(data_dir: Path) -> Identities:
    """Return what digests under the key in `data_dir/keys`, made on first use and readable by its owner alone."""
    return Identities(keyfiles.secret(data_dir / "keys" / "identities.key"))


def number_fits(number: str) -> bool:
    """Say whether this can be an identity number: 16 digits, the 7th to 10th a day (women: plus 40) and a month."""
    if len(number) != _DIGITS or not (number.isascii() and number.isdecimal()):
        return False
    return int(number[6:8]) in _DAYS and int(number[8:10]) in _MONTHS
