"""How often words alone or tally marks alone say the right number: on labelled real photos, and on specimens."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.beside import place_of
from ocr.decode import decode
from ocr.identify import Unknown, identify
from ocr.paper.identity import Identity
from ocr.register import register
from ocr.settle import Settled, settle
from ocr.specimen.conditions import USUAL
from ocr.specimen.make import Order, make
from ocr.tally.grid import Found
from recap.app import layouts
from recap.domain.election import ContestId, StationCode
from recap.domain.form import FormLayout, NumberField

Answer = NDArray[np.float64] | None
Look = Callable[[Settled, NumberField, Found | None], Answer]
"""`words_of` or `tally_of` of `ocr.beside`."""

_FORM, _LABELLED, _PHOTOS = "C.HASIL-PPWP-2024", "C.Hasil-PPWP-2024", "gammafest-2024-photos/"
_OURS = ("C.HASIL-KWK", 2), (_FORM, 3)
_VOTES = 2
"""The page of both forms on which votes stand."""
_SURE = 0.95
_SPECIMENS = 40


@dataclass(frozen=True, slots=True)
class Told:
    """Of so many numbers, how many were said at all, said rightly, said with 0.95 or more, and these wrongly."""

    numbers: int
    said: int
    right: int
    sure: int
    sure_wrong: int

    def __str__(self) -> str:
        """Return a row's cells of a table."""
        return f"{self.right} of {self.said} | {self.numbers - self.said} | {self.sure} | {self.sure_wrong}"


def on_paper(folder: Path, model: Path, photos: Path | None, look: Look, seed: int) -> dict[str, Told]:
    """Return what is said on specimens and photos, if the network in this folder is the one that the reader uses."""
    if (folder / model.name).resolve() != model.resolve():
        return {}
    told = {"specimens, usual photos": on_specimens(_SPECIMENS, seed, look)}
    return told | ({"real photos of 2024": on_photos(photos, look)} if photos else {})


def on_photos(forms: Path, look: Look) -> Told:
    """Return what is said on the real photos of votes in a folder with `labels.json` (DATA.md)."""
    layout = layouts.load(_FORM, 3)
    found = []
    for label in json.loads((forms / "labels.json").read_text()):
        if label["form"] == _LABELLED and label["path"].startswith(_PHOTOS):
            truth = {f"PAS{int(code)}": int(value) for code, value in label["values"].items()}
            found.append((decode((forms / label["path"]).read_bytes()), layout, truth))
    return _told(found, look)


def on_specimens(count: int, seed: int, look: Look) -> Told:
    """Return what is said on so many usual photos of specimens, of both forms in turn."""
    return _told((_specimen(seed + k, k) for k in range(count)), look)


def _specimen(seed: int, turn: int) -> tuple[Image, FormLayout, Mapping[str, int]]:
    rng = np.random.default_rng(seed)
    layout = layouts.load(*_OURS[turn % len(_OURS)])
    codes = layout.page(_VOTES).codes
    truth = {code: int(rng.integers(0, int(290 * float(rng.choice([0.1, 0.5, 1.0]))))) for code in codes}
    place = ("JAWA TENGAH", "KOTA SEMARANG", "SEMARANG TENGAH", "MIROTO")
    station = Identity(ContestId("semarang-2024.pkwkk"), StationCode("3374011001001"), *place, 1, count=1)
    return decode(make(Order(layout, _VOTES, station, truth, seed, USUAL)).photo), layout, truth


def _told(photos: Iterable[tuple[Image, FormLayout, Mapping[str, int]]], look: Look) -> Told:
    answers: list[tuple[Answer, int]] = []
    for picture, layout, truth in photos:
        settled = _settled(picture, layout)
        for field in layout.page(_VOTES).fields:
            said = None if settled is None else look(settled, field, place_of(settled, field))
            answers.append((said, truth[field.code]))
    return _counted(answers)


def _settled(picture: Image, layout: FormLayout) -> Settled | None:
    sighting = identify(picture, [layout])
    if isinstance(sighting, Unknown):
        return None
    page, anchor = sighting.page, sighting.anchor
    return settle(picture, page, anchor, [register(picture, page, anchor)])


def _counted(answers: Sequence[tuple[Answer, int]]) -> Told:
    said = [(chances, value) for chances, value in answers if chances is not None]
    right = [int(chances.argmax()) == value for chances, value in said]
    sure = [float(chances.max()) >= _SURE for chances, _ in said]
    wrong = sum(s and not r for s, r in zip(sure, right, strict=True))
    return Told(len(answers), len(said), sum(right), sum(sure), wrong)
