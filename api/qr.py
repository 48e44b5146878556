"""QR codes as pictures inside a page: drawn in the page itself, so that no address and no cache ever holds them."""

import segno
from markupsafe import Markup


def svg(content: str) -> Markup:
    """Return a QR code as SVG without a size of its own; the style sheet says how large it is."""
    return Markup(segno.make(content, error="m", micro=False).svg_inline(omitsize=True, border=4))  # noqa: S704  drawn by segno from black and white squares
