"""What is wrong with a definition: file, line and reason, collected so that all faults can be told at once."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with one line of one file."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        """Say it as compilers do."""
        return f"{self.file}, line {self.line}: {self.reason}"


def decoded(path: Path, faults: list[Fault]) -> str | None:
    """Return a file's text, or None after naming why it has none."""
    try:
        content = path.read_bytes()
    except OSError as failure:
        faults.append(Fault(str(path), 1, f"the file cannot be opened ({failure.strerror})"))
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = content.count(b"\n", 0, failure.start) + 1
        found = f"0x{content[failure.start]:02X}"
        faults.append(Fault(str(path), line, f"the byte {found} is not UTF-8; save the file with UTF-8 encoding"))
        return None


def reasons(refusal: ValidationError) -> list[tuple[tuple[str | int, ...], str]]:
    """Return where in the data pydantic found each fault, and the reason as a sentence about that place."""
    return [(error["loc"], _place(error["loc"]) + _words(error["type"], error["msg"])) for error in refusal.errors()]


def _place(location: tuple[str | int, ...]) -> str:
    """Return `contests 2, choices 1, name: ` for a path counted from nought."""
    named = ""
    for step in location:
        named += f" {step + 1}" if isinstance(step, int) else f", {step}"
    return named.removeprefix(", ") + ": " if named else ""


def _words(kind: str, message: str) -> str:
    # pydantic names its own classes here, which mean nothing to whoever wrote the file.
    plain = _PLAIN.get(kind, message.removeprefix("Value error, "))
    return plain[:1].lower() + plain[1:]


_PLAIN = {"model_type": "keys with values belong here", "tuple_type": "a list belongs here"}
