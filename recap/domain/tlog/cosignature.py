"""What a witness signs: at this time this was the largest consistent head it had seen (c2sp.org/tlog-cosignature)."""

_TIME_BYTES, _SIGNATURE_BYTES = 8, 64
_MOST = 253_402_300_799
"""The last second of the year 9999: the specification allows later ones, which no calendar of ours can name."""


def message(time: int, text: str) -> bytes:
    """Return the bytes that a witness signs for the text of a checkpoint, at a time in seconds since 1970."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def pack(time: int, signature: bytes) -> bytes:
    """Return the time and the Ed25519 signature as the body of a signature line."""
    return time.to_bytes(_TIME_BYTES) + signature


def unpack(body: bytes) -> tuple[int, bytes] | None:
    """Return the time and the signature of a body; None if it is none, or is said to be made after the year 9999."""
    if len(body) != _TIME_BYTES + _SIGNATURE_BYTES:
        return None
    time = int.from_bytes(body[:_TIME_BYTES])
    return (time, body[_TIME_BYTES:]) if time <= _MOST else None
