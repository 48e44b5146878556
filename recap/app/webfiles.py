"""What a web server says of the files of the published folder: which there are, what they are, how long they stay."""

import re
from pathlib import PurePosixPath

_DIGEST = r"[0-9a-f]{64}"
_NAME = r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*"
"""Letters that say the same in every file system, and never two points together."""

PUBLIC = re.compile(
    rf"manifest\.(json|sig)|checkpoint|manifests/{_DIGEST}\.(json|sig)|definitions/{_DIGEST}\.json"
    rf"|objects/{_DIGEST}\.json(\.gz|\.br)?|photos/{_DIGEST}\.jpg|certificates/{_DIGEST}\.(json|sig|pdf)"
    rf"|keys/(root|[0-9a-f]{{16}})\.pem|keys/(log\.txt|policy\.(?:sig|txt))|(exports|kpu|tile)/(?:{_NAME}/)*{_NAME}"
)
"""The names of published files."""

CHANGING = re.compile(r"kpu/|keys/(root\.pem|log\.txt|policy\.(?:sig|txt))|manifest\.|checkpoint")
"""How names begin whose bytes may be others tomorrow; all other names are bound to their bytes."""

HEADS = ("checkpoint", "manifest.sig", "manifest.json")
"""What makes a publication visible, in the order in which it is written."""

ENCODINGS = {".br": "br", ".gz": "gzip"}
"""The compressed forms beside a file, the smaller first."""

_TYPES = {
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".xml": "application/xml",
    ".parquet": "application/vnd.apache.parquet",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".pem": "application/x-pem-file",
    ".sig": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".gz": "application/gzip",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_A_MOMENT = "public, max-age=5, stale-while-revalidate=30, stale-if-error=86400"
_A_MINUTE = "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"


def media_type(path: str) -> str:
    """Return the media type of a file as it lies; tiles have no ending, and the checkpoint is text."""
    bare = "text/plain; charset=utf-8" if path == "checkpoint" else "application/octet-stream"
    return _TYPES.get(PurePosixPath(path).suffix, bare)


def caching(path: str) -> str:
    """Return how long a file may be kept: for ever, a minute, or a moment."""
    if path in HEADS:
        return _A_MOMENT
    return _A_MINUTE if CHANGING.match(path) else _FOR_EVER


def is_packed(path: str) -> bool:
    """Tell whether compressed forms of this file may lie beside it."""
    return path.startswith(("objects/", "exports/")) and PurePosixPath(path).suffix not in ENCODINGS
