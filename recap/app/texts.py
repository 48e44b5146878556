"""What is said to people, in their language; the message ids are the English sentences.

The catalogue `recap/data/locale/id.po` is read as it stands: nothing has to be compiled after a text changes.
"""

from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from recap.domain.message import Fact, Message

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")

CATALOGUE = Path(__file__).parents[1] / "data" / "locale" / "id.po"


@cache
def translations(language: Language) -> NullTranslations:
    """Return the texts of a language; English says every message id as it stands."""
    if language == "en":
        return NullTranslations()
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


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
