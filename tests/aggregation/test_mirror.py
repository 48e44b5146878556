"""The mirror in an object store: never ahead of itself, nothing sent twice, what files are said to be."""

from hashlib import sha256
from pathlib import Path

import pytest
from obstore.exceptions import GenericError
from obstore.store import LocalStore, MemoryStore

from aggregation.mirror import Mirror, Pushed
from aggregation.mirrorfiles import headers, stages
from recap.domain.refusals import NothingPublished
from recap.domain.refusals.opendata import FolderRestless, MirrorAddressInvalid, MirrorFailed

pytestmark = pytest.mark.anyio

CONTENT = {
    "objects/aa.json": b"{}",
    "objects/aa.json.br": b"br",
    "photos/bb.jpg": b"jpeg",
    "exports/x.stations.csv": b"a,b",
    "keys/root.pem": b"pem",
    "keys/log.txt": b"log+key",
    "tile/0/000.p/3": b"tiles",
    "tile/entries/000.p/3": b"entries",
    "kpu/x/0.json": b"[]",
}


def publish(folder: Path, manifest: bytes, files: dict[str, bytes]) -> None:
    name = sha256(manifest).hexdigest()
    heads = {
        f"manifests/{name}.json": manifest,
        f"manifests/{name}.sig": b"signed " + manifest,
        "checkpoint": b"checkpoint " + manifest,
        "manifest.sig": b"signed " + manifest,
        "manifest.json": manifest,
    }
    for path, content in (files | heads).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(tmp_path / "published", b"first", CONTENT)
    return tmp_path / "published"


def mirror(folder: Path, store: MemoryStore | LocalStore) -> Mirror:
    return Mirror(folder, store, folder.parent / "mirrors/memory.json")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def there(store: MemoryStore | LocalStore) -> dict[str, bytes]:
    names = [each["path"] async for chunk in store.list() for each in chunk]
    return {name: bytes(await (await store.get_async(name)).bytes_async()) for name in names}


class Torn(MemoryStore):
    """An object store that goes away at its n-th write, and keeps the order of those it took."""

    writes = 10_000
    order: list[str]

    async def put_async(self, path: str, file: bytes, *, attributes: dict[str, str]) -> None:  # type: ignore[override]
        if self.writes == 0:
            raise GenericError(path)
        self.writes -= 1
        self.order = [*getattr(self, "order", []), path]
        await super().put_async(path, file, attributes=attributes)


async def test_a_mirror_has_every_file_of_the_folder_and_no_other(folder: Path, tmp_path: Path) -> None:
    (folder / ".draft").write_bytes(b"half")
    memory, local = MemoryStore(), LocalStore(tmp_path / "copy", mkdir=True)

    await mirror(folder, memory).push()
    await Mirror(folder, local, tmp_path / "other.json").push()

    (folder / ".draft").unlink()
    assert await there(memory) == await there(local) == files(folder)


async def test_what_names_other_files_goes_after_them(folder: Path) -> None:
    store = Torn()

    await mirror(folder, store).push()

    last = ("tile/", "keys/log", "manifests/", "checkpoint", "kpu/", "manifest.")
    named = [next((prefix for prefix in last if path.startswith(prefix)), "") for path in store.order]
    assert named == sorted(named, key=("", *last).index)
    assert store.order[-4:] == ["checkpoint", "kpu/x/0.json", "manifest.sig", "manifest.json"]


async def test_wherever_a_push_stops_the_manifest_names_files_that_are_there(folder: Path) -> None:
    await mirror(folder, first := Torn()).push()
    before = await there(first)
    new = {"objects/cc.json": b"[1]", "tile/0/000.p/4": b"four", "kpu/x/0.json": b"[2]", "exports/y.stations.csv": b"c"}
    publish(folder, b"second", new)
    (folder / "exports/x.stations.csv").unlink()

    for writes in range(9):
        store = Torn()
        for path, content in before.items():
            store.put(path, content)
        store.writes = writes
        fresh = Mirror(folder, store, folder.parent / f"memory{writes}.json")
        with pytest.raises(MirrorFailed):
            await fresh.push()
        found = await there(store)
        if found["manifest.json"] == b"second":
            assert found.items() >= new.items()
        else:
            assert found.items() >= {path: before[path] for path in ("exports/x.stations.csv", "manifest.json")}.items()
        store.writes = 100
        await fresh.push()
        assert await there(store) == files(folder)


