"""The pact of integrity and neutrality (pakta integritas) that every officer accepts before the account is opened."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from recap.app.texts import Language
from recap.domain.refusals.people import PactNotAccepted

VERSION = "kwk-1"
"""Of the text in force; a changed text gets a new version and new files, the old ones stay."""

_FOLDER = Path(__file__).parents[1] / "data" / "pacts"


@dataclass(frozen=True, slots=True)
class Pact:
    """A text to be accepted: its first line is `# title`, numbered lines are clauses, blank lines part paragraphs."""

    version: str
    text: str


@cache
def current(language: Language) -> Pact:
    """Return the text in force in this language."""
    return Pact(VERSION, (_FOLDER / f"{VERSION}.{language}.md").read_text(encoding="utf-8").strip())


def accepted(version: str, language: Language) -> Pact:
    """Return the very text a person has accepted; PactNotAccepted if this version is not in force."""
    if version != VERSION:
        raise PactNotAccepted
    return current(language)
