import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(p for folder in ("recap", "ocr", "aggregation", "api") for p in (ROOT / folder).rglob("*.py"))
LONGEST_FILE = 200
LONGEST_FUNCTION = 40


def names(paths: list[Path]) -> list[str]:
    return [str(p.relative_to(ROOT)) for p in paths]


@pytest.mark.parametrize("source", SOURCES, ids=names(SOURCES))
def test_a_file_holds_one_idea_of_readable_length(source: Path) -> None:
    lines = source.read_text(encoding="utf-8").count("\n")

    assert lines <= LONGEST_FILE


@pytest.mark.parametrize("source", SOURCES, ids=names(SOURCES))
def test_a_function_fits_on_one_screen(source: Path) -> None:
    tree = ast.parse(source.read_text(encoding="utf-8"))

    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]

    assert long == []


def test_only_the_database_module_commits() -> None:
    commits = [p for p in SOURCES if ".commit(" in p.read_text(encoding="utf-8")]

    assert names(commits) in ([], ["recap/app/database.py"])


def test_the_domain_imports_only_the_standard_library() -> None:
    foreign = [
        f"{source.name}: {name}"
        for source in SOURCES
        if source.is_relative_to(ROOT / "recap" / "domain")
        for name in _imported(ast.parse(source.read_text(encoding="utf-8")))
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("recap.domain")
    ]

    assert foreign == []


def test_the_migrations_folder_is_not_a_package() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists(), "it would hide the alembic library"


def _imported(tree: ast.AST) -> list[str]:
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
    return found
