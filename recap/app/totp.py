"""The second factor: time-based one-time codes (RFC 6238) from an app on the officer's phone."""

from datetime import datetime

import pyotp

ISSUER = "Recap"
STEP_S = 30
_DRIFT = 1
"""Steps before and after the present one that are accepted, for phones whose clock is a little off."""


def new_secret() -> str:
    """Return a fresh secret of 160 bits in base32."""
    return pyotp.random_base32()


def uri(secret: str, username: str) -> str:
    """Return the `otpauth://` address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=username, issuer_name=ISSUER)


def step(secret: str, code: str, at: datetime, used: int) -> int | None:
    """Return the time step whose code this is, or None: only steps later than the used one, near this moment, count."""
    typed = "".join(code.split())
    present = int(at.timestamp()) // STEP_S
    generator = pyotp.HOTP(secret)
    near = range(max(present - _DRIFT, used + 1), present + _DRIFT + 1)
    return next((number for number in near if generator.verify(typed, number)), None)
