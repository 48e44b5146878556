"""What is published of one contest: choices, rows and rules, so that a stranger can read and check the numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aggregation.records import ContestRecord
from recap.domain.election import Area, Contest, Station, Tier
from recap.domain.form import FormLayout
from recap.domain.rows import cell_codes, form_rows
from recap.domain.rules import rules_for
from recap.domain.sumtree import Scheme


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a contest before any photo: its description, its form, its stations, the areas around them.

    `definition` is the digest by which the election's definition is known.
    """

    contest: Contest
    record: ContestRecord
    scheme: Scheme
    areas: Mapping[str, Area]
    stations: tuple[Station, ...]
    definition: str

    def lineage(self, code: str) -> list[Area]:
        """Return the areas around a station, the largest first."""
        around = (code[: tier.value] for tier in Tier)
        return [self.areas[each] for each in around if each in self.areas]


def contest_record(contest: Contest, layout: FormLayout, areas: Sequence[Area]) -> ContestRecord:
    """Return the public record of a contest; `areas` are those it is held in and those around it."""
    pages = {str(page.number): page.codes for page in layout.pages if page.codes}
    known = {code for codes in pages.values() for code in codes}
    rows = [row for row in form_rows(len(contest.choices)) if known.intersection(row.cells)]
    return ContestRecord(
        id=contest.id,
        office=contest.office,
        title=contest.title,
        area=contest.area,
        above=tuple({"code": area.code, "name": area.name} for area in areas if len(area.code) < len(contest.area)),
        layout=layout.name,
        lanes=cell_codes(form_rows(len(contest.choices))),
        pages=pages,
        choices=tuple(
            {"number": c.number, "name": c.name, "kind": c.kind, "code": c.code, "external_id": c.external_id}
            for c in contest.choices
        ),
        rows=tuple(
            {"code": row.code, "label_id": row.label_id, "label_en": row.label_en, "cells": row.cells} for row in rows
        ),
        rules=tuple(
            {
                "key": rule.key,
                "severity": rule.severity,
                "left": rule.left,
                "relation": rule.relation,
                "right": rule.right,
            }
            for rule in rules_for(len(contest.choices))
            if known.issuperset(rule.codes)
        ),
    )
