"""What is published of one contest: choices, rows and rules, so that a stranger can read and check the numbers."""

from dataclasses import dataclass

from aggregation.records import ContestRecord
from recap.domain.election import Area, Contest
from recap.domain.form import FormLayout
from recap.domain.rows import form_rows
from recap.domain.rules import rules_for


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a contest before any photo: its description, its form, the areas around its stations by code."""

    contest: Contest
    record: ContestRecord
    areas: dict[str, Area]

    def lineage(self, code: str) -> list[Area]:
        """Return the areas around a station, the largest first."""
        return [area for known, area in self.areas.items() if code.startswith(known)]


def contest_record(contest: Contest, layout: FormLayout) -> ContestRecord:
    """Return the public record of a contest."""
    pages = {str(page.number): page.codes for page in layout.pages if page.codes}
    known = {code for codes in pages.values() for code in codes}
    rows = [row for row in form_rows(len(contest.choices)) if known.intersection(row.cells)]
    return ContestRecord(
        id=contest.id,
        office=contest.office,
        title=contest.title,
        area=contest.area,
        layout=layout.name,
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
