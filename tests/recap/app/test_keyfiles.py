import os
import stat
from pathlib import Path

import pytest

from recap.app import keyfiles


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


def test_the_name_of_a_key_is_on_the_disk_before_the_key_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, synced = tmp_path / "some.key", []
    sync = os.fsync

    def noting(descriptor: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), path.exists()))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noting)
    keyfiles.place(path, b"key")

    assert synced == [(False, False), (True, True)]
