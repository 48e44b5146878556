"""What is said to people, in their language; the message ids are the English sentences.

The catalogues in `recap/data/locale/id` are read as they stand: nothing has to be compiled after a text changes.
"""

from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from recap.domain.message import Fact, Message

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")

_PLURALS = ("Plural-Forms", "nplurals=1; plural=0;")
"""Indonesian has one form for all numbers, which Babel does not know of it; English needs no catalogue."""

CATALOGUES = Path(__file__).parents[1] / "data" / "locale"


@cache
def translations(language: Language) -> NullTranslations:
    """Return the texts of a language; English says every message id as it stands."""
    if language == "en":
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Translations(compiled)


def catalogue(language: Language) -> Catalog:
    """Return every entry of a language, from all its files; of two entries for one text the later file's counts."""
    whole = Catalog(locale=language)
    whole.mime_headers = [_PLURALS]
    for path in sorted((CATALOGUES / language).glob("*.po")):
        with path.open("rb") as source:
            for entry in read_po(source, locale=language):
                if entry.id:
                    whole[entry.id] = entry
    return whole


def say(message: Message, language: Language) -> str:
    """Say a message in this language; facts that are phrases of the catalogue are translated too."""
    texts = translations(language)
    return texts.gettext(message.text).format(**{name: _fact(fact, texts) for name, fact in message.facts.items()})


def choose(*wishes: str | None) -> Language | None:
    """Return the first wish that is a language spoken here; a wish may be an Accept-Language header."""
    for wish in wishes:
        for part in (wish or "").split(","):
            code = part.partition(";")[0].strip().lower().partition("-")[0]
            for language in LANGUAGES:
                if code == language:
                    return language
    return None


def _fact(fact: Fact, texts: NullTranslations) -> Fact:
    return texts.gettext(fact) if isinstance(fact, str) and fact else fact
