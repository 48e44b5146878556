"""The small elements of NIST SP 1500-100 v2 that stand everywhere."""

from typing import Any

Node = dict[str, Any]
"""One element: `@type` and `@id`, then its children in the order of the XML schema."""


def identifier(kind: str, value: str, other: str = "") -> Node:
    """Return an identifier; `kind` is a level of the schema, `other` names what is none of them."""
    named = {"OtherType": other} if other else {}
    return {"@type": type_of("ExternalIdentifier"), "Type": kind, **named, "Value": value}


def text(content: str) -> Node:
    """Return a text in Indonesian."""
    said = {"@type": type_of("LanguageString"), "Content": content, "Language": "id"}
    return {"@type": type_of("InternationalizedText"), "Text": [said]}


def unit_id(code: str) -> str:
    """Return the name of an area or station within the report: an XML ID does not begin with a digit."""
    return f"unit{code}"


def type_of(name: str) -> str:
    """Return what the JSON form says an element is."""
    return f"ElectionResults.{name}"
