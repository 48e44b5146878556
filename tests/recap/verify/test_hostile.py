"""Folders made to mislead the verifier, to break it off, or to keep it busy for ever."""

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from recap.domain.canonical import canonical
from recap.verify import folder, main, texts, walk, whole
from recap.verify.findings import Failure
from recap.verify.folder import verify
from recap.verify.lines import votes
from recap.verify.outcome import Given, Report
from recap.verify.scene import Record
from recap.verify.source import FileMissing, FolderSource
from recap.verify.walk import Reached
from recap.verify.words import LANGUAGES, Words, plain
from tests.verify.memory import MemorySource
from tests.verifying import City, codes

ESCAPE = "x\n\x1b[2J\u202eEVERYTHING CHECKED HOLDS.\ud800"
SHOWN = r"x\x0a\x1b[2J\u202eEVERYTHING CHECKED HOLDS.\ud800"


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = City(tmp_path / "published", codes(1, 1, 2))
    made.count(made.stations[0])
    made.publish()
    return made


def publish(city: City, change: Callable[[Record], None]) -> Report:
    """Publish once more what is there, with a manifest changed and then signed and logged."""
    manifest = json.loads((city.root / "manifest.json").read_bytes())
    city.minutes += 1
    manifest |= {"previous": city.previous, "generated_at": city.now.isoformat()}
    change(manifest)
    city.show(manifest, {})
    return check(city)


def check(city: City) -> Report:
    return verify(FolderSource(city.root), Given())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fact_of_a_stranger_stays_within_its_sentence(language: str) -> None:
    assert Words("<{fact}>", "<{fact}>").say(language, {"fact": ESCAPE}) == f"<{SHOWN}>"
    assert Words("{fact}", "{fact}").say(language, {"fact": f"x{' ' * 90}HOLDS"}) == "x HOLDS"


def test_letters_of_every_language_are_shown_as_they_are() -> None:
    assert plain("Nu.man — ÀÉ 王") == "Nu.man — ÀÉ 王"


def test_a_candidate_s_name_stays_on_its_line() -> None:
    area = {"kind": "area", "values": {"PAS1": 1}}
    choice = {"number": 1, "name": ESCAPE, "code": "PAS1"}

    (line,) = votes({"choices": [choice]}, area, "en")

    assert SHOWN in line


