"""The pact of integrity, arranged for reading."""

import re
from dataclasses import dataclass
from itertools import groupby

from recap.app.pacts import Pact

_CLAUSE = re.compile(r"\d+\.\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the pact, or its numbered clauses."""

    text: str
    clauses: tuple[str, ...] = ()


def title(pact: Pact) -> str:
    """Return the heading of a pact."""
    return pact.text.partition("\n")[0].lstrip("# ")


def blocks(pact: Pact) -> list[Block]:
    """Return the paragraphs and clauses of a pact in their order."""
    lines = [line.strip() for line in pact.text.splitlines()[1:] if line.strip()]
    found = []
    for numbered, group in groupby(lines, key=lambda line: bool(_CLAUSE.match(line))):
        if numbered:
            found.append(Block("", tuple(_CLAUSE.sub("", line, count=1) for line in group)))
        else:
            found.extend(Block(line) for line in group)
    return found