async def test_only_what_changed_is_sent_and_what_is_gone_is_taken_away(folder: Path) -> None:
    store = MemoryStore()
    everything = len(files(folder))
    assert await mirror(folder, store).push() == Pushed(everything, sum(map(len, files(folder).values())), 0, 0)

    assert await mirror(folder, store).push() == Pushed(0, 0, everything, 0)

    publish(folder, b"second", {"kpu/x/0.json": b"{}"})
    (folder / "exports/x.stations.csv").unlink()
    done = await mirror(folder, store).push()
    assert (done.sent, done.removed) == (6, 1)  # kpu, the manifest twice, its signature twice, the checkpoint
    assert await there(store) == files(folder)


async def test_without_its_memory_a_mirror_sends_the_changing_files_again(folder: Path) -> None:
    store = MemoryStore()
    await mirror(folder, store).push()
    (folder.parent / "mirrors/memory.json").write_bytes(b"{")

    done = await mirror(folder, store).push()

    assert done.sent == 6  # keys/root.pem, keys/log.txt, kpu, checkpoint, signature, manifest


async def test_a_damaged_mirror_is_mended_by_sending_everything_again(folder: Path) -> None:
    store = MemoryStore()
    await mirror(folder, store).push()
    await store.put_async("objects/aa.json", b"[]")

    assert (await mirror(folder, store).push()).sent == 0
    done = await mirror(folder, store).push(again=True)

    assert done.sent == len(files(folder))
    assert await there(store) == files(folder)


async def test_a_folder_without_a_manifest_is_not_mirrored(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished):
        await mirror(tmp_path / "published", MemoryStore()).push()


async def test_a_push_begins_anew_when_publications_go_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [stages(folder)] * 2
    (folder / "exports/x.stations.csv").unlink()
    answers = iter([*listed, stages(folder)])
    monkeypatch.setattr("aggregation.mirror.stages", lambda _: next(answers))
    store = MemoryStore()

    await mirror(folder, store).push()

    assert await there(store) == files(folder)


async def test_a_push_gives_up_when_files_go_on_vanishing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = stages(folder)
    (folder / "exports/x.stations.csv").unlink()
    monkeypatch.setattr("aggregation.mirror.stages", lambda _: listed)
    store = MemoryStore()

    with pytest.raises(FolderRestless):
        await mirror(folder, store).push()
    assert "manifest.json" not in await there(store)


@pytest.mark.parametrize("address", ["nonsense", "gopher://somewhere"])
def test_an_address_that_is_no_object_store_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(MirrorAddressInvalid):
        Mirror.at(tmp_path, address, tmp_path)


@pytest.mark.parametrize(
    ("path", "kind", "encoding", "kept"),
    [
        ("objects/aa.json", "application/json", None, "immutable"),
        ("objects/aa.json.br", "application/json", "br", "immutable"),
        ("exports/x.csv.gz", "text/csv; charset=utf-8", "gzip", "immutable"),
        ("exports/x.parquet", "application/vnd.apache.parquet", None, "immutable"),
        ("tile/0/x001/000", "application/octet-stream", None, "immutable"),
        ("checkpoint", "text/plain; charset=utf-8", None, "max-age=5,"),
        ("manifest.json", "application/json", None, "max-age=5,"),
        ("kpu/x/0.json", "application/json", None, "max-age=60,"),
        ("keys/log.txt", "text/plain; charset=utf-8", None, "max-age=60,"),
        ("keys/0123456789abcdef.pem", "application/x-pem-file", None, "immutable"),
    ],
)
def test_an_object_store_says_what_a_file_is_and_how_long_to_keep_it(
    path: str, kind: str, encoding: str | None, kept: str
) -> None:
    said = headers(path)

    assert said["Content-Type"] == kind
    assert said.get("Content-Encoding") == encoding
    assert kept in said["Cache-Control"]


async def test_headers_go_with_the_file(folder: Path) -> None:
    store = MemoryStore()
    await mirror(folder, store).push()

    found = await store.get_async("objects/aa.json.br")

    assert found.attributes["Content-Encoding"] == "br"
