"""Passwords: kept as argon2id hashes, compared in the same time for everybody, refused when easily guessed."""

import asyncio
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from recap.domain.refusals.people import PasswordCommon, PasswordNamesYou, PasswordShort

LEAST = 8
"""Characters; NIST SP 800-63B section 3.1.1.2 for a password that a second factor or a short night accompanies."""
NONE = ""
"""The hash of an account whose password was reset: nothing matches it."""

_LEAST_VARIETY = 5
_COMMON = Path(__file__).parents[1] / "data" / "common_passwords.txt"
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's argon2id setting for servers that check many passwords at once."""


def check(password: str, username: str) -> None:
    """Raise PasswordShort, PasswordCommon or PasswordNamesYou unless this password may protect this account."""
    plain = password.casefold()
    if len(password) < LEAST:
        raise PasswordShort(least=LEAST)
    if plain in _common() or len(set(plain)) < _LEAST_VARIETY:
        raise PasswordCommon
    if username.casefold() in plain:
        raise PasswordNamesYou


async def hashed(password: str) -> str:
    """Return the argon2id hash of a password, made beside the event loop."""
    return await asyncio.to_thread(_HASHER.hash, password)


async def matches(stored: str | None, password: str) -> bool:
    """Say whether the password belongs to the hash, in the same time whether or not there is an account."""
    return await asyncio.to_thread(_verify, stored or _nobody(), password) and bool(stored)


def _verify(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except VerificationError:
        return False


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())
