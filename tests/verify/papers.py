"""Mutations of signed papers and what is made of the records: certificates, copies, keys, the contest, open tables."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from recap.app.keys import TierKeys
from recap.domain.canonical import canonical
from recap.verify.findings import Failure
from recap.verify.scene import Record
from tests.verify.forger import Change, Forger, NothingOfTheKind, Reach, digest
from tests.verify.forging import HEADS, Changes, areas, first, forged, stations
from tests.verify.kinds import add, kind


@forged(Failure.COPY)
def the_copy_of_another_station(forger: Forger) -> Changes:
    found = stations(forger, lambda each: each["acts"]["copy"])
    others = stations(forger, lambda each: each["acts"]["copy"] is None)
    if not found or not others:
        raise NothingOfTheKind
    copy = found[0]["acts"]["copy"]
    return {others[0]["code"]: lambda record: record["acts"].update(copy=copy)}


@forged(Failure.COPY)
def a_digit_of_a_qr_text(forger: Forger) -> Changes:
    station = first(stations(forger, lambda each: each["acts"]["copy"]))
    qr = station["acts"]["copy"]["qr"]
    at = forger.choose.randrange(qr.rfind("#") + 2, len(qr))
    new = qr[:at] + str((int(qr[at]) + forger.choose.randrange(1, 10)) % 10) + qr[at + 1 :]
    return {station["code"]: lambda record: record["acts"]["copy"].update(qr=new)}


@forged(Failure.UNLOGGED)
def more_acknowledgements(forger: Forger) -> Changes:
    station = first(stations(forger, lambda each: each["acts"]["copy"]))
    return {station["code"]: lambda record: record["acts"]["copy"].update(received=999, due=999)}


@forged(Failure.CERTIFICATE)
def a_standing(forger: Forger) -> Changes:
    area = first(areas(forger, lambda each: each["acts"]["certificates"]))
    at = forger.choose.randrange(len(area["acts"]["certificates"]))
    now = area["acts"]["certificates"][at]["standing"]
    other = forger.choose.choice(sorted({"valid", "stale", "reopened", "superseded"} - {now}))

    def change(record: Record) -> None:
        record["acts"]["certificates"][at]["standing"] = other

    return {area["code"]: change}


@forged(Failure.HIDDEN)
def a_certificate_hidden(forger: Forger) -> Changes:
    area = first(areas(forger, lambda each: each["acts"]["certificates"]))
    at = forger.choose.randrange(len(area["acts"]["certificates"]))

    def change(record: Record) -> None:
        del record["acts"]["certificates"][at]

    return {area["code"]: change}


@forged(Failure.HIDDEN)
def a_reopening_hidden(forger: Forger) -> Changes:
    def asked(area: Record) -> bool:
        return any(each["reopenings"] for each in area["acts"]["certificates"])

    area = first(areas(forger, asked))

    def change(record: Record) -> None:
        for each in record["acts"]["certificates"]:
            each["reopenings"] = []

    return {area["code"]: change}


@forged(Failure.UNLOGGED, Failure.CERTIFICATE)
def a_certificate_signed_anew(forger: Forger) -> Changes:
    """Steal the office's key too: change the certificate's total and sign it as the office would."""
    area = first(areas(forger, lambda each: each["acts"]["certificates"]))
    each = area["acts"]["certificates"][-1]
    said = json.loads(forger.files[f"certificates/{each['sha256']}.json"])
    said["total"]["PAS1"] += 7
    content = canonical(said).encode()
    name = digest(content)
    signature = b64encode(TierKeys(forger.keys.data).of(area["code"], area["name"]).sign(content))
    for suffix in ("json", "sig"):
        del forger.files[f"certificates/{each['sha256']}.{suffix}"]
    forger.files |= {f"certificates/{name}.json": content, f"certificates/{name}.sig": signature}

    def change(record: Record) -> None:
        record["acts"]["certificates"][-1] |= {"sha256": name, "signature": digest(signature)}

    return {area["code"]: change}


@forged(Failure.CERTIFICATE)
def a_signature_of_another_statement(forger: Forger) -> Changes:
    found = areas(forger, lambda each: each["acts"]["certificates"])
    if len(found) < 2:
        raise NothingOfTheKind
    one, other = (each["acts"]["certificates"][-1] for each in found[:2])
    content = forger.files[f"certificates/{other['sha256']}.sig"]
    forger.files[f"certificates/{one['sha256']}.sig"] = content

    def change(record: Record) -> None:
        record["acts"]["certificates"][-1]["signature"] = digest(content)

    return {found[0]["code"]: change}


@kind(Failure.CHANGED, Failure.CERTIFICATE)
def the_other_signature_of_a_certificate(forger: Forger) -> bool:
    """An ECDSA signature (r, s) has a twin (r, n - s) that verifies as well."""
    (path,) = forger.some(each for each in forger.files if each.startswith("certificates/") and each.endswith(".sig"))
    signature = b64decode(forger.files[path])
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    twin = order - int.from_bytes(signature[32:])
    forger.files[path] = b64encode(signature[:32] + twin.to_bytes(32))
    return True


@kind(Failure.KEY, Failure.CHANGED)
def another_authority_for_the_same_keys(forger: Forger) -> bool:
    """Make a new root of the same name that vouches for the very same public keys."""
    forger.some(path for path in forger.files if path == "keys/root.pem")
    root = x509.load_pem_x509_certificate(forger.files["keys/root.pem"])
    secret = ec.generate_private_key(ec.SECP256R1())
    for path in [path for path in forger.files if path.startswith("keys/") and path.endswith(".pem")]:
        old = x509.load_pem_x509_certificate(forger.files[path])
        key = secret.public_key() if path == "keys/root.pem" else old.public_key()
        now = datetime.now(UTC)  # noqa: TID251  a forger has a clock of their own
        builder = x509.CertificateBuilder().subject_name(old.subject).issuer_name(root.subject)
        builder = builder.public_key(key).serial_number(old.serial_number).not_valid_before(now)
        builder = builder.not_valid_after(now + timedelta(days=99))
        for extension in old.extensions:
            builder = builder.add_extension(extension.value, critical=extension.critical)
        made = builder.sign(secret, hashes.SHA256())
        forger.files[path] = made.public_bytes(serialization.Encoding.PEM)
    return True


@kind(Failure.KEY)
def the_key_of_another_office(forger: Forger) -> bool:
    names = (each for each in forger.files if each.startswith("keys/") and each.endswith(".pem"))
    one, other = forger.some((each for each in names if each != "keys/root.pem"), 2)
    forger.files[one] = forger.files[other]
    return True


def _described(change: Change, name: str) -> None:
    for reach in Reach:

        def make(forger: Forger, reach: Reach = reach) -> bool:
            forger.describe(change, reach)
            return True

        add(f"{name}_{reach.name.lower()}", make, HEADS.get(reach, (Failure.TOTAL, Failure.SHAPE)))


def _names_swapped(record: Record) -> None:
    one, other = record["choices"][:2]
    one["name"], other["name"] = other["name"], one["name"]


_described(_names_swapped, "names_of_two_choices_swapped")
_described(lambda record: record["rules"].pop(), "a_rule_of_the_form")
_described(lambda record: record.update(title=f"{record['title']}?"), "the_title_of_the_contest")


def _exported(reach: Reach) -> Callable[[Forger], bool]:
    def make(forger: Forger) -> bool:
        """Change one number of an open table, and name the table as it is now."""
        manifest, contest = forger.manifest, forger.contest
        exports = manifest["contests"][contest]["exports"]
        (kind_,) = forger.some(exports)
        path = exports[kind_]
        stem, _, ending = kind_.partition(".")
        change = _cell_changed if ending == "parquet" else _digit_changed
        content = change(forger.files.pop(path), forger)
        new = f"exports/{contest}.{stem}.{digest(content)[:16]}.{ending}"
        file = manifest["files"].pop(path)
        packed = forger.packed(new, content) if file["gzip"] else {}
        for suffix in (".gz", ".br"):
            forger.files.pop(f"{path}{suffix}", None)
        manifest["files"][new] = file | packed | {"sha256": digest(content), "size": len(content)}
        exports[kind_] = new
        forger.files[new] = content
        forger.publish(manifest, reach)
        return True

    return make


def _digit_changed(content: bytes, forger: Forger) -> bytes:
    changed = bytearray(content)
    at = forger.choose.choice([at for at, byte in enumerate(changed) if 0x30 <= byte <= 0x39])
    changed[at] = 0x30 + (changed[at] - 0x2F) % 10
    return bytes(changed)


def _cell_changed(content: bytes, forger: Forger) -> bytes:
    table = pq.read_table(BytesIO(content))
    name = forger.choose.choice([field.name for field in table.schema if field.type == pa.int64()])
    at = forger.choose.randrange(table.num_rows)
    values = table[name].to_pylist()
    values[at] = (values[at] or 0) + 1
    changed = table.set_column(table.schema.get_field_index(name), name, pa.array(values, pa.int64()))
    out = BytesIO()
    options = {"compression": "gzip", "use_dictionary": False, "write_statistics": False, "store_schema": False}
    pq.write_table(changed, out, version="2.6", data_page_version="1.0", row_group_size=65_536, **options)
    return out.getvalue()


for _reach in Reach:
    add(f"an_open_table_{_reach.name.lower()}", _exported(_reach), HEADS.get(_reach, (Failure.EXPORT,)))


@kind(Failure.EXPORT)
def a_digit_of_kpu_s_data(forger: Forger) -> bool:
    paths = sorted(path for path in forger.files if path.startswith("kpu/"))
    path = forger.choose.choice(paths)
    content = bytearray(forger.files[path])
    at = forger.choose.choice([at for at, byte in enumerate(content) if 0x30 <= byte <= 0x39])
    content[at] = 0x30 + (content[at] - 0x2F) % 10
    forger.files[path] = bytes(content)
    return True
