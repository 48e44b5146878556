"""Reading a list of appointments: every fault with its line, and nothing of a list that has one."""

from pathlib import Path

import pytest

from recap.app import appointments, identities
from recap.domain.refusals.people import AppointmentsInvalid
from recap.domain.rights import Role
from tests.recap.app.test_appointments import HEADER, NIK, STARTS, STATION, content, line

GOOD = line("kpps", STATION)


def faults(folder: Path, text: bytes) -> list[str]:
    with pytest.raises(AppointmentsInvalid) as refused:
        appointments.read(text, folder)
    return [f"{fault.line}: {fault.reason}" for fault in refused.value.faults]


def test_a_list_in_order_is_read_with_remarks_blank_lines_and_any_case(tmp_path: Path) -> None:
    text = content("# lampiran", "", GOOD.replace("kpps", "KPPS-Chair"), ",,,,,,,,,,,,").replace(b"\n", b"\r\n")

    (one,) = appointments.read(b"\xef\xbb\xbf" + text, tmp_path)

    assert (one.line, one.post.role, one.post.area) == (4, Role.KPPS_CHAIR, STATION)
    assert (one.letter, one.issuer) == ("12/PP.04.1-Kpt/3374/2024", "KPU Kota Semarang")
    assert one.username is None


def test_a_list_from_an_indonesian_spreadsheet_is_read(tmp_path: Path) -> None:
    day = f"{STARTS:%d-%m-%Y}"
    text = content(GOOD.replace(str(STARTS), day)).replace(b",", b";")

    (one,) = appointments.read(text, tmp_path)

    assert one.issued_on == STARTS


def test_columns_may_stand_in_any_order_and_those_that_may_be_empty_may_be_missing(tmp_path: Path) -> None:
    names, cells = HEADER.split(","), GOOD.split(",")
    kept = [at for at, name in enumerate(names) if name not in {"contest", "choice", "username"}][::-1]
    text = "\n".join(",".join(row[at] for at in kept) for row in (names, cells)).encode()

    (one,) = appointments.read(text, tmp_path)

    assert (one.post.contest, one.post.choice, one.name) == (None, None, "Siti Aminah")


def test_a_person_is_known_by_a_digest_under_a_key_of_this_machine(tmp_path: Path) -> None:
    (one,) = appointments.read(content(GOOD), tmp_path / "a")
    (same,) = appointments.read(content(GOOD.replace(NIK, f"{NIK[:6]} {NIK[6:12]} {NIK[12:]}")), tmp_path / "a")
    (elsewhere,) = appointments.read(content(GOOD), tmp_path / "b")

    assert one.person == same.person
    assert one.person != elsewhere.person
    assert NIK not in repr(one)
    assert (tmp_path / "a" / "keys" / "identities.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (GOOD.replace(NIK, "123"), "the identity number (NIK) has 16 digits"),
        (GOOD.replace(NIK, "3374019903850001"), "the identity number (NIK) has 16 digits"),
        (GOOD.replace(NIK, "3374015213850001"), "the identity number (NIK) has 16 digits"),
        (GOOD.replace("kpps", "bupati"), "the role bupati is unknown; roles are kpps, kpps_chair"),
        (GOOD.replace(STATION, "337401"), "no KPPS operator has an area with the code 337401"),
        (GOOD.replace(STATION, "33740110010x1"), "no KPPS operator has an area with the code 33740110010x1"),
        (line("kpps", STATION, choice="dua"), "the choice is not a number: dua"),
        (line("kpps", STATION, username="a b"), "the log-in name needs 3 to 60 letters"),
        (line("kpps", STATION, term="2024-11-01,2024-11-07,2024-11-06"), "the term ends before it starts"),
        (line("kpps", STATION, term="2024-11-01,2024-11-31,2024-12-06"), "starts_on is not a day such as 2024-11-27"),
        (GOOD.replace("Siti Aminah", ""), "name is empty, too long"),
        (GOOD.replace("Siti", "Si\x07ti"), "name is empty, too long or holds signs"),
        (GOOD + ",x", "14 values for 13 columns"),
        (GOOD.replace("Siti Aminah", '"Siti'), "a quotation mark is out of place"),
    ],
)
def test_a_wrong_line_is_named_with_its_reason(tmp_path: Path, wrong: str, reason: str) -> None:
    found = faults(tmp_path, content(GOOD, wrong))

    assert len(found) == 1
    assert found[0].startswith(f"3: {reason}")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    twice = GOOD.replace(NIK, "1").replace("Siti Aminah", "")

    found = faults(tmp_path, content(twice, GOOD, GOOD.replace("kpps", "x")))

    assert [one.split(":")[0] for one in found] == ["2", "2", "4"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "1: the list is empty"),
        (b"# only a remark\n\n", "1: the list is empty"),
        (HEADER.encode(), "1: the list names nobody below its first line"),
        (content(GOOD).replace(b"election,", b"pemilihan,", 1), "1: the column election is missing"),
        (content(GOOD).replace(b"username", b"role", 1), "1: the column role is given twice"),
        (content(GOOD.replace("Siti", "Sit\xed")).decode().encode("latin-1"), "2: this is no text in UTF-8"),
        (b"\n".join([HEADER.encode(), *[b"x"] * 20_001]), "20000: the list is too long"),
        (b"\x89PNG\r\n\x1a\n", "1: this is no text in UTF-8"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, text: bytes, reason: str) -> None:
    assert reason in "\n".join(faults(tmp_path, text))[: len(reason) + 200]


@pytest.mark.parametrize(
    ("number", "fits"),
    [(NIK, True), ("0000000101900001", True), ("3374017112990001", True), ("3374010003850001", False), ("", False)],
)
def test_an_identity_number_holds_a_birthday(number: str, fits: bool) -> None:  # noqa: FBT001
    assert identities.number_fits(number) is fits
