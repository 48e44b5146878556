"""Sentences of the verifier in Indonesian and English side by side: it must run where no catalogue of ours is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import category

LANGUAGES = ("id", "en")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, marks nobody sees (such as those that turn the direction of text), half characters, line separators."""
_GAPS = re.compile(r"\s{2,}")
_BYTE, _SHORT = 0xFF, 0xFFFF


def plain(text: str) -> str:
    r"""Return text of strangers as it may be shown on a terminal: what is not seen is spelled, as in `\x1b`."""
    return text if text.isascii() and text.isprintable() else "".join(map(_spelled, text))


def is_plain(text: str) -> bool:
    """Tell whether a text has nothing in it that is not seen."""
    return (text.isascii() and text.isprintable()) or not any(category(each) in _UNSEEN for each in text)


def line(text: str) -> str:
    """Return text of strangers as part of a sentence: on one line, and with no gap wide enough to seem a new one."""
    return _GAPS.sub(" ", plain(text))


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages; gaps in braces are filled with facts."""

    en: str
    id: str

    def say(self, language: str, facts: Mapping[str, str | int] | None = None) -> str:
        """Return the sentence in `id` or `en`, its gaps filled; a fact from a folder cannot pretend to be a line."""
        known = {name: line(fact) if isinstance(fact, str) else fact for name, fact in (facts or {}).items()}
        return (self.id if language == "id" else self.en).format_map(known)


def _spelled(character: str) -> str:
    if category(character) not in _UNSEEN:
        return character
    number = ord(character)
    if number <= _BYTE:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= _SHORT else f"\\U{number:08x}"
