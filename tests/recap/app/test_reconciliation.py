from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import reconciliation, signing
from recap.app.signing import Wanted
from recap.domain.election import AreaCode
from recap.domain.reconciliation import HASH, Difference, Source
from recap.domain.refusals.signing import NumbersDiffer
from tests import people
from tests import signers as tiers
from tests.filled import VALUES
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio

VILLAGE, DISTRICT, CITY = AreaCode("3374011001"), AreaCode("337401"), AreaCode("3374")
PAS1 = VALUES["PAS1"]
LEVELS = [
    pytest.param(VILLAGE, STATIONS[0], 1, id="PPS"),
    pytest.param(DISTRICT, VILLAGE, 2, id="PPK"),
    pytest.param(CITY, DISTRICT, 4, id="KPU"),
]


async def corrupt(session: AsyncSession, table: str, change: str) -> None:
    """Change rows as somebody would who got into the database."""
    connection = await session.connection()
    await connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    await connection.exec_driver_sql(f"UPDATE {table} SET {change}")  # noqa: S608  the test's own words
    await connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


async def ready(session: AsyncSession, folder: Path, area: AreaCode) -> tiers.Tiers:
    """Bring an area to where only the signature is missing."""
    held = await tiers.begin(session, folder)
    await tiers.all_below(session, held, area)
    await tiers.plenary(session, held.signers[area], area)
    assert await reconciliation.differences(session, CONTEST, area) == []
    return held


async def told(session: AsyncSession, held: tiers.Tiers, area: AreaCode) -> list[Difference]:
    """What the officer is told when they sign nevertheless: the same as the comparison says."""
    found = await reconciliation.differences(session, CONTEST, area)
    code = people.code()
    with pytest.raises(NumbersDiffer, match=f"{len(found)} differences"):
        await signing.sign(session, held.desk, held.signers[area], Wanted(CONTEST, area, code))
    assert all(each.since is not None for each in found)
    return found


def one(source: Source, child: str, here: int | None, there: int | None, row: str = "PAS1") -> list[tuple[object, ...]]:
    return [(source, child, row, here, there)]


def facts(found: list[Difference]) -> list[tuple[object, ...]]:
    return [(each.source, each.child, each.row, each.here, each.there) for each in found]


@pytest.mark.parametrize(("area", "child", "stations"), LEVELS)
async def test_a_changed_tally_is_named(
    session: AsyncSession, tmp_path: Path, area: AreaCode, child: str, stations: int
) -> None:
    held = await ready(session, tmp_path, area)
    named = child if len(child) < 13 else area
    there = PAS1 * (stations if named == child else 2)
    await corrupt(session, "tally", f"values = values || '{{\"PAS1\": {there + 7}}}' WHERE area = '{named}'")

    assert facts(await told(session, held, area)) == one(Source.TALLY, named, there + 7, there)


@pytest.mark.parametrize(("area", "child", "stations"), LEVELS)
async def test_a_changed_result_is_named(
    session: AsyncSession, tmp_path: Path, area: AreaCode, child: str, stations: int
) -> None:
    held = await ready(session, tmp_path, area)
    await corrupt(session, "result", f"values = values || '{{\"PAS1\": {PAS1 + 7}}}' WHERE station = '{STATIONS[0]}'")

    assert facts(await told(session, held, area)) == one(Source.RESULTS, child, PAS1 * stations + 7, PAS1 * stations)


@pytest.mark.parametrize(("area", "child", "stations"), LEVELS)
async def test_a_changed_node_of_the_tree_of_sums_is_named(
    session: AsyncSession, tmp_path: Path, area: AreaCode, child: str, stations: int
) -> None:
    held = await ready(session, tmp_path, area)
    there = PAS1 * stations
    change = f"values = values || '{{\"PAS1\": {there + 7}}}' WHERE code = '{child}' AND level = 0"
    await corrupt(session, "sum_node", change)

    assert facts(await told(session, held, area)) == one(Source.TREE, child, there + 7, there)


@pytest.mark.parametrize(("area", "child", "stations"), LEVELS)
async def test_a_changed_hash_of_the_tree_of_sums_is_named_although_its_sums_are_right(
    session: AsyncSession, tmp_path: Path, area: AreaCode, child: str, stations: int
) -> None:
    held = await ready(session, tmp_path, area)
    assert stations
    await corrupt(session, "sum_node", f"sha256 = repeat('ab', 32) WHERE code = '{child}' AND level = 0")

    assert facts(await told(session, held, area)) == one(Source.TREE, child, None, None, HASH)


@pytest.mark.parametrize(("area", "child", "stations"), LEVELS)
async def test_what_a_child_says_is_named_when_it_was_changed(
    session: AsyncSession, tmp_path: Path, area: AreaCode, child: str, stations: int
) -> None:
    held = await ready(session, tmp_path, area)
    there = PAS1 * stations
    if len(child) == 13:
        seen = f'values = values || \'{{"PAS1": {PAS1 - 1}, "PAS2": {VALUES["PAS2"] + 1}}}\''
        await corrupt(session, "reading", f"{seen} WHERE station = '{child}' AND values ? 'PAS1'")
        expected = one(Source.CHILDREN, child, PAS1 - 1, PAS1)
        expected += one(Source.CHILDREN, child, VALUES["PAS2"] + 1, VALUES["PAS2"], "PAS2")
    else:
        total = f'"PAS1":{there},"PAS2"'
        changed = f'"PAS1":{there + 7},"PAS2"'
        where = f"WHERE area = '{child}'"
        await corrupt(session, "certificate", f"statement = replace(statement, '{total}', '{changed}') {where}")
        expected = one(Source.CHILDREN, child, there + 7, there)

    assert facts(await told(session, held, area)) == expected
