"""The XML form of a NIST SP 1500-100 v2 tree: one element a line, keys in their order, which is the schema's."""

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "http://itl.nist.gov/ns/voting/1500-100/v2"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_ABSTRACT = frozenset({"GpUnit", "Contest", "ContestSelection"})
"""Elements whose type the schema leaves open, so that they name it themselves."""


def write(name: str, tree: Mapping[str, Any]) -> bytes:
    """Return a tree as XML in UTF-8 under this root element."""
    root = f'<{name} xmlns="{NAMESPACE}" xmlns:xsi="{_XSI}">'
    lines = [_HEAD, root, *_children(tree), f"</{name}>", ""]
    return "\n".join(lines).encode()


def _children(tree: Mapping[str, Any]) -> Iterator[str]:
    for name, value in tree.items():
        if not name.startswith("@"):
            yield from _elements(name, value)


def _elements(name: str, value: Any) -> Iterator[str]:  # noqa: ANN401  a value of JSON
    if isinstance(value, list) and name.endswith("Ids"):
        yield f"<{name}>{escape(' '.join(value))}</{name}>"
    elif isinstance(value, list):
        for each in value:
            yield from _elements(name, each)
    elif isinstance(value, dict):
        yield from _element(name, value)
    else:
        yield f"<{name}>{_said(value)}</{name}>"


def _element(name: str, tree: Mapping[str, Any]) -> Iterator[str]:
    if "Language" in tree:
        yield f"<{name} Language={quoteattr(tree['Language'])}>{escape(tree['Content'])}</{name}>"
        return
    kind = f' xsi:type="{tree["@type"].rpartition(".")[2]}"' if name in _ABSTRACT else ""
    identity = f" ObjectId={quoteattr(tree['@id'])}" if "@id" in tree else ""
    yield f"<{name}{identity}{kind}>"
    yield from _children(tree)
    yield f"</{name}>"


def _said(value: str | int | bool) -> str:  # noqa: FBT001  a value of JSON
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value))
