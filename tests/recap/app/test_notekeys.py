import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from recap.app.notekeys import NoteKeys
from recap.domain.tlog.note import ED25519

ORIGIN = "recap.example/log"


def test_the_first_key_is_made_on_first_use_and_kept(tmp_path: Path) -> None:
    assert NoteKeys(tmp_path, ORIGIN).all() == ()

    first = NoteKeys(tmp_path, ORIGIN).current()

    assert (first.name, first.kind) == (ORIGIN, ED25519)
    assert NoteKeys(tmp_path, ORIGIN).current().verifier == first.verifier


def test_the_newest_key_signs_and_none_is_lost(tmp_path: Path) -> None:
    keys = NoteKeys(tmp_path, ORIGIN)
    first = keys.current()

    second = keys.add()

    assert keys.current().verifier == second.verifier != first.verifier
    assert [signer.verifier for signer in keys.all()] == [first.verifier, second.verifier]


def test_keys_are_their_owner_s_alone(tmp_path: Path) -> None:
    NoteKeys(tmp_path, ORIGIN).current()

    (path,) = (tmp_path / "keys" / "log").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_of_many_who_make_the_first_key_all_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as crowd:
        made = list(crowd.map(lambda _: NoteKeys(tmp_path, ORIGIN).current().verifier, range(8)))

    assert len(set(made)) == 1
