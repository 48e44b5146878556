"""What a program asks of the disk, step by step: only what it waited for outlives a crash."""

import os
from pathlib import Path

import pytest


def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every file waited for, every folder with the names it then had, every file that took another's place."""
    noted: list[str] = []
    sync, replace = os.fsync, Path.replace

    def syncing(descriptor: int) -> None:
        place = Path(f"/proc/self/fd/{descriptor}").readlink()
        names = ", ".join(sorted(each.name for each in place.iterdir())) if place.is_dir() else None
        noted.append(place.name if names is None else f"{place.name}: {names}")
        sync(descriptor)

    def replacing(draft: Path, target: Path) -> Path:
        noted.append(f"{draft.name} -> {target.name}")
        return replace(draft, target)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(Path, "replace", replacing)
    return noted
