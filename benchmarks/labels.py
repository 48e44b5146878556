"""The labelled forms of a folder with `labels.json`: which of them a layout here fits, and what stands on them.

The file holds a list of labels as DATA.md says, alone or under `forms` or `labels`, or the labels by the photo's path.
What cannot be used is left out and counted by its reason; nothing that stands in the file ends a run.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.tried import tried
from recap.app import layouts
from recap.cli.read import known_forms
from recap.domain.form import NumberField, Page

_OTHER_NAMES = {"c1kwkplanodki2017": "C1-KWK-PLANO-2017"}
"""Forms of DATA.md that are labelled by another name than their layout's; letters and digits alone."""
_CODES = {
    "sah": "SAH",
    "suara_sah": "SAH",
    "tidak_sah": "TSAH",
    "suara_tidak_sah": "TSAH",
    "total": "TOT",
    "suara_total": "TOT",
    "a4_dpt_or_jumlah_pemilih": "DP4-J",
    "b4_pengguna_hak_pilih": "PHP4-J",
}
_SAME_SIGN = str.maketrans("x× –—−", "XX_---")  # noqa: RUF001  crosses, blanks and dashes that people type
_NO_SIGN = re.compile(r"[^0-9X_-]")
_LONGEST = 9


@dataclass(frozen=True, slots=True)
class Truth:
    """What stands on one photographed page: numbers by cell code, and the signs in the boxes where they are known.

    `name` is the photo's path inside its folder; `choices` how many the contest has, as far as the label tells. In
    `boxes` stands `?` where the label tells no sign.
    """

    path: Path
    name: str
    layout: str
    page: int
    choices: int
    values: Mapping[str, int]
    boxes: Mapping[str, str]


@dataclass(slots=True)
class Labels:
    """The labelled photos that a layout fits, the photos of other forms, and what was left out, by reason."""

    truths: list[Truth] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    values_left_out: Counter[str] = field(default_factory=Counter)


def load(folder: Path, only: str = "") -> Labels:
    """Return the labelled photos of a folder; with `only` those alone whose path or form holds this text."""
    found = Labels()
    try:
        content = json.loads((folder / "labels.json").read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        found.left_out[f"labels.json cannot be read: {error}"] += 1
        return found
    for label in _each(content):
        reason = _useless(folder, label, only) or _put(found, folder, label)
        if reason:
            found.left_out[reason] += 1
    return found


def _each(content: object) -> Iterator[Mapping[str, Any]]:
    """Yield every label of the file's content, an empty one for what is none."""
    inner = isinstance(content, dict) and (content.get("forms") or content.get("labels"))
    if inner:
        yield from _each(inner)
    elif isinstance(content, dict):
        yield from ({"path": path, **label} if isinstance(label, dict) else {} for path, label in content.items())
    elif isinstance(content, list):
        yield from (label if isinstance(label, dict) else {} for label in content)
    else:
        yield {}


def _useless(folder: Path, label: Mapping[str, Any], only: str) -> str:
    """Return why a label cannot be used, or is not to be, nothing if neither."""
    path = label.get("path")
    if not isinstance(path, str):
        return "no label with a path"
    if only not in f"{path} {_layout(label) or label.get('form')}":
        return "not asked for"
    return "" if tried((folder / path).is_file, instead=False)[0] else "no such photo"


def _put(found: Labels, folder: Path, label: Mapping[str, Any]) -> str:
    """Put a label where it belongs, or return why it belongs nowhere."""
    path, layout = folder / label["path"], _layout(label)
    if layout is None:
        found.others.append(path)
        return "form without a layout"
    written = _of(label, "values")
    choices, page = _page(layout, _whole(label.get("page")), {_code(key) for key in written})
    values = _values(written, page, found.values_left_out)
    if not values:
        return "no number of this page"
    boxes = _boxes(_of(label, "boxes"), page, found.values_left_out)
    found.truths.append(Truth(path, label["path"], layout, page.number, choices, values, boxes))
    return ""


def _layout(label: Mapping[str, Any]) -> str | None:
    known = {**_OTHER_NAMES, **{_plain(name): name for name in layouts.names()}}
    return known.get(_plain(str(label.get("form")).partition("(")[0]))


def _plain(form: str) -> str:
    return re.sub(r"[^a-z0-9]", "", form.lower())


def _page(layout: str, number: int | None, codes: set[str]) -> tuple[int, Page]:
    """Return the page of a form, for the fewest choices that have room for what is labelled.

    Where the label names no page of the form it is the one that holds most of what is labelled.
    """
    every = [(form.choices, page) for form in known_forms(layout, None) for page in form.pages]
    named = [each for each in every if each[1].number == number] or every
    return max(named, key=lambda each: (len(codes & set(each[1].codes)), -each[0]))


def _of(label: Mapping[str, Any], what: str) -> Mapping[str, Any]:
    part = label.get(what)
    return part if isinstance(part, dict) else {}


def _values(labelled: Mapping[str, Any], page: Page, left_out: Counter[str]) -> dict[str, int]:
    values = {}
    for key, value in labelled.items():
        code, whole = _code(key), _whole(value)
        if code not in page.codes:
            left_out["number of another page"] += 1
        elif whole is None:
            left_out["no number" if value is None else "number that is no integer"] += 1
        else:
            values[code] = whole
    return values


def _boxes(labelled: Mapping[str, Any], page: Page, left_out: Counter[str]) -> dict[str, str]:
    fields: dict[str, NumberField] = {number.code: number for number in page.fields}
    boxes = {}
    for key, value in labelled.items():
        number = fields.get(_code(key))
        signs = _signs(value)
        if number is not None and len(signs) == len(number.boxes):
            boxes[number.code] = signs
        elif number is not None and signs:
            left_out["boxes of another length"] += 1
    return boxes


def _signs(value: object) -> str:
    """Return the signs in a number's boxes as the reader's, `?` for what is none of them."""
    each = list(value) if isinstance(value, list) else list("" if value is None else str(value))
    one = ("?" if sign is None else str(sign) or "_" for sign in each)
    return "".join(sign if len(sign) == 1 and not _NO_SIGN.match(sign) else "?" for sign in map(_as_sign, one))


def _as_sign(sign: str) -> str:
    return sign.translate(_SAME_SIGN)


def _whole(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None


def _code(key: str) -> str:
    plain = key.strip().lower()
    if plain.isascii() and plain.isdigit():
        return f"PAS{plain[-_LONGEST:].lstrip('0')}"
    return _CODES.get(plain, plain.upper())
