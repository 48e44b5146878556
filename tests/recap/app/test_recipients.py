"""Who is given copies: the documented default of 32, and lists that KPU loads."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import copies, elections, recipients
from recap.domain.election import AreaCode, Choice, ChoiceKind, Contest, ContestId
from recap.domain.recipient import Recipient, RecipientKind
from recap.domain.refusals.copies import RecipientsInUse, RecipientsInvalid, RecipientUnknown
from tests import copied, night

pytestmark = pytest.mark.anyio

PAIRS = (Choice(1, "Satu"), Choice(2, "Dua"))
CONTEST = Contest(ContestId("kecil-2024.pkwkk"), "PKWKK", "Walikota", AreaCode("3374"), "C.HASIL-KWK", PAIRS)
SHORT = b"kind,name,choice\nwitness,Saksi 1,1\nwitness,Saksi 2,2\nsupervisor,Pengawas TPS,\nboard,Papan,\n"


async def test_by_default_the_legal_recipients_come_first_and_there_are_32() -> None:
    listed = recipients.default(CONTEST)

    assert len(listed) == 32
    assert [r.number for r in listed] == list(range(1, 33))
    legal = ["witness", "witness", "supervisor", "pps", "ppk", "city", "board"]
    assert [r.kind.value for r in listed[:8]] == [*legal, "other"]
    assert [r.choice for r in listed[:3]] == [1, 2, None]


async def test_an_empty_column_sends_no_witness() -> None:
    single = (Choice(1, "Satu"), Choice(2, "", ChoiceKind.EMPTY_COLUMN))
    contest = Contest(CONTEST.id, "PKWKK", "Walikota", CONTEST.area, CONTEST.layout, single)

    listed = recipients.default(contest)

    assert [r.choice for r in listed if r.kind is RecipientKind.WITNESS] == [1]
    assert len(listed) == 32


async def test_a_loaded_list_takes_the_place_of_the_default(session: AsyncSession) -> None:
    await night.begin(session)
    held = await elections.contest(session, night.CONTEST)

    await recipients.replace(session, night.CONTEST, recipients.read(SHORT, "list.csv", held))

    found = await recipients.of_contest(session, night.CONTEST)
    assert found[0] == Recipient(1, RecipientKind.WITNESS, "Saksi 1", 1)
    assert [r.name for r in found] == ["Saksi 1", "Saksi 2", "Pengawas TPS", "Papan"]
    with pytest.raises(RecipientUnknown):
        await recipients.one(session, night.CONTEST, 5)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"name,kind\n", 1),
        (b"kind,name,choice\n", 1),
        (b"kind,name,choice\nfriend,Teman,\n", 2),
        (b"kind,name,choice\npps,PPS,\nwitness,Saksi,3\n", 3),
        (b"kind,name,choice\npps,,\n", 2),
        (b"kind,name,choice\npps,PPS,1\n", 2),
        (b"\xff\xfe", 1),
    ],
)
async def test_a_wrong_list_names_its_line(content: bytes, line: int) -> None:
    with pytest.raises(RecipientsInvalid, match=f"line {line}:"):
        recipients.read(content, "list.csv", CONTEST)


async def test_who_has_acknowledged_a_copy_keeps_their_number(session: AsyncSession, tmp_path: Path) -> None:
    await night.begin(session)
    copy = await copied.form(session, tmp_path, night.STATIONS[0])
    await copies.acknowledge(session, copy, await recipients.one(session, night.CONTEST, 2))
    listed = await recipients.of_contest(session, night.CONTEST)
    more = [*listed, Recipient(33, RecipientKind.OTHER, "Pemantau")]

    await recipients.replace(session, night.CONTEST, more)

    with pytest.raises(RecipientsInUse, match="Recipient 2 "):
        await recipients.replace(session, night.CONTEST, [listed[0], *listed[2:]])
