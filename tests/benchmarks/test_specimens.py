import json
from pathlib import Path

import pytest

from benchmarks import specimens
from benchmarks.shots import first_shots, in_city, parts


def test_a_station_is_drawn_read_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.jsonl"
    wishes = ["--stations", "1", "--seed", "31", "--processes", "1", "--json", "--keep", str(kept)]
    monkeypatch.setattr("sys.argv", ["specimens", *wishes])

    specimens.main()

    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    assert (found["forms"], found["pages"], len(lines)) == (1, 3, 3)
    assert found["n"] == sum(len(line["cells"]) for line in lines) > 0
    assert found["pages_accepted"] == round(sum(line["accepted"] for line in lines) / 3, 5)
    assert sum(found["reasons"].values()) == 3


def test_the_pages_of_a_station_stay_in_one_part(tmp_path: Path) -> None:
    shots = first_shots(5, 31, tmp_path)

    some = [{shot.identity.station for shot in part} for part in parts(shots, 2)]

    assert [len(part) for part in some] == [2, 2, 1]
    assert len(set.union(*some)) == 5


def test_no_more_stations_are_drawn_at_once_than_the_city_has(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=str(in_city())):
        first_shots(in_city() + 1, 31, tmp_path)
