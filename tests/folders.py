"""A published folder as a stranger reads it."""

import json
from pathlib import Path
from typing import Any

from recap.verify.folder import Given, verify
from recap.verify.source import FolderSource
from tests.night import CONTEST

Record = dict[str, Any]


def read(folder: Path, path: str) -> Record:
    found: Record = json.loads((folder / path).read_bytes())
    return found


def find(folder: Path, code: str) -> tuple[Record, Path]:
    """Follow the digests from the manifest down."""
    name = read(folder, "manifest.json")["contests"][CONTEST]["area"]
    while True:
        record = read(folder, f"objects/{name}.json")
        if record["code"] == code:
            return record, folder / f"objects/{name}.json"
        name = next(child["object"] for child in record["children"] if code.startswith(child["code"]))


def table(folder: Path) -> Path:
    path: str = read(folder, "manifest.json")["contests"][CONTEST]["exports"]["stations.csv"]
    return folder / path


def faults(folder: Path) -> list[str]:
    """What a stranger's check finds wrong with the folder, each as its class, its path and a sentence."""
    report = verify(FolderSource(folder), Given())
    return sorted(
        f"{each.failure.name} {each.path}: {each.words.say('en', each.facts)}" for each in report.found.findings
    )
