"""The description of a contest: the rows and rules of its form are those of the form, however few its pages ask for."""

from hashlib import sha256
from itertools import chain

from recap.domain.canonical import canonical
from recap.domain.rows import cell_codes, form_rows
from recap.domain.rules import rules_for
from recap.verify import phrases, reading
from recap.verify.findings import Failure
from recap.verify.scene import Record, Scene


def check(scene: Scene) -> None:
    """Note everything in which a contest's record is not what its number of choices and its pages make it."""
    contest = scene.contest
    path = reading.object_path(sha256(canonical(contest).encode()).hexdigest())
    for name, value in _due(contest).items():
        if contest[name] != value:
            facts = {"field": name, "published": phrases.short(contest[name]), "due": phrases.short(value)}
            scene.note(Failure.SHAPE, path, phrases.FIELD, code=contest["id"], **facts)


def _due(contest: Record) -> Record:
    choices = len(contest["choices"])
    rows, asked = form_rows(choices), list(chain.from_iterable(contest["pages"].values()))
    known = set(asked)
    facts = ("key", "severity", "left", "relation", "right")
    rules = ({name: getattr(rule, name) for name in facts} for rule in rules_for(choices) if known >= set(rule.codes))
    return {
        "lanes": list(cell_codes(rows)),
        "pages": contest["pages"] if len(asked) == len(known) and known <= set(cell_codes(rows)) else {},
        "rows": [
            {"code": row.code, "label_id": row.label_id, "label_en": row.label_en, "cells": list(row.cells)}
            for row in rows
            if known.intersection(row.cells)
        ],
        "rules": [{name: list(v) if isinstance(v, tuple) else v for name, v in rule.items()} for rule in rules],
    }
