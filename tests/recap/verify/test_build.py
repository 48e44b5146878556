import ast
import os
import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest

from recap.verify import build
from tests.verifying import City

ALLOWED = {"recap", "cryptography"}
NEEDED = ("cryptography", "cffi", "_cffi_backend", "pycparser")
RUN = """
import sys, runpy
sys.path.append(sys.argv[1])
del sys.argv[:2]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="module")
def lonely(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which Python finds `cryptography` and what it stands on, and nothing else."""
    place = tmp_path_factory.mktemp("lonely")
    for name in NEEDED:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            origin = Path(spec.origin)
            origin = origin.parent if origin.name == "__init__.py" else origin
            (place / origin.name).symlink_to(origin)
    return place


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("program") / "recap-verify.pyz"
    build.write(place)
    return place


def ran(lonely: Path, program: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", "-W", "error", "-c", RUN, str(lonely), str(program), *options]
    environment = {"PATH": os.defpath}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=lonely, env=environment)  # noqa: S603


def test_the_checker_imports_the_standard_library_and_cryptography_alone() -> None:
    foreign = {
        f"{module}: {name}"
        for module, text in build.modules().items()
        for node in ast.walk(ast.parse(text))
        for name in _names(node)
        if name.partition(".")[0] not in ALLOWED | sys.stdlib_module_names
    }

    assert foreign == set()


def test_the_checker_holds_nothing_but_the_domain_and_itself() -> None:
    names = build.modules()

    assert {
        name for name in names if not name.startswith(("recap.domain", "recap.verify")) and name != "recap"
    } == set()
    assert {"recap.verify.main", "recap.domain.sumtree", "recap.domain.tlog.tiles"} <= names.keys()


def test_it_is_built_of_the_same_bytes_each_time(program: Path) -> None:
    assert program.read_bytes() == build.archive()


def test_it_checks_a_folder_where_nothing_else_is_installed(lonely: Path, program: Path, tmp_path: Path) -> None:
    city = City(tmp_path / "published")
    city.count(city.stations[0])
    city.publish()

    done = ran(lonely, program, str(city.root), "--lang", "id", "--processes", "2")

    assert (done.returncode, done.stderr) == (0, "")
    assert "SEMUA YANG DIPERIKSA BENAR" in done.stdout


def test_it_finds_a_forgery_where_nothing_else_is_installed(lonely: Path, program: Path, tmp_path: Path) -> None:
    city = City(tmp_path / "published")
    city.publish()
    (city.root / "extra").write_bytes(b"x")

    done = ran(lonely, program, str(city.root), "--lang", "en", "--processes", "2", "--patience", "0")

    assert done.returncode == 16
    assert "extra" in done.stdout


def test_it_builds_itself_again(lonely: Path, program: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.pyz"

    done = ran(lonely, program, "--build", str(again))

    assert done.stdout.split() == [sha256(program.read_bytes()).hexdigest(), str(again)]
    assert again.read_bytes() == program.read_bytes()


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
