from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from recap.app import appointments, database, definition, elections, examples, officers
from recap.app.appointments import Standing
from recap.app.elections import Change
from recap.domain.election import (
    Area,
    AreaCode,
    Choice,
    ChoiceKind,
    Contest,
    ContestId,
    Election,
    Station,
    StationCode,
)
from recap.domain.errors import AreaUnknown, ContestUnknown, ElectionHasResults, StationUnknown
from recap.domain.refusals.people import AppointmentEnded
from recap.domain.rights import Role
from tests import people

pytestmark = pytest.mark.anyio

MAYOR = ContestId("desa-2024.pkwkk")

PHOTO = "INSERT INTO photo (sha256, size_bytes, media_type, received_at) VALUES ('ab', 1, 'image/jpeg', now())"
UPLOAD = """
INSERT INTO upload (photo, contest, station, officer, received_at)
SELECT 'ab', 'desa-2024.pkwkk', '3374011001001', id, now() FROM officer
"""


def make_election(name: str = "Desa 2024") -> Election:
    areas = [("33", "Jawa Tengah"), ("3374", "Semarang"), ("337401", "Tengah"), ("3374011001", "Miroto")]
    mayor = Contest(
        MAYOR,
        "pkwkk",
        "Wali Kota",
        AreaCode("3374"),
        "C.HASIL-KWK",
        (Choice(1, "Ani", external_id="1000702"), Choice(2, "Kolom kosong", ChoiceKind.EMPTY_COLUMN)),
    )
    return Election(
        id="desa-2024",
        name=name,
        day=date(2024, 11, 27),
        areas=tuple(Area(AreaCode(code), named) for code, named in areas),
        stations=tuple(Station(StationCode(f"337401100100{n}"), n, 200 + n, 210, 600) for n in (1, 2, 3)),
        contests=(mayor,),
        notes=("invented",),
    )


async def send_a_photo(session: AsyncSession) -> None:
    await people.add(session, "kpps", Role.KPPS, "3374011001001")
    for statement in (PHOTO, UPLOAD):
        await session.execute(text(statement))


async def test_a_loaded_election_is_found_again_as_it_was_defined(session: AsyncSession) -> None:
    election = make_election()

    loaded = await elections.load(session, election)

    assert loaded.change is Change.ADDED
    assert await elections.contests(session) == list(election.contests)
    assert await elections.contest(session, MAYOR) == election.contests[0]
    assert await elections.areas(session, MAYOR) == list(election.areas)
    assert await elections.stations(session, MAYOR, "337401") == list(election.stations)
    assert await elections.station(session, MAYOR, StationCode("3374011001002")) == election.stations[1]


async def test_loading_the_same_definition_again_changes_nothing(engine: AsyncEngine) -> None:
    shuffled = replace(make_election(), stations=make_election().stations[::-1])

    async with database.transaction(engine) as session:
        await elections.load(session, make_election())
        first = await session.scalar(text("SELECT xmin || '/' || loaded_at FROM election"))
    async with database.transaction(engine) as session:
        loaded = await elections.load(session, shuffled)
        second = await session.scalar(text("SELECT xmin || '/' || loaded_at FROM election"))

    assert loaded.change is Change.NONE
    assert first == second


async def test_another_definition_replaces_the_first_while_no_photo_has_come(session: AsyncSession) -> None:
    await elections.load(session, make_election())
    areas = (*make_election().areas[:3], Area(AreaCode("3374011002"), "Jagalan"))
    stations = (Station(StationCode("3374011002001"), 1, 5, 6, 500),)
    contest = replace(make_election().contests[0], title="Kepala Desa", choices=(Choice(1, "Budi"),))
    second = replace(make_election("Second"), areas=areas, stations=stations, contests=(contest,))

    loaded = await elections.load(session, second)

    assert loaded.change is Change.REPLACED
    assert await elections.contests(session) == [contest]
    assert await elections.areas(session, MAYOR) == list(areas)
    assert await elections.stations(session, MAYOR, "33") == list(stations)
    assert [s.name for s in await elections.summaries(session)] == ["Second"]


