"""Open data: every table made again from the published records below its root, and Parquet read back cell by cell."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256

from recap.domain.opendata import columns, files
from recap.domain.opendata.columns import Kind
from recap.domain.opendata.root import Root
from recap.domain.opendata.shapes import ElectionEntry
from recap.verify import definitions, parquet, phrases, whole
from recap.verify.findings import Failure, Finding, Found
from recap.verify.guard import ILL
from recap.verify.scene import Record
from recap.verify.source import Source, Unreachable

Job = Callable[[Source], Found]

KINDS = ("stations.csv", "exceptions.csv", "nist.json", "nist.xml", "stations.parquet", "cells.parquet")
_KEPT = 2
"""The tables of so many of the newest publications are in the folder."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables made from one root: election and contest as they were then, and each file's digest by its path."""

    contest: str
    election: Record
    described: str
    root: str
    digests: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tree:
    """What a publication shows of one election: the two records with which each contest begins."""

    election: Record
    roots: tuple[tuple[str, str], ...]


def jobs(manifests: Sequence[Record]) -> Iterator[Job]:
    """Yield the work on the tables of the newest publications and on the definition; `manifests` oldest first."""
    done: set[str] = set()
    for manifest in manifests[-_KEPT:]:
        yield partial(_names, manifest=manifest)
        for contest, entry in manifest["contests"].items():
            fresh = {kind: path for kind, path in entry["exports"].items() if path not in done}
            done |= set(fresh.values())
            roots = {manifest["files"][path]["root"] for path in fresh.values() if path in manifest["files"]}
            for root in sorted(roots):
                mine = {p: (k, f["sha256"]) for k, p in fresh.items() if (f := manifest["files"].get(p))}
                mine = {path: each for path, each in mine.items() if manifest["files"][path]["root"] == root}
                yield partial(_tables, tables=_of(manifests, contest, root, mine))
    yield from (partial(_tree, tree=tree) for tree in _trees(manifests))


def _trees(manifests: Sequence[Record]) -> Iterator[Tree]:
    """Yield each definition any publication names, with the tree as the last publication that names it has it."""
    last = {(each["id"], each["definition"]): manifest for manifest in manifests for each in manifest["elections"]}
    for (id_, definition), manifest in last.items():
        election = next(e for e in manifest["elections"] if (e["id"], e["definition"]) == (id_, definition))
        within = [entry for contest, entry in manifest["contests"].items() if contest.partition(".")[0] == id_]
        yield Tree(election, tuple((entry["object"], entry["area"]) for entry in within))


def _of(manifests: Sequence[Record], contest: str, root: str, digests: Mapping[str, tuple[str, str]]) -> Tables:
    """Return the tables of a root with the election and the contest as the last publication of that root has them."""
    for manifest in reversed(manifests):
        entry = manifest["contests"].get(contest)
        elections = [each for each in manifest["elections"] if each["id"] == contest.partition(".")[0]]
        if entry is not None and entry["area"] == root and elections:
            return Tables(contest, elections[0], entry["object"], root, digests)
    return Tables(contest, {}, "", root, digests)


def _names(source: Source, *, manifest: Record) -> Found:
    """Return what is found of the names of a manifest's tables: all kinds or none, each under its digest."""
    del source
    found = Found()
    named = set()
    for contest, entry in manifest["contests"].items():
        for kind, path in entry["exports"].items():
            named.add(path)
            stem, _, ending = kind.partition(".")
            digest = manifest["files"].get(path, {}).get("sha256", "")
            if kind not in KINDS or path != f"exports/{contest}.{stem}.{digest[:16]}.{ending}":
                _note(found, path, kind)
        if entry["exports"] and set(entry["exports"]) != set(KINDS):
            _note(found, "manifest.json", contest)
    for path in sorted(manifest["files"].keys() - named):
        if not path.startswith("objects/"):
            _note(found, path, path)
    return found


def _tables(source: Source, *, tables: Tables) -> Found:
    """Return what is found of the tables of one root."""
    found = Found()
    try:
        election = ElectionEntry(**{name: tables.election[name] for name in ("id", "name", "day")})  # type: ignore[typeddict-item]
        root = whole.root(source, tables.described, tables.root)
        due = files.files(election, root.contest, root.areas, root.extracts)
    except Unreachable:
        raise
    except ILL:
        for path, (kind, _) in tables.digests.items():
            _note(found, path, kind)
        return found
    for path, (kind, digest) in sorted(tables.digests.items()):
        same = sha256(due[kind]).hexdigest() == digest if kind in due else _same_cells(source, path, root, kind)
        if not same:
            _note(found, path, kind)
        found.count("table")
    return found


def _same_cells(source: Source, path: str, root: Root, kind: str) -> bool:
    stations = sorted(root.extracts, key=lambda each: each.code)
    if kind.startswith("stations"):
        heads, rows = columns.stations(root.contest), [each.row for each in stations]
    else:
        heads, rows = columns.CELLS, [row for each in stations for row in each.cells]
    try:
        read = parquet.read(source.read(path), len(rows), len(heads))
    except Unreachable:
        raise
    except ILL:
        return False
    by_column = list(zip(*rows, strict=True)) or [()] * len(heads)
    due = [
        (head.name, tuple(_micros(value) if head.kind is Kind.MOMENT else value for value in column))
        for head, column in zip(heads, by_column, strict=True)
    ]
    return [(column.name, column.values) for column in read] == due


def _micros(moment: object) -> int | None:
    return (datetime.fromisoformat(str(moment)) - _EPOCH) // _MICROSECOND if moment is not None else None


def _tree(source: Source, *, tree: Tree) -> Found:
    """Return what is found of an election's definition beside the tree."""
    found = Found()
    try:
        shown = [definitions.shown(source, *root) for root in tree.roots]
    except Unreachable:
        raise
    except ILL:
        return found
    definitions.check(source, found, tree.election, shown)
    return found


def _note(found: Found, path: str, kind: str) -> None:
    found.note(Finding(Failure.EXPORT, path, phrases.EXPORT, {"kind": kind}))
