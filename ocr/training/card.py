"""The model card."""

from pathlib import Path


def write(data: Path, out: Path, facts: dict[str, float]) -> None:
    """Write it."""
