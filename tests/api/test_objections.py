import pytest
from pypdfium2 import PdfDocument

from recap.app.database import transaction
from tests import night
from tests.api.conftest import OTHER_STATION, STATION, Door
from tests.filled import VALUES
from tests.night import CONTEST

pytestmark = pytest.mark.anyio
FILED = {"area": STATION, "text": "Plano menyebut 199.", "values": {"PAS1": 199, "PAS2": 101}}
LIST = f"/api/objections/{CONTEST}"
PAGES = f"/petugas/keberatan/{CONTEST}"


def words(pdf: bytes) -> str:
    return str(PdfDocument(pdf)[0].get_textpage().get_text_range())


async def form(door: Door) -> None:
    async with transaction(door.engine) as session:
        await night.form(session, STATION)


async def test_a_witness_files_and_the_kecamatan_corrects_at_once(door: Door) -> None:
    await form(door)
    filed = await door.client.post(LIST, json=FILED, headers=await door.sign_in("witness-1"))
    number = filed.json()["number"]
    ppk = await door.sign_in("ppk-1")

    said = {"verdict": "accepted", "text": "Plano dibuka bersama saksi.", "correct": True}
    answer = await door.client.post(f"{LIST}/{number}/answer", json=said, headers=ppk)
    again = await door.client.post(f"{LIST}/{number}/answer", json=said, headers=ppk)

    assert filed.status_code == 201
    assert (answer.status_code, answer.json()["verdict"]) == (201, "accepted")
    assert (again.status_code, again.json()["error"]) == (409, "ObjectionAnswered")
    cases = await door.client.get("/api/discrepancies", params={"contest": CONTEST}, headers=ppk)
    assert [case["key"] for case in cases.json() if case["key"].startswith("OBJECTION")] == []


async def test_objections_stay_within_reach(door: Door) -> None:
    witness = await door.sign_in("witness-1")

    elsewhere = await door.client.post(LIST, json={**FILED, "area": OTHER_STATION}, headers=witness)
    above = await door.client.get(LIST, params={"area": "337401"}, headers=witness)
    officer = await door.client.post(LIST, json=FILED, headers=await door.sign_in("ppk-1"))
    auditor = await door.client.post(LIST, json=FILED, headers=await door.sign_in("auditor"))

    assert [answer.status_code for answer in (elsewhere, above, officer, auditor)] == [403] * 4


@pytest.mark.parametrize(
    ("change", "error"),
    [({"values": {"X": 1}}, "ObjectionCellsUnknown"), ({"text": "  "}, "ObjectionEmpty"), ({"kind": "?"}, None)],
)
async def test_what_cannot_be_filed_is_said(door: Door, change: dict[str, object], error: str | None) -> None:
    answer = await door.client.post(LIST, json={**FILED, **change}, headers=await door.sign_in("witness-1"))

    assert (answer.status_code, answer.json()["error"]) == (422, error or "RequestInvalid")


async def test_only_an_officer_of_the_tier_answers(door: Door) -> None:
    filed = await door.client.post(LIST, json=FILED, headers=await door.sign_in("witness-1"))
    address = f"{LIST}/{filed.json()['number']}/answer"
    said = {"verdict": "noted", "text": "Dicatat."}

    for name in ("witness-1", "supervisor-ppk", "kpps-1", "ppk-2", "auditor"):
        assert (await door.client.post(address, json=said, headers=await door.sign_in(name))).status_code == 403
    assert (await door.client.post(address, json=said, headers=await door.sign_in("pps-1"))).status_code == 201


async def test_the_pages_file_and_answer_and_print(door: Door) -> None:
    await form(door)
    witness, ppk = await door.sign_in("witness-1"), await door.sign_in("ppk-1")
    blank = await door.client.get(f"{PAGES}/baru", headers=witness)
    empty = await door.client.post(f"{PAGES}/baru", data={"area": STATION, "text": " "}, headers=witness)
    given = {"area": STATION, "kind": "objection", "text": "Plano menyebut 199.", "value-PAS1": "199"}
    filed = await door.client.post(f"{PAGES}/baru", data=given, headers=witness)
    shown = await door.client.get(filed.headers["location"], headers=ppk)
    answered = await door.client.post(
        filed.headers["location"], data={"verdict": "rejected", "text": "Plano menyebut 200."}, headers=ppk
    )
    listed = await door.client.get(PAGES, headers=ppk)
    printed = await door.client.get(f"{PAGES}/formulir/{STATION}", headers=ppk)

    assert str(VALUES["PAS1"]) in blank.text
    assert (empty.status_code, filed.status_code, answered.status_code) == (422, 303, 303)
    assert "199" in shown.text
    assert "Plano menyebut 200." in listed.text
    assert "Ditolak" in listed.text
    assert printed.headers["content-type"] == "application/pdf"
    for part in ("C.KEJADIAN KHUSUS DAN/ATAU KEBERATAN-KWK", "001", "Miroto", "seharusnya 199", "Plano menyebut 200."):
        assert part in words(printed.content)


async def test_a_place_without_objections_prints_nihil(door: Door) -> None:
    printed = await door.client.get(f"{PAGES}/formulir/337401", headers=await door.sign_in("ppk-1"))

    assert "NIHIL" in words(printed.content)
    assert "Ketua PPK" in words(printed.content)
