"""Sentences of the verifier in Indonesian and English side by side: it must run where no catalogue of ours is."""

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("id", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages; gaps in braces are filled with facts."""

    en: str
    id: str

    def say(self, language: str, facts: Mapping[str, str | int] | None = None) -> str:
        """Return the sentence in `id` or `en`, its gaps filled."""
        return (self.id if language == "id" else self.en).format_map(facts or {})
