"""The whole way as a visitor runs it: paper, photos, HTTP, workers, people, publication."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    folder = tmp_path_factory.mktemp("demo") / "data"
    command = [sys.executable, "-m", "recap.cli.main", "demo", "--stations", "2", "--no-serve", "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603
    return done, folder


@pytest.mark.timeout(320)
def test_the_demonstration_ends_with_totals_equal_to_the_paper(
    demonstration: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, _ = demonstration

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(320)
def test_the_published_folder_of_the_demonstration_can_be_recomputed(
    demonstration: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    _, folder = demonstration
    policy = ["--policy", str(folder / "witnesses" / "policy.txt")]
    check = [sys.executable, "-m", "recap.cli.main", "verify", str(folder / "published"), *policy]

    done = subprocess.run(check, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603

    assert done.returncode == 0, done.stdout + done.stderr
    manifest = json.loads((folder / "published" / "manifest.json").read_text())
    assert list(manifest["contests"]) == ["semarang-2024.pkwkk"]


@pytest.mark.timeout(320)
def test_the_demonstration_leaves_no_process_behind(
    demonstration: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    _, folder = demonstration

    assert not (folder / "postgres" / "postmaster.pid").exists()
