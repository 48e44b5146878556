"""What the machine room may be told from outside; the only reader of the environment."""

import os
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, with a default that works in an empty clone; each may be set as `RECAP_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="RECAP_", frozen=True)

    database_url: str | None = None
    data_dir: Path = Path("data")
    shared: Path = Path("../shared")
    language: Literal["id", "en"] = "id"
    max_photo_bytes: int = 12_000_000
    max_photo_pixels: int = 40_000_000
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    """The address people reach the pages at, as `https://rekap.example`: signed copies print it in their QR code."""
    case_hours_hard: float = 2
    case_hours_bound: float = 6
    case_hours_warning: float = 24
    second_person_above_votes: int = 10
    missing_page_minutes: float = 30
    blind_share: float = 0.03
    exports_every_s: float = 60
    """The exports (tables, NIST, Parquet) follow the records at most so often."""
    log_origin: str = "recap.example/log"
    """The name of the public log, unique in the world: an address without `https://`; fixed by the log's first key."""
    log_limit_minutes: float = 15
    """A photo is in the public log at the latest so long after it arrived: what every receipt promises."""
    witness_policy: Path | None = None
    """The witnesses that cosign the log and how many must, as a file (c2sp.org/tlog-policy); none are asked without."""
    witness_seconds: float = 10
    """How long a witness may take to answer."""
    witness_again_minutes: float = 60
    """A log that stands still is cosigned anew after so long: the newest cosignature tells how fresh its head is."""


@cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()


def child_environment(chosen: Settings) -> dict[str, str]:
    """Return the environment in which a child process finds exactly these settings."""
    named = {f"RECAP_{name.upper()}": str(value) for name, value in chosen.model_dump().items() if value is not None}
    return {**os.environ, **named}
