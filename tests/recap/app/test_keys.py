from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from recap.app import keys, trust
from recap.app.keys import TierKeys
from recap.domain.refusals.documents import KeyUnknown, SignatureInvalid

PPK = "337416"


def test_an_office_keeps_its_key(tmp_path: Path) -> None:
    first = TierKeys(tmp_path).of(PPK, "Tugu")

    assert TierKeys(tmp_path).of(PPK, "Tugu").id == first.id
    assert first.office == "PPK Tugu (337416)"
    assert len(first.id) == 16


def test_offices_have_different_keys(tmp_path: Path) -> None:
    held = TierKeys(tmp_path)

    assert held.of(PPK, "Tugu").id != held.of("337401", "Semarang Tengah").id


def test_secret_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    TierKeys(tmp_path).of(PPK, "Tugu")

    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "keys" / "tiers").glob("*.pem")}
    assert modes == {"337416.pem": 0o600, "root.pem": 0o600}


def test_a_signature_is_the_raw_pair_a_browser_verifies(tmp_path: Path) -> None:
    key = TierKeys(tmp_path).of(PPK, "Tugu")

    signature = key.sign(b"angka")

    assert len(signature) == 64
    keys.verify(b"angka", signature, key.certificate_pem)


@pytest.mark.parametrize(("content", "cut"), [(b"angkb", 64), (b"angka", 63), (b"angka", 0)])
def test_another_content_or_signature_is_refused(tmp_path: Path, content: bytes, cut: int) -> None:
    key = TierKeys(tmp_path).of(PPK, "Tugu")

    with pytest.raises(SignatureInvalid):
        keys.verify(content, key.sign(b"angka")[:cut], key.certificate_pem)


def test_the_key_is_known_by_its_name(tmp_path: Path) -> None:
    held = TierKeys(tmp_path)
    key = held.of(PPK, "Tugu")

    public = held.public(key.id)

    assert (public.area, public.office, public.jwk) == (PPK, key.office, keys.jwk(key.certificate))


@pytest.mark.parametrize("name", ["0" * 16, "../root", ""])
def test_a_key_never_made_is_unknown(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyUnknown):
        TierKeys(tmp_path).public(name)


def test_the_root_vouches_for_its_offices_and_no_other_does(tmp_path: Path) -> None:
    held, other = TierKeys(tmp_path / "one"), TierKeys(tmp_path / "other")
    certificate = held.of(PPK, "Tugu").certificate_pem

    assert trust.vouched(certificate, [held.root_pem])
    assert not trust.vouched(certificate, [other.root_pem])
    assert not trust.vouched(certificate, [])


def test_the_root_carries_the_authoritys_name_and_no_secret(tmp_path: Path) -> None:
    pem = TierKeys(tmp_path, "KPU Kota Semarang").root_pem

    name = x509.load_pem_x509_certificate(pem.encode()).subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    assert name == "KPU Kota Semarang - Recap"
    assert "PRIVATE" not in pem


def test_an_office_cannot_vouch_for_others(tmp_path: Path) -> None:
    key = TierKeys(tmp_path).of(PPK, "Tugu")

    limits = key.certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert limits.critical
    assert not limits.value.ca


def test_certificates_are_handed_out_without_secrets(tmp_path: Path) -> None:
    held = TierKeys(tmp_path)
    key = held.of(PPK, "Tugu")

    assert held.write_certificates(tmp_path / "out") == 1

    written = {path.name: path.read_text() for path in (tmp_path / "out").iterdir()}
    assert written == {"root.pem": held.root_pem, f"{key.id}.pem": key.certificate_pem}


def test_two_processes_that_begin_at_once_use_one_key(tmp_path: Path) -> None:
    slower, faster = TierKeys(tmp_path), TierKeys(tmp_path)
    root = slower.root_pem

    assert faster.root_pem == root
    assert slower.of(PPK, "Tugu").id == faster.of(PPK, "Tugu").id
