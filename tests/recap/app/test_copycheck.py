import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from recap.app import copycheck, pades
from recap.app.copycheck import Trust
from recap.app.documents import copy, copy_pages, pictures
from recap.app.documents.papers import SignedCopy
from recap.app.keys import TierKey, TierKeys
from recap.domain import statement
from recap.domain.errors import RecapError
from recap.domain.proof import Class, Proof, status
from recap.domain.refusals.documents import KeyUnknown, SignatureInvalid, StatementUnreadable
from recap.domain.statement import CopyStatement
from tests import paperwork

VECTOR = json.loads((Path(__file__).parents[2] / "vectors" / "copy_statement.json").read_text())


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> TierKeys:
    return TierKeys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def key(held: TierKeys) -> TierKey:
    return held.of(paperwork.STATION, "TPS 001 Tugurejo")


@pytest.fixture(scope="module")
def made(key: TierKey) -> SignedCopy:
    return copy.make(paperwork.copy(), key)


def trust(held: TierKeys, folder: Path | None = None) -> Trust:
    def certificate(key_id: str) -> str | None:
        try:
            return held.public(key_id).certificate_pem
        except KeyUnknown:
            return None

    return Trust((held.root_pem,), certificate, folder)


def wrong(proofs: list[Proof]) -> list[str]:
    return [str(one.message) for one in proofs if not one.good]


def test_a_genuine_copy_is_right_in_every_line(held: TierKeys, made: SignedCopy) -> None:
    proofs = copycheck.of_pdf(made.pdf, trust(held))

    assert wrong(proofs) == []
    assert len(proofs) == 8
    assert status(proofs) == 0


def test_a_genuine_code_is_right_in_every_line(held: TierKeys, made: SignedCopy) -> None:
    proofs = copycheck.of_text(made.qr, trust(held))

    assert wrong(proofs) == []
    assert str(proofs[0].message) == ("The QR code holds 41 signed numbers of TPS 3374161001001, count 1, revision 1.")


def fields() -> list[Callable[[CopyStatement], CopyStatement]]:
    def number(code: str) -> Callable[[CopyStatement], CopyStatement]:
        return lambda said: replace(said, values={**said.values, code: (said.values[code] or 0) + 1})

    def photo(page: int) -> Callable[[CopyStatement], CopyStatement]:
        return lambda said: replace(said, photos={**said.photos, page: "0" * 64})

    return [
        *map(number, statement.cells(2)),
        *map(photo, (1, 2, 3)),
        lambda said: replace(said, contest="semarang-2024.pkwkp"),
        lambda said: replace(said, station="3374161001002"),
        lambda said: replace(said, count=2),
        lambda said: replace(said, revision=2),
        lambda said: replace(said, made_at=datetime.fromtimestamp(said.made_at.timestamp() + 1, said.made_at.tzinfo)),
        lambda said: replace(said, content="0" * 64),
        lambda said: replace(said, values={**said.values, "PAS1": None}),
        lambda said: replace(said, photos={}),
    ]


@pytest.mark.parametrize("change", fields())
def test_one_field_changed_fails(
    made: SignedCopy, key: TierKey, change: Callable[[CopyStatement], CopyStatement]
) -> None:
    said, _, signature = statement.decode(made.qr)

    with pytest.raises(SignatureInvalid):
        copycheck.signed_by(statement.encode(change(said), signature), key.certificate_pem)


def test_every_digit_of_the_code_counts(made: SignedCopy, key: TierKey) -> None:
    address, _, digits = made.qr.rpartition("#")

    for place in range(0, len(digits), 7):
        changed = digits[:place] + str((int(digits[place]) + 1) % 10) + digits[place + 1 :]
        with pytest.raises(RecapError):
            copycheck.signed_by(f"{address}#{changed}", key.certificate_pem)


def test_the_key_of_another_station_is_named(held: TierKeys, made: SignedCopy) -> None:
    other = held.of("3374161001002", "TPS 002 Tugurejo")
    forged = copy.make(paperwork.copy(), other)

    proofs = copycheck.of_pdf(forged.pdf, trust(held))

    assert status(proofs) == Class.KEY
    assert wrong(proofs) == [
        f"The key {other.id} belongs to KPPS TPS 002 Tugurejo (3374161001002), not to this station."
    ]
    assert made.key != forged.key


def test_a_copy_of_a_forgers_own_house_is_not_trusted(held: TierKeys, tmp_path: Path) -> None:
    forged = copy.make(paperwork.copy(), TierKeys(tmp_path).of(paperwork.STATION, "TPS 001 Tugurejo"))

    proofs = copycheck.of_pdf(forged.pdf, trust(held))

    assert status(proofs) == Class.KEY
    assert "No root you trust" in " ".join(wrong(proofs))


