"""Form layouts by name: the files in `recap/data/layouts`, compiled for a number of choices."""

import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from recap.app import layout_pages
from recap.app.layout_file import LayoutFile
from recap.domain.errors import DefinitionInvalid
from recap.domain.form import FormLayout
from recap.domain.refusals import LayoutUnknown

FOLDER = Path(__file__).parents[1] / "data" / "layouts"


def names(folder: Path = FOLDER) -> list[str]:
    """Return the names of all layouts."""
    return sorted(_files(folder))


@cache
def load(name: str, choices: int, witnesses: int | None = None, folder: Path = FOLDER) -> FormLayout:
    """Return a form for so many choices; an empty column is a choice that sends no witness."""
    files = _files(folder)
    if name not in files:
        raise LayoutUnknown(layout=name, known=", ".join(names(folder)))
    path, file = files[name]
    least, most = file.choices
    if not least <= choices <= most:
        reason = f"the form has room for {least} to {most} choices, not for {choices}"
        raise DefinitionInvalid(file=path.name, line=_line(_compose(path), ["choices"]), reason=reason)
    pages = layout_pages.pages(file, choices, choices if witnesses is None else witnesses)
    return FormLayout(name, file.version, choices, pages)


def largest(name: str) -> FormLayout:
    """Return a shipped form for the most choices it has room for; LayoutUnknown if there is none of this name."""
    if name not in _files(FOLDER):
        raise LayoutUnknown(layout=name, known=", ".join(names()))
    return load(name, _files(FOLDER)[name][1].choices[1])


def compiled(path: Path) -> tuple[FormLayout, ...]:
    """Return the form of one file for the fewest and the most choices it has room for."""
    file = parse(path)
    return tuple(
        FormLayout(file.name, file.version, choices, layout_pages.pages(file, choices, choices))
        for choices in sorted(set(file.choices))
    )


def parse(path: Path) -> LayoutFile:
    """Return what a layout file says; DefinitionInvalid names the line that is wrong."""
    node = _compose(path)
    try:
        file = LayoutFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        # The longest way names the innermost mistake; shorter ones only say that an alternative did not match.
        deepest = max(error.errors(), key=lambda each: len(each["loc"]))
        steps = [str(part) for part in deepest["loc"]]
        reason = f"{'.'.join(steps)}: {deepest['msg']}"
        raise DefinitionInvalid(file=path.name, line=_line(node, steps), reason=reason) from error
    # Only what is complete above may be used, so that no block can contain itself.
    known = {"use": _ends(_child(node, "blocks")), "style": _ends(_child(node, "styles"))}
    for key, value in _scalars(node):
        if key in known and value.start_mark.index < known[key].get(value.value, sys.maxsize):
            reason = f"{key}: nothing above this line is called {value.value}"
            raise DefinitionInvalid(file=path.name, line=value.start_mark.line + 1, reason=reason)
    return file


@cache
def _files(folder: Path) -> dict[str, tuple[Path, LayoutFile]]:
    """Return every layout file of a folder by the name of its form."""
    return {file.name: (path, file) for path in sorted(folder.glob("*.yaml")) for file in [parse(path)]}


def _compose(path: Path) -> yaml.Node | None:
    """Return the nodes of a file, which know their lines."""
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DefinitionInvalid(file=path.name, line=line, reason=error.problem or "this is not YAML") from error


def _line(node: yaml.Node | None, steps: Sequence[str]) -> int:
    """Return the line of the deepest node on this way; steps that name no node are pydantic's own words."""
    for step in steps:
        node = _child(node, step) or node
    return node.start_mark.line + 1 if node is not None else 1


def _child(node: yaml.Node | None, step: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and step.isdecimal() and int(step) < len(node.value):
        child: yaml.Node = node.value[int(step)]
        return child
    return None


def _ends(node: yaml.Node | None) -> dict[str, int]:
    """Return where each named part of a section ends."""
    parts = node.value if isinstance(node, yaml.MappingNode) else []
    return {key.value: value.end_mark.index for key, value in parts}


def _scalars(node: yaml.Node | None) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Yield every key with a plain value, at any depth."""
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _scalars(child)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(value, yaml.ScalarNode):
                yield key.value, value
            yield from _scalars(value)
