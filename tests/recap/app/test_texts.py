"""Every sentence the program says to people has an Indonesian translation with the same gaps."""

import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from babel.messages.extract import extract_from_dir

import recap.domain.refusals
from recap.app import texts
from recap.domain.errors import RecapError
from recap.domain.message import Message

for _leaf in iter_modules(recap.domain.refusals.__path__, "recap.domain.refusals."):
    import_module(_leaf.name)  # its classes are leaves of the tree

REPOSITORY = Path(__file__).parents[3]
_GAP = re.compile(r"%\(\w+\)s|\{\w+\}")


def errors(kind: type[RecapError] = RecapError) -> Iterator[str]:
    yield kind.template
    for below in kind.__subclasses__():
        yield from errors(below)


def said() -> set[str]:
    """Everything templates, messages and errors say; of a plural, its singular."""
    found = set(errors())
    templates = extract_from_dir(REPOSITORY / "api" / "templates", [("**.html", "jinja2.ext:babel_extract")])
    packages = (
        extract_from_dir(REPOSITORY / package, [("**.py", "python")], keywords={"Message": None})
        for package in ("api", "ocr", "aggregation", "recap")
    )
    for source in (templates, *packages):
        for _, _, ids, _, _ in source:
            found.add(one(ids))
    return found


def catalogue() -> dict[str, str]:
    return {one(entry.id): one(entry.string) for entry in texts.catalogue("id") if entry.id}


def one(text: str | Sequence[str] | None) -> str:
    """The text, or the first of its plural forms."""
    return text if isinstance(text, str) else (text or [""])[0]


def test_every_sentence_has_an_indonesian_translation() -> None:
    known = catalogue()

    assert sorted(text for text in said() if not known.get(text)) == []


def test_a_translation_has_the_gaps_of_its_original() -> None:
    different = [text for text, other in catalogue().items() if set(_GAP.findall(text)) != set(_GAP.findall(other))]

    assert different == []


def test_a_fact_that_is_a_phrase_is_translated_with_its_sentence() -> None:
    message = Message(
        "This file is {found}. Send a photo as JPEG, PNG or WebP; set the camera to JPEG.", {"found": "a PDF document"}
    )

    assert texts.say(message, "id").startswith("Berkas ini dokumen PDF.")
    assert texts.say(message, "en").startswith("This file is a PDF document.")


@pytest.mark.parametrize(
    ("wishes", "chosen"),
    [
        ((None, "en"), "en"),
        (("fr", "id-ID,id;q=0.9,en;q=0.8"), "id"),
        (("en-GB,en;q=0.5",), "en"),
        (("de", None), None),
    ],
)
def test_the_first_wish_that_can_be_met_is_met(wishes: tuple[str | None, ...], chosen: str | None) -> None:
    assert texts.choose(*wishes) == chosen
