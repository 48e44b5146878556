import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recap.cli.main import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GROUPS = "forms|election|officer|publish|copy|certificate|witness"
COMMANDS = sorted(set(re.findall(rf"recap ((?:{GROUPS}) [a-z]+|read|serve|demo|verify|rebuild)\b", README)))


def test_the_readme_names_commands() -> None:
    assert {
        "forms print",
        "election load",
        "officer appoint",
        "publish push",
        "read",
        "serve",
        "verify",
        "rebuild",
    } <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_exists(command: str) -> None:
    answer = CliRunner().invoke(app, [*command.split(), "--help"])

    assert answer.exit_code == 0, answer.output


@pytest.mark.parametrize("target", re.findall(r"\]\((docs/[^)]+)\)|`((?:docs|ocr|recap|benchmarks)/[\w./-]*)`", README))
def test_a_file_the_readme_points_to_is_there(target: tuple[str, str]) -> None:
    path = "".join(target)

    assert (ROOT / path).exists(), path


@pytest.mark.parametrize("target", ["demo", "test", "check", "setup", "train"])
def test_the_makefile_has_the_target(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", makefile, re.MULTILINE)
