from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recap.app import receipts
from recap.app.receipts import Promise, Receipt
from recap.domain.photo import Upload
from recap.domain.refusals import ReceiptInvalid
from tests import given

UPLOAD = Upload(1, given.PHOTO, given.CONTEST, given.STATION, 1, datetime(2024, 11, 27, 14, 0, 0, 250_000, UTC))
PROMISE = Promise("rekap.example/log", timedelta(minutes=15))


def test_a_receipt_says_what_arrived_and_when_and_by_when_it_is_in_the_log(tmp_path: Path) -> None:
    signer = receipts.signer(tmp_path)

    facts = receipts.verify(signer.sign(UPLOAD, PROMISE), signer.public_key)

    assert facts == {
        "contest": given.CONTEST,
        "key": receipts.key_id(signer.public_key),
        "log": "rekap.example/log",
        "log_by": "2024-11-27T14:15:00.250000+00:00",
        "received_at": "2024-11-27T14:00:00.250000+00:00",
        "sha256": given.PHOTO,
        "station": given.STATION,
    }


def test_the_signed_text_is_canonical(tmp_path: Path) -> None:
    text = receipts.signer(tmp_path).sign(UPLOAD, PROMISE).text

    assert text.startswith('{"contest":"kecil-2024.pkwkk","key":"')
    assert " " not in text


@pytest.mark.parametrize(
    ("old", "new"),
    [(given.STATION, given.OTHER_STATION), ("14:00", "13:00"), ("14:15", "23:15"), ('{"contest"', '{ "contest"')],
)
def test_a_changed_receipt_is_refused(tmp_path: Path, old: str, new: str) -> None:
    signer = receipts.signer(tmp_path)
    receipt = signer.sign(UPLOAD, PROMISE)

    with pytest.raises(ReceiptInvalid):
        receipts.verify(replace(receipt, text=receipt.text.replace(old, new)), signer.public_key)


@pytest.mark.parametrize("signature", ["", "not base64!", "AAAA"])
def test_a_foreign_signature_is_refused(tmp_path: Path, signature: str) -> None:
    signer = receipts.signer(tmp_path)

    with pytest.raises(ReceiptInvalid):
        receipts.verify(Receipt(signer.sign(UPLOAD, PROMISE).text, signature), signer.public_key)


def test_another_servers_receipt_is_refused(tmp_path: Path) -> None:
    ours, theirs = receipts.signer(tmp_path / "ours"), receipts.signer(tmp_path / "theirs")

    with pytest.raises(ReceiptInvalid):
        receipts.verify(theirs.sign(UPLOAD, PROMISE), ours.public_key)


def test_the_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first = receipts.signer(tmp_path)

    again = receipts.signer(tmp_path)

    assert again.public_key == first.public_key
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()] == [0o600]
