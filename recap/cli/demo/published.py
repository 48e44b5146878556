"""The published folder as a stranger finds it: followed from the manifest down, without the database."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recap.domain.election import AreaCode, StationCode
from recap.domain.tally import Tally

_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Published:
    """One contest as published: tallies, certificates in force and their documents by area, numbers by station."""

    tallies: Mapping[AreaCode, Tally]
    stations: Mapping[StationCode, Mapping[str, int]]
    certificates: Mapping[AreaCode, str]
    documents: Mapping[AreaCode, str]


def read(folder: Path, contest: str) -> Published:
    """Return what the published folder says of one contest."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    tallies: dict[AreaCode, Tally] = {}
    stations: dict[StationCode, dict[str, int]] = {}
    certificates: dict[AreaCode, str] = {}
    documents: dict[AreaCode, str] = {}
    for record in _walk(folder, manifest["contests"][contest]["area"]):
        if record["kind"] == "area":
            tallies[AreaCode(record["code"])] = Tally(record["stations_in"], record["values"])
            for each in record["acts"]["certificates"]:
                if each["standing"] == "valid":
                    certificates[AreaCode(record["code"])] = each["sha256"]
                    documents[AreaCode(record["code"])] = each["pdf"]
        elif record["counted"]:
            counted = {code: cell["counted"] for code, cell in record["cells"].items()}
            stations[StationCode(record["code"])] = counted
    return Published(tallies, stations, certificates, documents)


async def complete(folder: Path, contest: str, stations: int, signed: Mapping[str, str]) -> Published:
    """Return the publication once it has so many stations and these certificates; TimeoutError if it does not come."""
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            if (folder / "manifest.json").exists():
                found = read(folder, contest)
                if len(found.stations) >= stations and found.certificates == signed:
                    return found
            await asyncio.sleep(0.3)


def _walk(folder: Path, digest: str) -> Iterator[dict[str, Any]]:
    record: dict[str, Any] = json.loads((folder / "objects" / f"{digest}.json").read_bytes())
    yield record
    for child in record.get("children", []):
        if child.get("object"):
            yield from _walk(folder, child["object"])
