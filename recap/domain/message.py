"""A sentence for a person, kept apart from the language it will be said in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Fact = str | int | float


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence with `{named}` gaps, and the facts that fill them.

    The English text is the key of the translation catalogue (`recap/app/texts.py`).
    """

    text: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in English."""
        return self.text.format(**self.facts)
