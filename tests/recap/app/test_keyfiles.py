from pathlib import Path

import pytest

from recap.app import keyfiles
from tests import synced


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "some.secret"

    first = keyfiles.secret(path)

    assert len(first) == keyfiles.SECRET_BYTES
    assert keyfiles.secret(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_the_first_of_two_writers_wins(tmp_path: Path) -> None:
    path = tmp_path / "some.key"
    keyfiles.place(path, b"first")

    keyfiles.place(path, b"second")

    assert keyfiles.kept(path, lambda: b"third") == b"first"


def test_a_key_and_its_name_are_on_the_disk_before_the_key_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = synced.steps(monkeypatch)

    keyfiles.place(tmp_path / "some.key", b"key")

    assert (len(steps), steps[1]) == (2, f"{tmp_path.name}: some.key")


def test_the_folders_made_for_a_key_are_on_the_disk_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = synced.steps(monkeypatch)

    keyfiles.place(tmp_path / "keys" / "log" / "some.key", b"key")

    assert (steps[:2], steps[-1]) == ([f"{tmp_path.name}: keys", "keys: log"], "log: some.key")
    assert (tmp_path / "keys" / "log").stat().st_mode & 0o777 == 0o700
