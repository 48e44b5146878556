"""The public page of downloads: every open file of a contest, what it is for, its size and its digest."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import render
from api.access import PUBLIC
from api.deps import AtHome
from api.shapes import ContestEntry, FileEntry, Manifest
from recap.domain.message import Message

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])

_PILKADA = ("pkwkp", "pkwkk")
_KILO = 1000
_UNITS = ("B", "kB", "MB", "GB")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of open file: its name for people, the name of its format, and what it is good for."""

    key: str
    title: Message
    form: str
    words: Message


@dataclass(frozen=True, slots=True)
class Download:
    """One file as the page shows it: its size with at most one decimal, in a unit that leaves a whole number."""

    kind: Kind
    path: str
    size: float
    unit: str
    sha256: str


KINDS = (
    Kind(
        "stations.csv",
        Message("All TPS, one row each"),
        "CSV",
        Message("For spreadsheets: every number of the form, sums as written and as computed, times, photo digests."),
    ),
    Kind(
        "exceptions.csv",
        Message("List of exceptions"),
        "CSV",
        Message("Every rule that did not hold at a TPS, the cells it speaks of, and what became of it."),
    ),
    Kind(
        "stations.parquet",
        Message("All TPS, with typed columns"),
        "Parquet",
        Message("The same table for data programs such as pandas, DuckDB and R."),
    ),
    Kind(
        "cells.parquet",
        Message("Every cell, one row each"),
        "Parquet",
        Message("Each number as the machine read it, as the KPPS keyed it, as written, as corrected and as counted."),
    ),
    Kind(
        "nist.json",
        Message("Election report, NIST SP 1500-100"),
        "JSON",
        Message("The international exchange format for election results, checked against its published schema."),
    ),
    Kind(
        "nist.xml",
        Message("Election report, NIST SP 1500-100"),
        "XML",
        Message("The same report in XML."),
    ),
)
"""What is offered, in this order."""


@router.get("/unduh/{contest}")
def downloads_page(contest: str, request: Request, at_home: AtHome) -> HTMLResponse:
    """List the open files of a contest as of the newest manifest."""
    published = at_home.published
    manifest, about, root = published.manifest(), published.contest(contest), published.root(contest)
    entry = manifest.contests[contest]
    base = (at_home.settings.public_url or str(request.base_url)).rstrip("/")
    context = {
        "contest": about,
        "root": root,
        "downloads": downloads(manifest, entry),
        "exported_at": entry.exported_at,
        "generated_at": manifest.generated_at,
        "site": f"{base}/data",
        "tree": tree(contest),
    }
    return render.public_page(request, "opendata.html", context)


def downloads(manifest: Manifest, entry: ContestEntry) -> list[Download]:
    """Return the open files that are there, in the order of KINDS."""
    found = [(kind, entry.exports[kind.key]) for kind in KINDS if kind.key in entry.exports]
    return [_download(kind, path, manifest.files) for kind, path in found if path in manifest.files]


def tree(contest: str) -> Mapping[str, str]:
    """Return where the KPU-style tree of a contest begins: the base that stands for KPU's host, its first list."""
    election, _, office = contest.rpartition(".")
    family, host = ("pilkada", "sirekappilkada-obj-data") if office in _PILKADA else ("pemilu", "sirekap-obj-data")
    base = f"kpu/{election}"
    return {"base": base, "first": f"{base}/wilayah/{family}/{office}/0.json", "host": f"https://{host}.kpu.go.id"}


def _download(kind: Kind, path: str, files: Mapping[str, FileEntry]) -> Download:
    return Download(kind, path, *size(files[path].size), files[path].sha256)


def size(number: int) -> tuple[float, str]:
    """Return a number of bytes in the largest unit that leaves a whole number before it: 2.1 of MB."""
    value, unit = float(number), 0
    while value >= _KILO and unit < len(_UNITS) - 1:
        value, unit = value / _KILO, unit + 1
    return round(value, 1), _UNITS[unit]
