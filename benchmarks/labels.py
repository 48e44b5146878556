"""The labelled forms of a folder with `labels.json`: which of them a layout here fits, and what stands on them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recap.app import layouts
from recap.domain.rules import Severity, check, rules_for

_OTHER_NAMES = {"c1-kwk-plano-dki-2017": "C1-KWK-PLANO-2017"}
"""Forms of DATA.md that are labelled by another name than their layout's; letters large or small."""
_CODES = {
    "sah": "SAH",
    "tidak_sah": "TSAH",
    "total": "TOT",
    "A4_dpt_or_jumlah_pemilih": "DP4-J",
    "B4_pengguna_hak_pilih": "PHP4-J",
}


@dataclass(frozen=True, slots=True)
class Truth:
    """What stands on one photographed page: numbers by cell code, and the signs in the boxes where they are known."""

    path: Path
    layout: str
    values: Mapping[str, int]
    boxes: Mapping[str, str]

    @property
    def breaks(self) -> frozenset[str]:
        """Return the rules that the paper itself breaks, as far as this page tells; bounds that only warn left out."""
        votes = sum(code.startswith("PAS") for code in self.values)
        broken = check(self.values, rules_for(max(1, votes)))
        return frozenset(each.key for each in broken if each.severity is not Severity.WARNING)


def load(folder: Path, only: str = "") -> tuple[list[Truth], int]:
    """Return the labelled photos that a layout here fits, and how many others there are.

    With `only`, the others are also those whose path or form does not hold this text.
    """
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    known = [truth for label in labels for truth in _known(folder, label) if only in f"{label['path']} {truth.layout}"]
    return known, len(labels) - len(known)


def _known(folder: Path, label: Mapping[str, Any]) -> Iterator[Truth]:
    form = str(label["form"]).partition(" (")[0].strip().lower()
    layout = _OTHER_NAMES.get(form) or next((name for name in layouts.names() if name.lower() == form), None)
    if layout and label["values"] and (folder / label["path"]).is_file():
        values = {_code(key): value for key, value in label["values"].items() if value is not None}
        boxes = {_code(key): str(signs) for key, signs in (label.get("boxes") or {}).items()}
        yield Truth(folder / label["path"], layout, values, boxes)


def _code(key: str) -> str:
    return f"PAS{int(key)}" if key.isdecimal() else _CODES.get(key, key)
