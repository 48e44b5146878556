"""What a stranger is told of the forgeries one thinks of first: which class of failure, where, and in which words."""

from base64 import b64encode
from pathlib import Path
from random import Random

import pytest

from recap.app.keys import TierKeys
from recap.domain.canonical import canonical
from recap.verify.findings import Failure, Finding
from recap.verify.folder import Given, verify
from recap.verify.scene import Record
from tests.night import STATIONS
from tests.verify import runner
from tests.verify.forger import Change, Forger, Reach, digest
from tests.verify.memory import Files, MemorySource, load

pytestmark = pytest.mark.anyio


@pytest.fixture
def forger(data: Path) -> Forger:
    return Forger(load(data / "published"), runner.keys_of(data), Random(7))  # noqa: S311  choices that a seed repeats


def found(files: Files) -> list[Finding]:
    return list(verify(MemorySource(files), Given()).found.findings)


def add_a_vote(record: Record) -> None:
    record["values"]["PAS1"] += 1


def count_another_number(record: Record) -> None:
    record["cells"]["PAS1"]["counted"] += 1


def groups(files: Files) -> dict[tuple[str, str], str]:
    """One file of each folder and ending."""
    return {(path.partition("/")[0], path.rpartition(".")[2]): path for path in sorted(files) if ".p/" not in path}


@pytest.mark.parametrize("code", ["3374", "337401", "3374011001"])
async def test_a_changed_total_is_found_although_all_digests_were_mended(forger: Forger, code: str) -> None:
    due = next(record for place, record in forger.tree().items() if place == code)["values"]["PAS1"]

    forger.change({code: add_a_vote}, Reach.MANIFEST)

    said = [each.say("en") for each in found(forger.files) if each.failure is Failure.TOTAL]
    assert f"{code}: PAS1 is published as {due + 1}, but its parts add up to {due}." in said


async def test_a_changed_number_of_a_station_is_found_in_its_own_cells_and_in_the_log(forger: Forger) -> None:
    forger.change({STATIONS[0]: count_another_number}, Reach.LOG)

    told = {(each.failure, each.say("id")[:13]) for each in found(forger.files)}

    assert {(Failure.TOTAL, STATIONS[0]), (Failure.UNLOGGED, STATIONS[0])} <= told


async def test_a_flipped_bit_in_any_kind_of_file_is_found_and_the_file_named(forger: Forger) -> None:
    honest = dict(forger.files)

    for path in groups(honest).values():
        content = bytearray(honest[path])
        content[len(content) // 2] ^= 1
        told = found({**honest, path: bytes(content)})
        assert told, path
        if not path.startswith(("manifest.", "checkpoint", "tile/")):
            assert any(path in {each.path, each.path.removesuffix(".sig")} for each in told), path


@pytest.mark.parametrize("folder", ["objects", "photos", "certificates", "exports", "kpu", "manifests", "definitions"])
async def test_a_missing_file_is_missing(forger: Forger, folder: str) -> None:
    path = next(path for path in sorted(forger.files) if path.startswith(f"{folder}/"))
    del forger.files[path]

    assert (Failure.MISSING, path) in {(each.failure, each.path) for each in found(forger.files)}


async def test_a_certificate_signed_with_the_key_of_another_area_is_found(forger: Forger, data: Path) -> None:
    area = next(record for _, record in sorted(forger.tree().items()) if record["acts"].get("certificates"))
    other = TierKeys(data).of("3374021001", "Bulu Lor")
    name = area["acts"]["certificates"][-1]["sha256"]
    signature = b64encode(other.sign(forger.files[f"certificates/{name}.json"]))
    forger.files[f"certificates/{name}.sig"] = signature
    forger.files[f"keys/{other.id}.pem"] = other.certificate_pem.encode()

    def sign(record: Record) -> None:
        record["acts"]["certificates"][-1] |= {"key": other.id, "signature": digest(signature)}

    forger.change({area["code"]: sign}, Reach.LOG)

    told = {each.path: each for each in found(forger.files) if each.failure is Failure.KEY}
    assert told[f"keys/{other.id}.pem"].facts["reason"] == "area"


async def test_a_total_signed_by_the_office_itself_is_still_not_the_sum_of_its_parts(
    forger: Forger, data: Path
) -> None:
    area = next(record for _, record in sorted(forger.tree().items()) if record["acts"].get("certificates"))
    old = area["acts"]["certificates"][-1]
    said = forger.read(f"certificates/{old['sha256']}.json")
    said["total"]["PAS1"] += 7
    content = canonical(said).encode()
    signature = b64encode(TierKeys(data).of(area["code"], area["name"]).sign(content))
    new = {"sha256": digest(content), "signature": digest(signature)}
    forger.files |= {f"certificates/{new['sha256']}.json": content, f"certificates/{new['sha256']}.sig": signature}
    entries = [each.replace(old["sha256"].encode(), new["sha256"].encode()) for each in forger.entries()]
    forger.relog(entries, Reach.LOG)

    forger.change({area["code"]: lambda record: record["acts"]["certificates"][-1].update(new)}, Reach.LOG)

    told = [each.say("en") for each in found(forger.files) if each.failure is Failure.CERTIFICATE]
    assert any("the signed certificate says total" in each for each in told)


async def test_another_number_in_an_answer_two_people_gave_is_found_beside_the_second_one_s_entry(
    forger: Forger,
) -> None:
    def correct_otherwise(record: Record) -> None:
        (case,) = (each for each in record["settled"] if each["second"])
        case["corrections"]["PAS1"] += 1

    forger.change({STATIONS[1]: correct_otherwise}, Reach.MANIFEST)

    acts = {each.facts.get("act") for each in found(forger.files) if each.failure is Failure.UNLOGGED}
    assert "approval" in acts
    assert "settlement" not in acts


@pytest.mark.parametrize("change", [lambda record: record.pop("cap"), lambda record: record.update(cap=True)])
async def test_a_record_of_another_shape_is_told_and_nothing_crashes(forger: Forger, change: Change) -> None:
    forger.change({STATIONS[0]: change}, Reach.LOG)

    assert Failure.SHAPE in {each.failure for each in found(forger.files)}
