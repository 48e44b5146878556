"""How large a JPEG picture is, from its header alone (ITU T.81, B.2.2): no picture is decoded in the web process."""

from recap.domain.errors import PhotoDamaged

_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Start-of-frame markers; the three left out are tables."""


def size(content: bytes) -> tuple[int, int]:
    """Return width and height in pixels; PhotoDamaged if there is no frame header."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004  every marker begins with FF
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in _FRAME_MARKERS:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + length
    raise PhotoDamaged
