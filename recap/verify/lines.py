"""Lines of the report: sentences that fit a terminal, numbers as the language writes them, votes in columns."""

from collections.abc import Iterator
from textwrap import wrap

from recap.verify.scene import Record
from recap.verify.words import line

WIDE = 100


def number(value: int, language: str) -> str:
    """Return a whole number with its thousands set apart, as the language has it."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language == "id" else grouped


def wrapped(sentence: str, indent: int) -> list[str]:
    """Return a sentence in lines a terminal holds; those after the first stand two columns further in."""
    before = " " * indent
    return wrap(sentence, WIDE, initial_indent=before, subsequent_indent=f"{before}  ", break_long_words=False)


def votes(contest: Record, record: Record, language: str) -> Iterator[str]:
    """Yield the votes of every choice in an area or station, one a line."""
    values = record["values"] if record["kind"] == "area" else {c: n["counted"] for c, n in record["cells"].items()}
    for choice in contest["choices"]:
        count = number(values.get(choice["code"], 0), language)
        yield f"    {choice['number']:>3}  {line(choice['name']):<40} {count:>14}"
