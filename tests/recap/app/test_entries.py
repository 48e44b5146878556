import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from recap.app import acts, database, entries
from recap.app.tables import LOGGED
from recap.domain import public_part as part
from recap.domain.entry import Entry
from recap.domain.journal import Line
from tests import busy, night
from tests.night import CONTEST

pytestmark = pytest.mark.anyio

NOWHERE = {"photo", "picture", "publication", "definition", "log_key"}
"""What is nobody's place: the upload of a photo says for which station it was sent."""

PERSONAL = ("name", "username", "person", "letter", "issuer", "text", "note", "reason", "mandate")


async def a_whole_night(engine: AsyncEngine, folder: Path) -> tuple[list[Line], list[Entry]]:
    """Everything that can happen, as acts and as the entries made of them."""
    for happening in busy.PARTS:
        async with database.transaction(engine) as session:
            await happening(session, folder)
    async with database.transaction(engine) as session:
        lines = await acts.waiting(session, 10_000)
        return lines, await entries.entries_of(session, lines)


async def test_every_act_of_a_whole_night_says_where_and_nobody_s_name_or_words(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    lines, found = await a_whole_night(engine, tmp_path)

    areas = {*night.STATIONS, *night.AREAS, busy.GONE}
    # Publications and keys are made by whoever publishes.
    assert {each.act for each in found} == set(LOGGED) - {"publication", "log_key"}
    elsewhere = {each.act for each in found if each.contest is None or each.area not in areas}
    # An account of the whole election's belongs to no contest; a list of recipients to no station.
    assert elsewhere <= NOWHERE | {"appointment", "appointment_end", "officer", "pact", "recipient"}
    assert {each.act for each in found if each.area is None} <= NOWHERE | {"recipient"}
    said = {word for line in lines for word in words(line.row)}
    assert said > {"Tuti", "baca ulang", "Listrik padam."}
    for entry in found:
        assert not said & set(words(json.loads(entry.content), every=True))


async def test_an_entry_says_what_its_row_points_at(engine: AsyncEngine, tmp_path: Path) -> None:
    _, found = await a_whole_night(engine, tmp_path)
    last = {each.act: each for each in found}

    case = int(str(last["settlement"].public["case"]))
    answer = (case, {"PAS1": 200}, "baca ulang", "misread")
    signed = next(e for e in found if e.act == "certificate" and e.area == busy.VILLAGE).public["certificate"]
    said = {kind: (each.area, each.role, each.public) for kind, each in last.items()}
    assert said["settlement"] == (busy.TWO, "ppk", {"case": case, "second": True})
    assert said["approval"] == (busy.TWO, "kpu", part.approval(*answer, agreed=True))
    assert said["approval"][2]["public"] == part.settlement(*answer, second=False)["public"]
    assert said["case_keying"] == (busy.TWO, "ppk", {})
    assert said["objection_answer"][1:] == ("kpu_chair", part.objection_answer(1, "Salinan sama.", "rejected"))
    assert said["reopening"] == (busy.VILLAGE, "ppk", part.reopening(str(signed), "TPS 1 salah salin."))
    assert said["reopening_answer"][2] == part.reopening_answer(str(signed), "Setuju.", granted=True)
    assert said["copy_receipt"] == (busy.ONE, None, part.copy_receipt(1, 1))
    assert said["count_order"][:2] == (busy.FIVE, "kpu_chair")
    assert said["photo"][:2] == (None, None)
    assert {each.role for each in found if each.act == "upload"} == {"kpps"}
    assert {each.contest for each in found if each.act in ("upload", "settlement", "reopening_answer")} == {CONTEST}


def words(facts: object, *, every: bool = False) -> list[str]:
    """Names and free words in a row at any depth, or every text there is."""
    if isinstance(facts, str):
        return [facts] if every else []
    if isinstance(facts, list):
        return [word for each in facts for word in words(each, every=every)]
    if not isinstance(facts, Mapping):
        return []
    named = [str(facts[name]) for name in PERSONAL if isinstance(facts.get(name), str) and facts[name]]
    return [*(() if every else named), *(word for each in facts.values() for word in words(each, every=every))]
