import json
import re
from pathlib import Path

import pytest

from recap.verify import asjson, kept, main, phrases, report, texts, told
from recap.verify.findings import Failure
from recap.verify.folder import Given, verify
from recap.verify.glance import glance
from recap.verify.lines import number
from recap.verify.outcome import Asked
from recap.verify.source import FolderSource
from recap.verify.words import LANGUAGES, Words
from tests.verifying import City

GAP = re.compile(r"\{(\w+)\}")
SENTENCES = [
    words
    for module in (texts, told, phrases, kept, main)
    for value in vars(module).values()
    for words in (value.values() if isinstance(value, dict) else [value])
    if isinstance(words, Words)
]


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = City(tmp_path / "published")
    made.count(made.stations[0])
    made.publish()
    return made


@pytest.mark.parametrize("words", SENTENCES, ids=lambda words: words.en[:40])
def test_both_languages_tell_the_same_facts(words: Words) -> None:
    assert set(GAP.findall(words.en)) == set(GAP.findall(words.id))


def test_every_class_of_failure_has_its_own_status_and_words() -> None:
    statuses = [failure.value for failure in Failure]

    assert statuses == sorted(set(statuses), reverse=True)
    assert not {0, main.USAGE, main.UNREADABLE, report.WAITING} & set(statuses)
    assert told.CLASSES.keys() == set(Failure)


def test_the_gravest_class_is_the_exit_status(city: City) -> None:
    (city.root / "extra").write_bytes(b"x")
    next((city.root / "photos").iterdir()).write_bytes(b"another picture")

    found = verify(FolderSource(city.root), Given())

    assert found.failures == {Failure.STRAY, Failure.PHOTO}
    assert report.status(found) == Failure.PHOTO.value


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("id", ["SEMUA YANG DIPERIKSA BENAR", "1 dari 8 TPS sudah masuk", "DIAMBIL DARI FOLDER ITU SENDIRI"]),
        ("en", ["EVERYTHING CHECKED HOLDS", "1 of 8 TPS are in", "TAKEN FROM THE FOLDER ITSELF"]),
    ],
)
def test_the_report_says_what_was_checked_and_what_is_not_proven(
    city: City, language: str, sentences: list[str]
) -> None:
    text = report.text(verify(FolderSource(city.root), Given()), language)

    assert [sentence for sentence in sentences if sentence not in text] == []
    assert "{" not in text


def test_a_given_key_is_told_as_given(city: City) -> None:
    given = Given(log_keys=(city.signers[0].verifier,))

    text = report.text(verify(FolderSource(city.root), given), "en")

    assert "this key you have given" in text
    assert "TAKEN FROM THE FOLDER" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_folder_at_all_is_reported_too(tmp_path: Path, language: str) -> None:
    assert "{" not in report.text(verify(FolderSource(tmp_path), Given()), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_thousands_are_set_apart(language: str) -> None:
    assert number(1234567, language) == {"id": "1.234.567", "en": "1,234,567"}[language]


def test_one_station_is_shown_on_its_way_to_the_total(city: City) -> None:
    asked = Asked(station=city.stations[0])

    found = glance(FolderSource(city.root), Given(), asked)
    text = report.text(found, "en")

    assert found.failures == set()
    assert [each["code"] for each in found.ways[0].records] == ["3374011001001", "3374011001", "337401", "3374"]
    assert text.index("TPS 1 (3374011001001)") < text.index("Wilayah 3374011001 ") < text.index("Wilayah 3374 ")


def test_a_forged_number_on_the_way_is_found(city: City) -> None:
    leaf = glance(FolderSource(city.root), Given(), Asked(station=city.stations[0])).ways[0].records[0]
    place = city.root / f"objects/{city.keep(leaf)[0]}.json"
    place.write_bytes(place.read_bytes().replace(b'"counted":200', b'"counted":201'))

    assert glance(FolderSource(city.root), Given(), Asked(station=city.stations[0])).failures == {Failure.CHANGED}


def test_an_unknown_station_is_told(city: City) -> None:
    found = glance(FolderSource(city.root), Given(), Asked(station="9999999999999"))

    assert found.failures == {Failure.MISSING}


def test_programs_read_the_same_facts(city: City) -> None:
    (city.root / "extra").write_bytes(b"x")

    facts = json.loads(asjson.text(verify(FolderSource(city.root), Given())))

    assert (facts["holds"], facts["exit_status"], facts["failures"]) == (False, 16, {"stray": 1})
    assert facts["findings"][0]["path"] == "extra"
    assert facts["totals"][0]["values"]["PAS1"] == 200
    assert (facts["log"]["size"], facts["log"]["key_given"]) == (len(city.entries), False)
    assert len(facts["not_proven"]) >= 4


@pytest.mark.parametrize(
    ("options", "status"),
    [([], 2), (["/nowhere"], 3), (["--log-key", "nonsense", "."], 2), (["--policy", "/nowhere", "."], 2)],
)
def test_a_wrong_command_line_has_its_own_status(options: list[str], status: int) -> None:
    try:
        found = main.main(options)
    except SystemExit as left:
        found = int(str(left.code))

    assert found == status
