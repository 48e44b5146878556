"""Put the labelled pages of one station's form side by side, as the worker does, and see what the paper itself says."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from benchmarks.labels import Truth
from benchmarks.looks import Look
from benchmarks.tried import do_all
from ocr.station import decode_station
from recap.domain.reading import Decision, PageReading
from recap.domain.rules import Rule, Severity, check, rules_for

_PAGE_OF_NAME = r"(.*?)[ _-]*(?:x|p|hal|halaman|page|lembar)[ _-]*0*{page}"
"""How a file's name tells its page: `..._X02`, `...-hal3`, `... page 1`."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page with its truth; `reading` is what is said of it beside the other pages of `form`, one station's form."""

    truth: Truth
    look: Look
    form: str
    reading: PageReading


def beside(truths: Sequence[Truth], looks: Sequence[Look], processes: int | None = None) -> list[Labelled]:
    """Return each page with its reading beside the others of its station; by itself where that crashes.

    The number of choices is taken for known, as it is when a photo is sent in.
    """
    names = _forms(truths, looks)
    forms: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        forms[name].append(at)
    several = [those for those in forms.values() if len(those) > 1]
    works = [partial(decode_station, *_pages([(truths[at], looks[at]) for at in those])) for those in several]
    readings = [look.reading for look in looks]
    for those, decoded in zip(several, do_all(works, processes), strict=True):
        for at in those:
            if not isinstance(decoded, BaseException) and _is_found(truths[at], looks[at]):
                readings[at] = decoded[truths[at].page]
    return [Labelled(*each) for each in zip(truths, looks, names, readings, strict=True)]


def on_paper(pages: Iterable[Labelled]) -> dict[str, int]:
    """Return how many forms do not add up on paper, and what became of them; bounds that only warn do not count.

    `read` are those of which no page was refused, `told` those whose every broken rule was reported, `made_to_fit`
    those of which one was read so that it holds, and `accepted` those that would have passed without a person.
    """
    counts = Counter(dict.fromkeys(("forms", "read", "told", "made_to_fit", "accepted"), 0))
    for form in _by_form(pages):
        written = {code: value for page in form for code, value in page.truth.values.items()}
        found = check(written, _rules(page.truth for page in form))
        broken = {each.key: each for each in found if each.severity is not Severity.WARNING}
        if broken:
            said = {key for page in form for key in page.reading.discrepancies}
            known = {code for page in form for code, cell in page.reading.cells.items() if cell.as_read is not None}
            holds = any({code for code, _ in broken[key].values} <= known for key in broken.keys() - said)
            seen = all(page.reading.decision is not Decision.REFUSE for page in form)
            passed = all(page.reading.decision is Decision.ACCEPT for page in form)
            counts.update(forms=1, read=seen, told=broken.keys() <= said, made_to_fit=holds, accepted=passed)
    return dict(counts)


def _by_form(pages: Iterable[Labelled]) -> list[list[Labelled]]:
    forms: dict[str, list[Labelled]] = defaultdict(list)
    for page in pages:
        forms[page.form].append(page)
    return list(forms.values())


def _forms(truths: Sequence[Truth], looks: Sequence[Look]) -> list[str]:
    """Return the form of each page: by its station where the photo told it, else by the name of its file.

    A page photographed a second time is taken for one of a second form.
    """
    seen: Counter[tuple[str, int]] = Counter()
    names = []
    for truth, look in zip(truths, looks, strict=True):
        station = _station(look.reading) or _name(truth)
        seen[station, truth.page] += 1
        again = seen[station, truth.page]
        names.append(f"{truth.layout} {station}" + (f" #{again}" if again > 1 else ""))
    return names


def _station(reading: PageReading) -> str:
    return f"{reading.contest} {reading.station}" if reading.contest and reading.station else ""


def _name(truth: Truth) -> str:
    told = re.fullmatch(_PAGE_OF_NAME.format(page=truth.page), truth.path.stem, re.IGNORECASE)
    return (truth.name if told is None else truth.name[: -len(truth.path.name)] + told[1]).rstrip()


def _pages(found: Sequence[tuple[Truth, Look]]) -> tuple[dict[int, PageReading], tuple[Rule, ...]]:
    """Return the pages that were taken for what they are, and the rules over them."""
    pages = {truth.page: look.reading for truth, look in found if _is_found(truth, look)}
    return pages, _rules(truth for truth, _ in found)


def _is_found(truth: Truth, look: Look) -> bool:
    return (look.reading.layout, look.reading.page) == (truth.layout, truth.page)


def _rules(truths: Iterable[Truth]) -> tuple[Rule, ...]:
    known = list(truths)
    return rules_for(max(truth.choices for truth in known), (code for truth in known for code in truth.values))