async def test_appointments_survive_a_replaced_definition_and_those_to_what_is_gone_end(session: AsyncSession) -> None:
    governor = replace(make_election().contests[0], id=ContestId("desa-2024.pkwkp"), office="pkwkp")
    second = Station(StationCode("3374011001004"), 4, 1, 1, 600)
    first = make_election()
    wide = replace(first, contests=(*first.contests, governor), stations=(*first.stations, second))
    await elections.load(session, wide)
    await people.add(session, "stays", Role.KPPS, "3374011001001", contest=MAYOR)
    await people.add(session, "contest-gone", Role.KPPS, "3374011001001", contest=governor.id)
    await people.add(session, "station-gone", Role.KPPS, second.code)
    await people.add(session, "choice-stays", Role.WITNESS, "337401", contest=MAYOR, choice=1)
    await people.add(session, "choice-gone", Role.WITNESS, "337401", contest=MAYOR, choice=9)
    signed = await officers.sign_in(session, "contest-gone", people.PASSWORD)
    assert isinstance(signed, officers.SignedIn)

    await elections.load(session, make_election())

    ended = {one.username for one in await appointments.below(session, None) if one.state is Standing.ENDED}
    assert ended == {"contest-gone", "station-gone", "choice-gone"}
    assert await officers.of_token(session, signed.token) is None
    with pytest.raises(AppointmentEnded):
        await officers.sign_in(session, "contest-gone", people.PASSWORD)


async def test_an_election_with_photos_cannot_be_redefined(engine: AsyncEngine) -> None:
    async with database.transaction(engine) as session:
        await elections.load(session, make_election())
        await send_a_photo(session)

    with pytest.raises(ElectionHasResults, match="desa-2024"):
        async with database.transaction(engine) as session:
            await elections.load(session, make_election("Other"))
    async with database.transaction(engine) as session:
        again = await elections.load(session, make_election())

        assert again.change is Change.NONE
        assert [s.name for s in await elections.summaries(session)] == ["Desa 2024"]


async def test_what_is_not_loaded_is_named_in_the_refusal(session: AsyncSession) -> None:
    await elections.load(session, make_election())

    with pytest.raises(ContestUnknown, match=r"desa-2024\.pkwkp"):
        await elections.contest(session, ContestId("desa-2024.pkwkp"))
    with pytest.raises(ContestUnknown):
        await elections.stations(session, ContestId("nowhere.pkwkk"), "33")
    with pytest.raises(StationUnknown, match="3374011001009"):
        await elections.station(session, MAYOR, StationCode("3374011001009"))
    with pytest.raises(AreaUnknown, match="337499"):
        await elections.area(session, MAYOR, "337499")
    assert await elections.stations(session, MAYOR, "337499") == []


async def test_a_contest_reaches_only_its_own_area(session: AsyncSession) -> None:
    village = replace(make_election().contests[0], id=ContestId("desa-2024.lurah"), area=AreaCode("3374011001"))
    other = Area(AreaCode("3374011002"), "Jagalan")
    wide = replace(
        make_election(),
        areas=(*make_election().areas, other),
        stations=(*make_election().stations, Station(StationCode("3374011002001"), 1, 1, 1, 600)),
        contests=(*make_election().contests, village),
    )
    await elections.load(session, wide)

    with pytest.raises(StationUnknown):
        await elections.station(session, village.id, StationCode("3374011002001"))
    with pytest.raises(AreaUnknown):
        await elections.area(session, village.id, other.code)
    assert await elections.areas(session, village.id) == list(make_election().areas)
    assert len(await elections.stations(session, village.id, "3374")) == 3


async def test_the_lineage_of_a_station_runs_from_the_province_down(session: AsyncSession) -> None:
    await elections.load(session, make_election())

    around = await elections.lineage(session, MAYOR, "3374011001002")

    assert [a.name for a in around] == ["Jawa Tengah", "Semarang", "Tengah", "Miroto"]
    assert (await elections.area(session, MAYOR, "33")).name == "Jawa Tengah"


async def test_both_shipped_elections_load_beside_each_other(session: AsyncSession) -> None:
    for name in ("semarang-2020", "semarang-2024"):
        await elections.load(session, definition.read(examples.FOLDER / name, ["C.HASIL-KWK"]))

    found = await elections.summaries(session)

    assert [(s.id, s.stations, s.voters) for s in found] == [
        ("semarang-2024", 2358, 1_240_358),
        ("semarang-2020", 3447, 1_174_068),
    ]
    assert [c.id for c in await elections.contests(session)] == ["semarang-2020.pkwkk", "semarang-2024.pkwkk"]
