"""A published folder as a stranger reads it, and as a forger would change it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aggregation.spelling import digest
from tests.night import CONTEST

Record = dict[str, Any]
Change = Callable[[Record], None]


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
    path: str = read(folder, "manifest.json")["contests"][CONTEST]["csv"]
    return folder / path


def forge(folder: Path, code: str, change: Change) -> None:
    """Change the record of an area or station, and mend every digest from there up to the manifest."""
    manifest = read(folder, "manifest.json")
    top = manifest["contests"][CONTEST]["area"]
    new = _forged(folder, top, code, change)
    manifest["contests"][CONTEST]["area"] = new
    content = (folder / f"objects/{new}.json").read_bytes()
    del manifest["files"][f"objects/{top}.json"]
    manifest["files"][f"objects/{new}.json"] = {"sha256": new, "size": len(content)}
    (folder / "manifest.json").write_bytes(_spell(manifest))


def _forged(folder: Path, name: str, code: str, change: Change) -> str:
    record = read(folder, f"objects/{name}.json")
    if record["code"] == code:
        change(record)
    else:
        child = next(child for child in record["children"] if code.startswith(child["code"]))
        child["object"] = _forged(folder, child["object"], code, change)
    content = _spell(record)
    (folder / f"objects/{digest(content)}.json").write_bytes(content)
    return digest(content)


def _spell(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
