"""What lies inside a document of this program: its attached files, and the photos drawn on its pages."""

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO

from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from recap.domain.refusals.documents import DocumentUnreadable

_DAMAGE = (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError)


def files(pdf: bytes) -> Mapping[str, bytes]:
    """Return the attached files by name; DocumentUnreadable if this is no PDF with attachments."""
    try:
        tree = PdfFileReader(BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
        found = {str(tree[n]): bytes(tree[n + 1]["/EF"]["/F"].data) for n in range(0, len(tree), 2)}
    except _DAMAGE as error:
        raise DocumentUnreadable(reason="no statement is attached") from error
    return found


def photos(pdf: bytes) -> frozenset[str]:
    """Return the SHA-256 of every JPEG drawn on a page; DocumentUnreadable if this is no PDF."""
    try:
        pages = PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Kids"]
        found = {digest for n in range(len(pages)) for digest in _jpegs(pages[n]["/Resources"])}
    except _DAMAGE as error:
        raise DocumentUnreadable(reason="its pages are damaged") from error
    return frozenset(found)


def _jpegs(resources: DictionaryObject) -> list[str]:
    drawn = resources.get("/XObject", {})
    images = [drawn[name] for name in drawn]
    return [sha256(one.encoded_data).hexdigest() for one in images if isinstance(one, StreamObject) and _is_jpeg(one)]


def _is_jpeg(image: StreamObject) -> bool:
    kinds = image.get("/Filter", [])
    return "/DCTDecode" in ([kinds] if isinstance(kinds, str) else list(kinds))
