from pathlib import Path

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
