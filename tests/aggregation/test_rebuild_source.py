"""A log is inspected before a rebuild: what can be mended is, and what cannot stops it before anything is written."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from aggregation import rebuild_rows, rebuild_source
from aggregation.log.disk import Disk
from aggregation.log.store import LogStore
from aggregation.rebuild_found import Source
from aggregation.rebuild_rows import Restoring
from aggregation.rebuild_source import Inspection
from recap.app import database, logfiles
from recap.app.logfiles import LogFiles
from recap.domain import journal, public_part
from recap.domain.entry import Entry
from recap.domain.journal import Line
from recap.domain.refusals.log import LogDamaged, LogKeyForeign
from recap.domain.refusals.rebuild import NoLog
from recap.domain.tlog.checkpoint import Checkpoint
from recap.witness.signing import Signer, new_signer

SIGNER = new_signer("rekap.example/log")
AT = "2024-11-27T12:00:00.000000Z"
SIZE = 600
MANIFEST = "ab" * 32
TILE, BUNDLE, LAST = "tile/0/000", "tile/entries/001", "tile/entries/002.p/88"

Change = Callable[[Path], None]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A folder with a log of 600 acts, of which the 400th is a publication, and a published copy of its files."""
    files = LogFiles(tmp_path / "log")
    store = LogStore(files, SIGNER.name, lambda: [SIGNER], Disk())
    lines = [line(n) for n in range(1, SIZE + 1)]
    for start in range(0, SIZE, 250):
        some = lines[start : start + 250]
        store.append([each.content for each in some], [entry(each).content for each in some])
    copytree(files.folder / "tile", tmp_path / "published" / "tile")
    return tmp_path


def line(n: int) -> Line:
    row: dict[str, object] = {"sha256": f"{n:064x}"}
    if n == 400:
        at = "2024-11-27T12:00:00.123456+00:00"
        row = {
            "id": 7,
            "manifest_sha256": MANIFEST,
            "size": 399,
            "roots": {},
            "exports": {"a": "b"},
            "published_at": at,
        }
    return Line(n, "publication" if n == 400 else "photo", "insert", "salt", AT, row)


def entry(act: Line) -> Entry:
    public = public_part.publication(MANIFEST, 399, {}) if act.n == 400 else public_part.photo(str(act.row["sha256"]))
    return Entry(act.kind, act.n, act.at, journal.digest(act.content), public=public)


def inspected(folder: Path, signer: Signer = SIGNER) -> Source:
    files = LogFiles.of(folder)
    head = rebuild_source.head_of(files, [signer.verifier])
    inspection = Inspection(files, head, folder / "published")
    assert list(inspection.bundles()) == [256, 512, 600]
    return inspection.result()


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_whole_log_tells_its_publications_and_its_highest_act(log: Path) -> None:
    found = inspected(log)

    (publication,) = found.publications
    assert (found.head.size, found.last_act, found.mended) == (SIZE, SIZE, ())
    assert (publication.number, publication.index, publication.size) == (7, 399, 399)
    assert (publication.manifest, publication.exports) == (MANIFEST, {"a": "b"})
    assert publication.at.isoformat() == "2024-11-27T12:00:00.123456+00:00"


@pytest.mark.parametrize("path", [TILE, BUNDLE, LAST, "tile/0/002.p/88", "tile/1/000.p/2"])
@pytest.mark.parametrize("harm", [damage, Path.unlink])
def test_a_tile_or_bundle_that_is_lost_or_damaged_is_put_back(log: Path, path: str, harm: Change) -> None:
    place = log / "log" / path
    whole = place.read_bytes()
    harm(place)

    assert inspected(log).mended == (path,)

    assert place.read_bytes() == whole
    assert inspected(log).mended == ()


@pytest.mark.parametrize("path", [BUNDLE, LAST])
@pytest.mark.parametrize("harm", [damage, Path.unlink])
def test_a_bundle_that_is_nowhere_whole_is_named_and_nothing_is_written(log: Path, path: str, harm: Change) -> None:
    for folder in ("log", "published"):
        harm(log / folder / path)
    (log / "log" / TILE).unlink()

    with pytest.raises(LogDamaged, match=path.replace(".", r"\.")):
        inspected(log)
    assert not (log / "log" / TILE).exists()


def test_tiles_of_another_log_do_not_lead_to_the_signed_root(log: Path) -> None:
    path = log / "log" / BUNDLE
    for folder in ("log", "published"):
        for name in (BUNDLE, "tile/0/001"):
            (log / folder / name).unlink()
    path.write_bytes((log / "log" / "tile/entries/000").read_bytes())

    with pytest.raises(LogDamaged, match=r"do not lead to the root|is not what its entry says"):
        inspected(log)


def test_a_changed_line_of_the_journal_is_named(log: Path) -> None:
    path = next((log / "log" / "journal").iterdir())
    path.write_bytes(path.read_bytes().replace(f"{300:064x}".encode(), f"{301:064x}".encode()))

    with pytest.raises(LogDamaged, match="line 299 of the journal"):
        inspected(log)


def test_a_journal_cut_within_the_log_is_refused_with_the_line_that_is_missing(log: Path) -> None:
    path = next((log / "log" / "journal").iterdir())
    path.write_bytes(path.read_bytes()[:-5])

    with pytest.raises(LogDamaged, match="the journal ends before line 599"):
        inspected(log)


def test_half_a_line_behind_the_log_is_no_part_of_it(log: Path) -> None:
    path = next((log / "log" / "journal").iterdir())
    path.write_bytes(path.read_bytes() + line(601).content[:40])

    assert inspected(log).last_act == SIZE


def test_acts_behind_the_log_end_where_a_file_of_the_journal_is_not_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (logfiles, rebuild_rows):
        monkeypatch.setattr(module, "LINES", 4)
    journal_ = tmp_path / "journal"
    journal_.mkdir()
    stale = [line(n).content + b"\n" for n in range(1, 12)]
    for first, last in ((0, 4), (4, 7), (8, 11)):
        (journal_ / f"{first:012}.jsonl").write_bytes(b"".join(stale[first:last]))
    source = Source(Checkpoint("x", 3, b""), (), 3, sealed=False, late=(), mended=())
    restoring = Restoring(database.connect("postgresql+asyncpg://"), LogFiles(tmp_path), source, lambda _: None)

    assert [act.n for act in restoring._unlogged()] == [4, 5, 6, 7]


def test_a_log_signed_by_another_key_is_refused(log: Path) -> None:
    with pytest.raises(LogKeyForeign):
        inspected(log, new_signer("rekap.example/log"))


def test_without_a_log_there_is_nothing_to_rebuild_from(tmp_path: Path) -> None:
    with pytest.raises(NoLog, match="journal"):
        inspected(tmp_path)