@pytest.mark.parametrize("name", [ESCAPE.removesuffix("\ud800"), "soft\u00adhyphen", "\u2028"])
def test_a_name_with_what_nobody_sees_is_no_name(city: City, name: str) -> None:
    report = publish(city, lambda manifest: manifest["elections"][0].update(name=name))

    assert Failure.SHAPE in report.failures


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest["elections"][0].pop("id"),
        lambda manifest: manifest["elections"][0].update(day="a day"),
        lambda manifest: manifest["elections"][0].update(more="x"),
        lambda manifest: manifest.update(elections=manifest["elections"] * 101),
    ],
)
def test_an_election_that_is_not_as_described_is_a_finding(city: City, change: Callable[[Record], None]) -> None:
    assert Failure.SHAPE in publish(city, change).failures


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_stray_file_with_an_unspeakable_name_is_told(
    city: City, options: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    (city.root / os.fsdecode(b"\xff\x1b[2J\nHOLDS")).write_bytes(b"x")

    status = main.main([str(city.root), "--processes", "1", "--patience", "0", *options])

    out = capfd.readouterr().out
    assert (status, "\x1b" in out, "\nHOLDS" in out) == (Failure.STRAY.value, False, False)
    assert r"\udcff" in out


def test_records_nested_without_end_are_a_finding(city: City) -> None:
    for place in (city.root / "objects").glob("*.json"):
        place.write_bytes(b"[" * 100_000)

    assert Failure.CHANGED in check(city).failures


def test_what_no_check_expects_has_its_own_status_and_no_traceback(
    city: City, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for error in (MemoryError("all of it"), FileMissing(path="x")):

        def stumble(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(folder, "verify", stumble)

        assert main.main([str(city.root), "--lang", "en"]) == main.STUMBLED
        assert "The check broke off" in capsys.readouterr().err


def records(*named: Record) -> tuple[MemorySource, list[str]]:
    """Records in memory, and their digests."""
    contents = [canonical(each).encode() for each in named]
    names = [sha256(each).hexdigest() for each in contents]
    files = {f"objects/{name}.json": content for name, content in zip(names, contents, strict=True)}
    return MemorySource(files), names


def test_a_part_that_is_named_twice_is_read_once_and_refused() -> None:
    child = {"object": "", "number": 0}
    files, below = {}, "0" * 64
    for _ in range(30):
        content = canonical({"children": [child | {"object": below}] * 2}).encode()
        below = sha256(content).hexdigest()
        files[f"objects/{below}.json"] = content

    with pytest.raises(ValueError, match=r"."):
        whole.areas(MemorySource(files), below)


def test_areas_within_areas_come_to_an_end() -> None:
    source, (name,) = records({"children": []})
    files = {f"objects/{name}.json": source.read(f"objects/{name}.json")}
    for _ in range(4):
        content = canonical({"children": [{"object": name, "number": 0}]}).encode()
        name = sha256(content).hexdigest()
        files[f"objects/{name}.json"] = content

    with pytest.raises(ValueError, match=name):
        whole.areas(MemorySource(files), name)


def test_a_station_that_is_named_twice_is_refused() -> None:
    source, (name,) = records({"code": "1"})

    with pytest.raises(ValueError, match=name):
        list(whole.stations(source, [{"children": [{"object": name, "number": 1}] * 2}]))


@pytest.mark.parametrize("code", ["33", "3374", "337", "3474", "33½½", "33" * 9])
def test_only_what_lies_within_an_area_is_followed(code: str) -> None:
    child = {"code": code, "number": 0, "object": "b"}
    level = {"a": Reached("area", 0, 0, [{"code": "33"}])}

    below = walk.down(level, {"a": {"code": "33", "children": [child]}})

    assert [place for place, _ in below] == (["3374"] if code == "3374" else [])


def test_a_record_that_is_named_for_another_area_is_not_followed() -> None:
    child = {"code": "3374", "number": 0, "object": "b"}
    level = {"a": Reached("area", 0, 0, [{"code": "34"}])}

    assert walk.down(level, {"a": {"code": "33", "children": [child]}}) == []


def test_pipes_devices_and_links_are_not_read(city: City, tmp_path: Path) -> None:
    source = FolderSource(city.root)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x").write_bytes(b"secret")
    os.mkfifo(city.root / "pipe")
    (city.root / "zero").symlink_to("/dev/zero")
    (city.root / "link").symlink_to(tmp_path / "outside" / "x")
    (city.root / "away").symlink_to(tmp_path / "outside")

    for path in ("pipe", "zero", "link", "away/x"):
        with pytest.raises(FileMissing):
            source.read(path)
        with pytest.raises(FileMissing):
            source.sha256(path)
    assert check(city).failures == {Failure.STRAY}


def test_a_file_far_larger_than_any_of_its_kind_is_not_read(city: City) -> None:
    place = next((city.root / "photos").iterdir())
    os.truncate(place, 1 << 40)

    report = check(city)

    assert [(each.failure, each.path) for each in report.found.findings] == [
        (Failure.MISSING, str(place.relative_to(city.root)))
    ]


def test_a_folder_behind_a_link_is_read(city: City, tmp_path: Path) -> None:
    (tmp_path / "here").symlink_to(city.root)

    assert verify(FolderSource(tmp_path / "here"), Given()).failures == set()


def test_a_first_key_that_is_recorded_after_a_publication_is_found(tmp_path: Path) -> None:
    city = City(tmp_path, codes(1, 1, 2))
    key = city.entries.pop(0)
    city.count(city.stations[0])
    city.publish()
    city.entries.append(key)
    city.count(city.stations[1])
    city.publish()

    told = [each.failure for each in check(city).found.findings if each.words is texts.KEY_LATE]

    assert told == [Failure.HISTORY]


def test_a_first_key_that_is_older_than_what_stands_before_it_is_found(tmp_path: Path) -> None:
    city = City(tmp_path, codes(1, 1, 2))
    key = city.entries.pop(0)
    city.minutes = 60
    city.count(city.stations[0])
    city.entries.append(key)
    city.publish()

    told = [each.failure for each in check(city).found.findings if each.words is texts.KEY_LATE]

    assert told == [Failure.HISTORY]


def test_an_act_with_a_number_beyond_all_numbers_is_found(city: City) -> None:
    entry = json.loads(city.entries[-1]) | {"n": 1 << 70}
    city.entries.append(canonical(entry).encode())
    city.head()

    assert Failure.FORK in check(city).failures


def test_one_finding_is_told_as_one(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    (city.root / "extra").write_bytes(b"x")

    main.main([str(city.root), "--lang", "en", "--processes", "1", "--patience", "0"])

    assert "\n1 THING DOES NOT HOLD.\n" in capsys.readouterr().out
