"""YAML whose every value remembers its line; all scalars stay text, so that no code loses its leading zero."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from recap.app.definition.faults import Fault, decoded

Place = tuple[str | int, ...]
"""The keys and indices that lead to a value."""

Value = str | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class Marked:
    """The content of one YAML file and the line of every value in it."""

    file: str
    content: Value
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """Return the line of a value, or of the nearest value around it when it is missing."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def load(path: Path, faults: list[Fault]) -> Marked | None:
    """Return a YAML file with its lines, or None after naming why it has none."""
    text = decoded(path, faults)
    if text is None:
        return None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as failure:
        mark = failure.problem_mark or failure.context_mark
        line = mark.line + 1 if mark else 1
        faults.append(Fault(str(path), line, f"this is not YAML: {failure.problem or failure.context}"))
        return None
    except (yaml.YAMLError, RecursionError):
        faults.append(Fault(str(path), 1, "this is not YAML: a forbidden character, or lists within lists without end"))
        return None
    marked = Marked(str(path), {}, {(): 1})
    content = _value(root, (), _Walk(marked, faults)) if root else ""
    return Marked(marked.file, content, marked.lines)


@dataclass(frozen=True, slots=True)
class _Walk:
    """What a walk through the nodes of one file writes down."""

    marked: Marked
    faults: list[Fault]
    seen: set[int] = field(default_factory=set)

    def refuse(self, node: yaml.Node, reason: str) -> None:
        self.faults.append(Fault(self.marked.file, node.start_mark.line + 1, reason))


def _value(node: yaml.Node, place: Place, walk: _Walk) -> Value:
    walk.marked.lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if id(node) in walk.seen:
        # An alias may contain itself; nobody needs one in an election.
        walk.refuse(node, "an anchor (&) is used twice; write the lines out")
        return ""
    walk.seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, walk)
    return [_value(child, (*place, i), walk) for i, child in enumerate(node.value)]


def _mapping(node: yaml.MappingNode, place: Place, walk: _Walk) -> Value:
    content: dict[str, Value] = {}
    for key, child in node.value:
        name = str(key.value)
        if name in content:
            walk.refuse(key, f"{name} is given twice")
        content[name] = _value(child, (*place, name), walk)
    return content
