from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from pickle import dumps, loads
from time import sleep

import pytest

from recap.verify import web
from recap.verify.folder import Given, verify
from recap.verify.source import FileMissing, FolderSource, Unreachable
from recap.verify.web import UrlSource
from tests.serving import Quiet, served
from tests.verifying import City


@pytest.fixture
def root(tmp_path: Path) -> Path:
    city = City(tmp_path / "published")
    city.publish()
    city.count(city.stations[0])
    city.publish()
    return city.root


@pytest.fixture
def url(root: Path) -> Iterator[str]:
    with served(root) as address:
        yield address


def test_a_folder_reads_its_files(root: Path) -> None:
    source = FolderSource(root)
    content = (root / "manifest.json").read_bytes()

    assert source.read("manifest.json") == content
    assert source.sha256("manifest.json") == sha256(content).hexdigest()
    assert sorted(source.files()) == sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file())


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "objects/../../secret", "a\0b", "objects", "nothing"])
def test_what_lies_outside_a_folder_is_not_read(root: Path, path: str) -> None:
    (root.parent / "secret").write_bytes(b"secret")

    with pytest.raises(FileMissing):
        FolderSource(root).read(path)


def test_no_folder_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        FolderSource(tmp_path / "nothing")


def test_an_address_is_read_like_a_folder(root: Path, url: str) -> None:
    near, far = verify(FolderSource(root), Given()), verify(UrlSource(url), Given())

    assert (far.failures, far.listed) == (set(), False)
    assert far.found.counts == near.found.counts


def test_a_forged_file_behind_an_address_is_found(root: Path, url: str) -> None:
    victim = next((root / "photos").iterdir())
    victim.write_bytes(b"another picture")

    found = verify(UrlSource(url), Given()).found

    assert [each.path for each in found.findings] == [f"photos/{victim.name}"]


def test_files_come_in_the_order_they_are_asked_for(url: str) -> None:
    paths = ["manifest.json", "nothing", *(["checkpoint", "manifest.sig"] * 60)]

    answers = list(UrlSource(url).ahead(paths))

    assert [path for path, _ in answers] == paths
    assert [content is None for _, content in answers].index(True) == 1


def test_an_address_can_be_handed_to_another_process(url: str) -> None:
    source = UrlSource(url)
    source.read("checkpoint")

    assert loads(dumps(source)).read("checkpoint") == source.read("checkpoint")  # noqa: S301


def test_the_server_says_when_it_answered(url: str) -> None:
    source = UrlSource(url)
    assert source.served_at is None

    source.read("checkpoint")

    assert source.served_at is not None


def test_an_address_where_nobody_answers_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        UrlSource("http://127.0.0.1:9").read("manifest.json")


@pytest.mark.parametrize("address", ["http://host:abc/", "http://[::1/", "http://.example/", "http://127.0.0.1:9/a b"])
def test_an_address_that_is_none_is_unreachable(address: str) -> None:
    with pytest.raises(Unreachable):
        UrlSource(address).read("manifest.json")


class Endless(Quiet):
    """A server that never comes to an end, and gives a little now and then if it is asked for little."""

    def do_GET(self) -> None:  # noqa: N802  so http.server calls it
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while not self.path.endswith("slow"):
                self.wfile.write(bytes(1 << 20))
            for _ in range(40):
                self.wfile.write(b"x")
                sleep(0.05)
        self.close_connection = True


@pytest.fixture
def endless(tmp_path: Path) -> Iterator[str]:
    with served(tmp_path, Endless) as address:
        yield address


def test_a_file_that_does_not_end_counts_as_none(endless: str) -> None:
    with pytest.raises(FileMissing):
        UrlSource(endless).read("objects/x.json")
    with pytest.raises(FileMissing):
        UrlSource(endless).sha256("photos/x.jpg")


def test_a_server_that_only_drips_is_unreachable(endless: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_DEADLINE_S", 0.3)

    with pytest.raises(Unreachable):
        UrlSource(endless).read("slow")


def test_the_digest_of_a_file_behind_an_address_is_that_of_its_bytes(root: Path, url: str) -> None:
    assert UrlSource(url).sha256("manifest.json") == FolderSource(root).sha256("manifest.json")
