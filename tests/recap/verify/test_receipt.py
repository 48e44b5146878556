import json
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest

from recap.app import receipts
from recap.domain.canonical import canonical
from recap.domain.photo import PhotoDigest, Upload
from recap.domain.tlog import proof
from recap.domain.tlog.policy import NO_QUORUM, Log, Policy
from recap.verify import main
from recap.verify.findings import Failure
from recap.verify.folder import Given
from recap.verify.glance import glance
from recap.verify.notes import check_proof
from recap.verify.outcome import Asked, Report
from recap.verify.receipt import Outcome
from recap.verify.source import FolderSource
from tests.verifying import CONTEST, ORIGIN, City, digest


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = City(tmp_path / "published")
    made.count(made.stations[0])
    made.publish()
    return made


def receipt(city: City, page: int, minutes: int, **other: str) -> bytes:
    """A receipt for the photo of a page, with the time until it must be in the log."""
    code = city.stations[0]
    by = (city.now + timedelta(minutes=minutes)).isoformat()
    facts = {"sha256": digest(f"{code} {page}".encode()), "contest": CONTEST, "station": code, "key": "-"}
    text = canonical(facts | {"received_at": city.now.isoformat(), "log": ORIGIN, "log_by": by} | other)
    signature = b64encode(city.key.sign(text.encode())).decode()
    return json.dumps({"text": text, "signature": signature, "public_key": "-"}).encode()


def asked(city: City, content: bytes) -> Report:
    return glance(FolderSource(city.root), Given(), Asked(receipts=(content,)))


def test_a_photo_in_the_log_is_found_with_its_index(city: City) -> None:
    report = asked(city, receipt(city, 1, 15))

    assert report.failures == set()
    assert [(each.outcome, each.index) for each in report.judgements] == [(Outcome.LOGGED, 3)]


def test_a_receipt_as_the_server_signs_it_is_understood(city: City) -> None:
    code, name = city.stations[0], PhotoDigest(digest(f"{city.stations[0]} 3".encode()))
    upload = Upload(1, name, CONTEST, code, 1, city.now)
    signer = receipts.Signer(city.key)
    given = signer.sign(upload, receipts.Promise(ORIGIN, timedelta(minutes=15)))

    report = asked(city, json.dumps({"text": given.text, "signature": given.signature}).encode())

    assert (report.failures, report.judgements[0].outcome) == (set(), Outcome.LOGGED)


def test_a_photo_that_is_not_due_yet_is_no_failure(city: City) -> None:
    report = asked(city, receipt(city, 9, 15))

    assert (report.failures, report.judgements[0].outcome) == (set(), Outcome.WAITING)


def test_a_promise_that_was_not_kept_is_proven(city: City) -> None:
    report = asked(city, receipt(city, 9, -1))

    assert (report.failures, report.judgements[0].outcome) == ({Failure.BROKEN_PROMISE}, Outcome.BROKEN)


def test_a_promise_is_overdue_by_the_time_the_folder_was_fetched(city: City) -> None:
    late = Asked(receipts=(receipt(city, 9, 15),), copied_at=city.now + timedelta(minutes=16))

    report = glance(FolderSource(city.root), Given(), late)

    assert (report.failures, report.judgements[0].outcome) == ({Failure.OVERDUE}, Outcome.OVERDUE)


def test_a_receipt_of_another_log_is_refused(city: City) -> None:
    report = asked(city, receipt(city, 9, -1, log="another.example/log"))

    assert (report.failures, report.judgements) == ({Failure.RECEIPT}, [])


@pytest.mark.parametrize("where", [0, 20, -30])
def test_a_forged_receipt_proves_nothing(city: City, where: int) -> None:
    content = bytearray(receipt(city, 9, -1))
    content[where] ^= 1

    report = asked(city, bytes(content))

    assert (report.failures, report.judgements) == ({Failure.RECEIPT}, [])


def test_the_command_writes_a_proof_that_stands_alone(city: City, tmp_path: Path) -> None:
    place = tmp_path / "receipt.json"
    place.write_bytes(receipt(city, 2, 15))

    status = main.main([str(city.root), "--receipt", str(place), "--processes", "1"])

    kept = proof.parse((tmp_path / "receipt.json.tlog-proof").read_bytes())
    policy = Policy((Log(city.signers[0].verifier, ""),), (), (), NO_QUORUM)
    assert status == 0
    assert check_proof(kept, kept.extra, policy).checkpoint.size == len(city.entries)
    assert json.loads(kept.extra)["photo"] == digest(f"{city.stations[0]} 2".encode())


@pytest.mark.parametrize(("page", "minutes", "status"), [(1, 15, 0), (9, 15, 4), (9, -1, 30)])
def test_the_exit_status_tells_what_became_of_it(
    city: City, tmp_path: Path, page: int, minutes: int, status: int
) -> None:
    place = tmp_path / "receipt.json"
    place.write_bytes(receipt(city, page, minutes))

    assert main.main([str(city.root), "--receipt", str(place), "--processes", "1"]) == status
