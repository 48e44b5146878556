from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import photos, readings
from recap.app.readings import NewReading
from recap.domain.message import Message
from recap.domain.photo import Upload
from recap.domain.reading import BoxReading, CellReading, Decision, PageReading, Reader, Spot
from tests import given

pytestmark = pytest.mark.anyio

CELL = CellReading(
    as_read=123,
    decoded=128,
    score=0.97,
    margin=4.5,
    boxes=(BoxReading("1", 0.99), BoxReading("2", 0.98), BoxReading("3", 0.6)),
    bubbles="128",
    spot=Spot(10, 20, 300, 90),
    sure=True,
)
PAGE = PageReading(
    photo=given.PHOTO,
    layout="C.HASIL-KWK",
    page=2,
    contest=given.CONTEST,
    station=given.STATION,
    decision=Decision.REVIEW,
    reason="cells_unsure",
    advice=Message("Check {code}.", {"code": "PAS1", "cells": 1, "score": 0.5}),
    cells={"PAS1": CELL, "PAS2": replace(CELL, as_read=None, boxes=(), bubbles=None, spot=None, sure=False)},
    discrepancies=("R9",),
    ms={"flatten": 12.5},
)


async def sent(session: AsyncSession) -> Upload:
    await given.election(session)
    await photos.keep(session, given.PHOTO, 7, "image/jpeg")
    return await photos.send(session, given.PHOTO, given.CONTEST, given.STATION, given.OFFICER)


async def test_the_machines_reading_comes_back_as_it_was(session: AsyncSession) -> None:
    upload = await sent(session)
    await readings.add_machine(session, upload, PAGE)
    session.expunge_all()

    assert await readings.machine(session, given.PHOTO) == PAGE


async def test_the_machines_latest_reading_counts(session: AsyncSession) -> None:
    upload = await sent(session)
    await readings.add_machine(session, upload, PAGE)
    await readings.add_machine(session, upload, replace(PAGE, reason="read again"))

    latest = await readings.machine(session, given.PHOTO)

    assert latest is not None
    assert latest.reason == "read again"


async def test_an_unread_photo_has_no_reading(session: AsyncSession) -> None:
    assert await readings.machine(session, given.PHOTO) is None


async def test_an_infinite_margin_is_kept_as_a_large_one(session: AsyncSession) -> None:
    upload = await sent(session)
    await readings.add_machine(session, upload, replace(PAGE, cells={"PAS1": replace(CELL, margin=float("inf"))}))

    latest = await readings.machine(session, given.PHOTO)

    assert latest is not None
    assert latest.cells["PAS1"].margin == 1e6


async def test_readings_of_a_station_come_oldest_first(session: AsyncSession) -> None:
    upload = await sent(session)
    await readings.add_machine(session, upload, PAGE)
    person = await readings.add_person(
        session,
        NewReading(given.PHOTO, given.CONTEST, given.STATION, 2, Reader.KPPS, given.OFFICER, {"PAS1": 128, "PAS2": 4}),
    )

    machine, kpps = await readings.of_station(session, given.CONTEST, given.STATION)

    assert machine.reader is Reader.MACHINE
    assert machine.values == {"PAS1": 123, "PAS2": None}
    assert machine.sure == {"PAS1"}
    assert kpps == person
    assert kpps.values == {"PAS1": 128, "PAS2": 4}


@pytest.mark.parametrize(
    "foreign",
    [
        replace(PAGE, decision=Decision.REFUSE),
        replace(PAGE, station=given.OTHER_STATION),
        replace(PAGE, contest="kecil-2024.pkwkp"),
        replace(PAGE, page=None),
    ],
)
async def test_a_reading_of_something_else_does_not_speak_for_the_station(
    session: AsyncSession, foreign: PageReading
) -> None:
    upload = await sent(session)
    await readings.add_machine(session, upload, foreign)

    assert await readings.of_station(session, given.CONTEST, given.STATION) == []
    assert await readings.machine(session, given.PHOTO) == foreign


async def test_a_form_that_names_no_station_speaks_for_the_one_it_was_sent_for(session: AsyncSession) -> None:
    upload = await sent(session)
    await readings.add_machine(session, upload, replace(PAGE, station=None, contest=None))

    assert len(await readings.of_station(session, given.CONTEST, given.STATION)) == 1