def test_a_code_of_an_unknown_key_is_refused(held: TierKeys, tmp_path: Path) -> None:
    forged = copy.make(paperwork.copy(), TierKeys(tmp_path).of(paperwork.STATION, "TPS 001 Tugurejo"))

    with pytest.raises(KeyUnknown):
        copycheck.of_text(forged.qr, trust(held))


def test_a_changed_byte_of_the_file_is_found(held: TierKeys, made: SignedCopy) -> None:
    at = made.pdf.index(b"stream", len(made.pdf) // 3) + 900
    changed = made.pdf[:at] + bytes([made.pdf[at] ^ 1]) + made.pdf[at + 1 :]

    proofs = copycheck.of_pdf(changed, trust(held))

    assert status(proofs) == Class.CONTENT
    assert "The file was changed after" in wrong(proofs)[0]


def test_an_appended_revision_is_found(held: TierKeys, made: SignedCopy) -> None:
    writer, out = IncrementalPdfFileWriter(BytesIO(made.pdf)), BytesIO()
    writer.root["/Catatan"] = pdf_string("x")
    writer.update_root()  # type: ignore[no-untyped-call]
    writer.write(out)  # type: ignore[no-untyped-call]

    proofs = copycheck.of_pdf(out.getvalue(), trust(held))

    assert status(proofs) == Class.CONTENT
    assert "Something was appended" in " ".join(wrong(proofs))


def test_other_numbers_beside_a_genuine_code_are_named_by_cell(held: TierKeys, key: TierKey, made: SignedCopy) -> None:
    facts = json.loads(made.attached)
    facts["values"]["PAS1"] += 10
    files = {"statement.json": json.dumps(facts).encode(), "qr.txt": made.qr.encode()}
    paper = paperwork.copy()
    shown = [pictures.shrink(photo.jpeg, 400_000) for photo in paper.photos]
    drawn = copy_pages.draw(paper, copy_pages.Marks(made.qr, "0" * 64, key.id, key.office), shown, files)
    pdf = pades.sign(drawn, key, "C.HASIL-SALINAN-KWK", "TPS 001", paper.made_at)

    proofs = copycheck.of_pdf(pdf, trust(held))

    assert wrong(proofs) == [
        "The attached statement is not the one the QR code names.",
        "The file and the QR code differ in: PAS1.",
    ]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"GIF89a"])
def test_what_is_no_copy_is_refused(held: TierKeys, content: bytes) -> None:
    with pytest.raises(RecapError):
        copycheck.of_pdf(content, trust(held))


def test_the_published_photos_are_compared(held: TierKeys, made: SignedCopy, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    first, second, third = (photo.sha256 for photo in paperwork.copy().photos)
    (folder / f"{first}.jpg").write_bytes(paperwork.photo(1))
    (folder / f"{second}.jpg").write_bytes(paperwork.photo(1))

    proofs = copycheck.of_pdf(made.pdf, trust(held, tmp_path))

    assert third not in {path.stem for path in folder.iterdir()}
    assert status(proofs) == Class.PHOTO
    assert wrong(proofs) == [
        "Page 2: the published photo is another one.",
        "Page 3: the signed photo is not in the published folder.",
    ]


def test_the_vector_for_other_programs_is_read_and_holds() -> None:
    said, signed, signature = statement.decode(f"{VECTOR['address']}#{VECTOR['qr']}")
    x, y = (int.from_bytes(urlsafe_b64decode(VECTOR["jwk"][name] + "=")) for name in ("x", "y"))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()

    expected = VECTOR["statement"]
    assert (signed.hex(), signature.hex()) == (VECTOR["signed_hex"], VECTOR["signature_hex"])
    assert {**said.values} == expected["values"]
    assert {str(page): digest for page, digest in said.photos.items()} == expected["photos"]
    assert [said.contest, said.station, said.content, said.key, said.made_at.isoformat()] == [
        expected[name] for name in ("contest", "station", "content", "key", "made_at")
    ]
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    public.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))


def test_the_changed_vector_is_readable_but_not_signed() -> None:
    said, signed, _ = statement.decode(VECTOR["changed_qr"])

    assert said.values["PAS1"] == 211
    assert signed.hex() != VECTOR["signed_hex"]


def test_a_certificate_is_no_statement() -> None:
    with pytest.raises(StatementUnreadable):
        copycheck.signed_by("-----BEGIN CERTIFICATE-----", "")
