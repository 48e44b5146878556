"""Signing and reopening through the doors: JSON for scripts, pages for people."""

import pytest

from recap.app.database import transaction
from recap.domain.certificate import digest
from tests import night, people, signers
from tests.api.conftest import Door
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio

VILLAGE, OTHER, DISTRICT = signers.VILLAGES[0], signers.VILLAGES[1], signers.DISTRICTS[0]
AT_VILLAGE, AT_DISTRICT = f"/api/certificates/{CONTEST}/{VILLAGE}", f"/api/certificates/{CONTEST}/{DISTRICT}"


async def begin(door: Door) -> None:
    """Have the kecamatan's forms in, and the second kelurahan and both plenaries of the first two tiers done."""
    async with transaction(door.engine) as session:
        held = await signers.appoint(session, door.data_dir)
        for station in STATIONS[:4]:
            await night.form(session, station)
        for village in (VILLAGE, OTHER):
            await signers.plenary(session, held.signers[village], village)
        await signers.sign(session, held, OTHER)


async def hold_district(door: Door) -> None:
    async with transaction(door.engine) as session:
        chair = await people.add(session, "pemimpin", signers.SIGNERS[6], DISTRICT)
        await signers.plenary(session, chair, DISTRICT)


async def test_a_script_signs_a_kelurahan_and_a_kecamatan_and_anybody_reads_the_certificate(door: Door) -> None:
    await begin(door)
    pps, chair = await door.sign_in("pps-1"), await door.sign_in("ppk-chair-1")

    before = (await door.client.get(AT_DISTRICT, headers=chair)).json()
    first = await door.client.post(AT_VILLAGE, headers=pps, json={})
    await hold_district(door)
    second = await door.client.post(AT_DISTRICT, headers=chair, json={"code": people.code()})

    assert (before["ready"], {line["key"] for line in before["lines"] if not line["done"]}) == (
        False,
        {"children", "plenary"},
    )
    assert (first.status_code, second.status_code) == (201, 201)
    made = second.json()
    assert (made["standing"], digest(made["statement"])) == ("valid", made["sha256"])
    page = await door.client.get(f"/sertifikat/{made['sha256']}?lang=en")
    pdf = await door.client.get(made["pdf"])
    assert "In force" in page.text
    assert first.json()["sha256"][:32] in page.text
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert (await door.client.get(f"/sertifikat/{'0' * 64}")).status_code == 404


async def test_a_signature_is_refused_with_what_is_missing(door: Door) -> None:
    await begin(door)
    chair, stranger = await door.sign_in("ppk-chair-1"), await door.sign_in("ppk-1")

    early = await door.client.post(AT_DISTRICT, headers=chair, json={"code": people.code()})
    foreign = await door.client.post(AT_VILLAGE, headers=chair, json={"code": people.code()})
    not_chair = await door.client.post(AT_DISTRICT, headers=stranger, json={"code": people.code()})

    assert (early.status_code, early.json()["error"]) == (409, "SigningIncomplete")
    assert [answer.status_code for answer in (foreign, not_chair)] == [403, 403]


async def test_a_wrong_code_on_the_page_signs_nothing(door: Door) -> None:
    await begin(door)
    await door.client.post(AT_VILLAGE, headers=await door.sign_in("pps-1"), json={})
    await hold_district(door)
    chair = await door.sign_in("ppk-chair-1")
    wrong = f"{(int(people.code()) + 1) % 1_000_000:06d}"
    address = f"/petugas/pengesahan/{CONTEST}/{DISTRICT}"

    refused = await door.client.post(address, headers=chair, data={"code": wrong})
    signed = await door.client.post(address, headers=chair, data={"code": people.code()})

    assert (refused.status_code, signed.status_code) == (401, 303)
    assert 'role="alert"' in refused.text


async def test_two_people_reopen_what_was_signed_and_it_is_public(door: Door) -> None:
    await begin(door)
    signed = (await door.client.post(AT_VILLAGE, headers=await door.sign_in("pps-1"), json={})).json()
    member, chair = await door.sign_in("ppk-1"), await door.sign_in("ppk-chair-1")
    wish = {"certificate": signed["id"], "reason": "TPS 2 salah salin."}

    asked = await door.client.post("/api/reopenings", headers=member, json=wish)
    number = asked.json()["id"]
    alone = await door.client.post(
        f"/api/reopenings/{number}/answer", headers=member, json={"granted": True, "note": "ya"}
    )
    done = await door.client.post(
        f"/api/reopenings/{number}/answer", headers=chair, json={"granted": True, "note": "Setuju."}
    )

    assert (asked.status_code, alone.status_code, done.status_code) == (201, 403, 201)
    page = (await door.client.get(f"/sertifikat/{signed['sha256']}?lang=en")).text
    assert "TPS 2 salah salin." in page
    assert "Setuju." in page
    assert "Reopened" in page
    listed = (await door.client.get(f"/api/reopenings/{CONTEST}", headers=chair)).json()
    assert [(each["area"], each["answer"]["granted"]) for each in listed] == [(VILLAGE, True)]


async def test_the_preview_is_a_pdf_that_says_it_is_not_signed(door: Door) -> None:
    await begin(door)

    answer = await door.client.get(
        f"/petugas/pengesahan/{CONTEST}/{VILLAGE}/pratinjau.pdf", headers=await door.sign_in("pps-1")
    )

    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert b"/ByteRange" not in answer.content
