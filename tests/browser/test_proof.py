"""The browser's own proof of one station: an honest folder is proven, every forged one is shown as such, in words."""

import json
import re
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from socket import socket
from time import sleep
from types import SimpleNamespace

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from api import data, errors, static
from api.pages import proving
from api.published import Published
from api.security import SafeHeaders
from recap.app import logkeys
from recap.app.receipts import Promise, Receipt, Signer
from recap.domain.canonical import canonical
from recap.domain.photo import PhotoDigest, Upload
from recap.domain.tlog import merkle, tiles
from recap.domain.tlog.note import COSIGNATURE, Note
from recap.verify.scene import Record
from recap.witness.signing import Signer as Signing
from recap.witness.signing import new_signer
from tests.browser.conftest import chromium
from tests.verifying import CONTEST, EVENING, ORIGIN, City

pytestmark = pytest.mark.browser
HERE, NEXT, EMPTY = "3374011001001", "3374011001002", "3374021001001"
WITNESSES = tuple(new_signer(f"{name}.example/w", COSIGNATURE) for name in ("bawaslu", "unnes", "partai"))
PROMISE = Promise(ORIGIN, timedelta(minutes=15))
Forgery = Callable[[City], object]
_SAID = re.compile(
    r"""\b(?:good|bad|note|say|Broken|verdict|logged)\(\s*"([a-z_-]+)"|\bsay: "([a-z_-]+)\""""
    r"""|\blook\([^;]*?"([a-z-]+)",\s*"([a-z-]+)\""""
)
"""How the proof's modules name a sentence of the page."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The public doors alone, without any database, and a browser in front of them."""

    app: FastAPI
    address: str
    browser: Browser


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    app = FastAPI()
    for router in (proving.router, data.router, static.router):
        app.include_router(router)
    errors.install(app)
    app.add_middleware(SafeHeaders)
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.02)
    with chromium() as browser:
        yield Shelf(app, f"http://127.0.0.1:{port}", browser)
    server.should_exit = True
    thread.join()


@pytest.fixture
def city(tmp_path: Path) -> City:
    """Two kelurahan with three stations in, published twice."""
    made = City(tmp_path / "published")
    made.count(HERE)
    made.publish()
    made.count(NEXT, PAS1=180, PAS2=120)
    made.count("3374011002001")
    made.publish()
    return made


@pytest.fixture
def page(shelf: Shelf, city: City) -> Iterator[Page]:
    """A phone before the published city; whatever the browser complains of fails the test."""
    shelf.app.state.house = SimpleNamespace(
        published=Published(city.root), settings=SimpleNamespace(language="id", data_dir=city.root.parent)
    )
    complaints: list[str] = []
    context = shelf.browser.new_context(
        viewport={"width": 360, "height": 740}, locale="id-ID", base_url=shelf.address, service_workers="block"
    )
    opened = context.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
    yield opened
    assert complaints == []
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the phone"
    context.close()


def prove(page: Page, station: str = HERE, query: str = "") -> None:
    """Open the page of a station and wait until the proof has come to its end."""
    page.goto(f"/buktikan/{CONTEST}/{station}{query}")
    page.wait_for_selector("#proof[data-done]", state="attached")


def states(page: Page) -> dict[str, str]:
    script = "steps => Object.fromEntries(steps.map(s => [s.dataset.step, s.className.replace('step', '').trim()]))"
    found: dict[str, str] = page.locator(".step:not([hidden])").evaluate_all(script)
    return found


def wrong(page: Page) -> set[tuple[str, str]]:
    """Every failure as (step, the name of its sentence)."""
    script = "lines => lines.map(l => [l.closest('.step').dataset.step, l.dataset.say])"
    return {(step, say) for step, say in page.locator(".step .lines .wrong").evaluate_all(script)}


def read(city: City, path: str) -> Record:
    found: Record = json.loads((city.root / path).read_bytes())
    return found


def test_every_step_from_the_photo_to_the_signed_total_is_right(page: Page, city: City) -> None:
    prove(page)

    expect(page.locator("#verdict")).to_contain_text("Semuanya cocok")
    assert states(page) == dict.fromkeys(
        ("photo", "entry", "written", "station", "area-10", "area-6", "area-4", "head"), "right"
    )
    assert page.locator(".prints img").count() == len(city.records[HERE]["photos"])
    total = read(city, f"objects/{read(city, 'manifest.json')['contests'][CONTEST]['area']}.json")["values"]["PAS1"]
    expect(page.locator("#step-area-4 .shares li").first.locator("strong")).to_have_text(str(total))
    expect(page.locator("#step-head .lines").first).to_contain_text("ditandatangani")


def test_it_is_said_in_english_too(page: Page) -> None:
    prove(page, query="?lang=en")

    expect(page.locator("#verdict")).to_contain_text("Everything agrees")


def test_a_station_from_which_nothing_has_come_is_proven_to_add_nothing(page: Page) -> None:
    prove(page, EMPTY)

    expect(page.locator("#verdict")).to_contain_text("belum masuk jumlah")
    assert states(page)["station"] == "right"
    assert states(page)["photo"] == "told"


def test_a_proof_that_is_kept_is_the_log_s_own(page: Page, city: City) -> None:
    prove(page)

    with page.expect_download() as kept:
        page.locator("#step-entry a[download]").first.click()

    lines = kept.value.path().read_text(encoding="utf-8").split("\n")
    index = city.records[HERE]["photos"][0]["entry"]
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1] == f"extra {b64encode(city.entries[index]).decode()}"
    assert lines[2] == f"index {index}"


def publish(city: City) -> None:
    """Publish the city with the station's record made anew, whether or not the log speaks of a change."""
    city.changed.add(city.stations[0])
    city.publish()


def show_again(city: City, *, stolen_key: bool) -> None:
    """Add 1,000 votes to the total of a choice, and mend every digest from there up to the manifest."""
    manifest = read(city, "manifest.json")
    entry = manifest["contests"][CONTEST]
    top = read(city, f"objects/{entry['area']}.json")
    top["values"]["PAS1"] += 1000
    entry["area"] = city.keep(top)[0]
    content = canonical(manifest).encode()
    name = sha256(content).hexdigest()
    before = (city.root / "manifest.sig").read_bytes()
    signature = b64encode(city.key.sign(content)) if stolen_key else before
    for path in ("manifest", f"manifests/{name}"):
        city.write(f"{path}.json", content)
        city.write(f"{path}.sig", signature)


def change_the_numbers(city: City) -> None:
    """Change a station's votes everywhere up to the root, sign and log it all: only the entry of the numbers stands."""
    record = city.records[HERE]
    record["cells"]["PAS1"]["counted"] += 50
    record["acts"]["counts"][-1]["values"]["PAS1"] += 50
    publish(city)


def swap_the_files(city: City) -> None:
    first, second = (city.root / f"photos/{photo['sha256']}.jpg" for photo in city.records[HERE]["photos"][:2])
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)


def swap_the_photos(city: City) -> None:
    """Swap two photos in the record too, and publish that with every key."""
    first, second = city.records[HERE]["photos"][:2]
    first["public_sha256"], second["public_sha256"] = second["public_sha256"], first["public_sha256"]
    swap_the_files(city)
    publish(city)


def drop_the_line(city: City) -> None:
    """Take the entry of a photo out of the log's files, as the disk of a server can be changed."""
    del city.entries[city.records[HERE]["photos"][0]["entry"]]
    size = len(city.entries) + 1
    tile = tiles.Tile(tiles.ENTRIES, 0, size)
    city.write(tile.path, tiles.bundle(city.entries))


def drop_the_line_and_sign(city: City) -> None:
    """Take the entry of a photo out, and let the thief of all keys make a whole new log and publication without it."""
    del city.entries[city.records[HERE]["photos"][0]["entry"]]
    publish(city)


def say_another_root(city: City) -> None:
    """Publish a manifest whose entry in the log names another root of the sums."""
    manifest = read(city, "manifest.json") | {"log": {"origin": ORIGIN, "size": len(city.entries), "root": ""}}
    manifest["log"]["root"] = merkle.root(city.leaves()).hex()
    city.show(manifest, {CONTEST: "00" * 32})


def show_an_old_one(city: City) -> None:
    first = read(city, "manifest.json")["previous"]
    publish(city)
    for kind in ("json", "sig"):
        city.write(f"manifest.{kind}", (city.root / f"manifests/{first}.{kind}").read_bytes())


def lose_the_kelurahan(city: City) -> None:
    (city.root / f"objects/{named(city, HERE[:10])}.json").unlink()


def damage_the_station(city: City) -> None:
    path = city.root / f"objects/{named(city, HERE)}.json"
    for sibling in path.parent.glob(f"{path.name}.*"):
        sibling.unlink()
    path.write_bytes(path.read_bytes().replace(b'"PAS1"', b'"PAS9"'))


def named(city: City, code: str) -> str:
    """The digest of the record of an area or station."""
    name = read(city, "manifest.json")["contests"][CONTEST]["area"]
    while True:
        record = read(city, f"objects/{name}.json")
        if record["code"] == code:
            return str(name)
        name = next(child["object"] for child in record["children"] if code.startswith(child["code"]))


def forget_the_choices(city: City) -> None:
    """Publish with every key a contest that lacks what a page needs to draw it."""
    del city.contest["choices"]
    manifest = read(city, "manifest.json")
    manifest["contests"][CONTEST]["object"] = city.keep(city.contest)[0]
    manifest["log"] = {"origin": ORIGIN, "size": len(city.entries), "root": merkle.root(city.leaves()).hex()}
    city.show(manifest, {CONTEST: manifest["contests"][CONTEST]["node"]})


def sign_with_another_key(city: City) -> None:
    text = (city.root / "checkpoint").read_text(encoding="utf-8").partition("\n\n")[0] + "\n"
    city.write("checkpoint", f"{text}\n{new_signer(ORIGIN).sign(text).line}".encode())


FORGERIES: dict[str, tuple[Forgery, set[tuple[str, str]]]] = {
    "total changed, parents fixed": (
        lambda city: show_again(city, stolen_key=False),
        {
            ("head", "manifest-forged"),
            ("head", "manifest-unlogged"),
            ("area-4", "sum-differs"),
        },
    ),
    "total changed, parents fixed, signed with the stolen key": (
        lambda city: show_again(city, stolen_key=True),
        {("head", "manifest-unlogged"), ("area-4", "sum-differs")},
    ),
    "numbers changed all the way up with every key": (change_the_numbers, {("written", "numbers-differ")}),
    "photo files swapped": (swap_the_files, {("photo", "picture-differs")}),
    "photos swapped with every key": (swap_the_photos, {("entry", "picture-other")}),
    "log entry dropped": (drop_the_line, {("head", "bundle")}),
    "log entry dropped, log made anew with every key": (drop_the_line_and_sign, {("entry", "photo-unlogged")}),
    "another root in the log": (say_another_root, {("area-4", "root-other")}),
    "old publication shown again": (show_an_old_one, {("head", "manifest-old")}),
    "record of a kelurahan lost": (lose_the_kelurahan, {("area-10", "missing")}),
    "record of the station damaged": (damage_the_station, {("station", "digest")}),
    "contest without its choices": (forget_the_choices, {("area-10", "shape")}),
    "log signed with another key": (sign_with_another_key, {("head", "checkpoint-forged")}),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_folder_is_shown_as_one_with_what_differs_and_whom_to_tell(page: Page, city: City, name: str) -> None:
    forge, expected = FORGERIES[name]
    forge(city)

    prove(page)

    expect(page.locator("#verdict")).to_contain_text("TIDAK cocok")
    assert expected <= wrong(page)
    for step in {step for step, _ in expected}:
        expect(page.locator(f"#step-{step} .tell")).to_be_visible()
        assert "{" not in page.locator(f"#step-{step}").inner_text().replace("{\n", "")


def test_a_log_that_was_rewritten_since_the_last_visit_is_noticed(page: Page, city: City) -> None:
    prove(page)
    city.count(NEXT, PAS1=179, PAS2=121)
    publish(city)
    prove(page)
    assert states(page)["head"] == "right"
    expect(page.locator("#step-head")).to_contain_text("log hanya bertambah")

    drop_the_line_and_sign(city)
    prove(page)
    assert ("head", "log-rewritten") in wrong(page)

    city.signers[0] = new_signer(ORIGIN)
    publish(city)
    prove(page)
    assert {("head", "log-rewritten"), ("head", "other-key")} <= wrong(page)


def rotate(city: City, by: Signing) -> None:
    """Sign the log with a new key from now on, which this signer vouches for."""
    city.signers.append(new_signer(ORIGIN))
    publish(city)
    keys = f"{city.signers[0].verifier.text}\n\n{logkeys.endorse(by, city.signers[1])}"
    city.write("keys/log.txt", keys.encode())


def test_a_new_key_of_the_log_is_believed_if_the_one_before_names_it(page: Page, city: City) -> None:
    rotate(city, city.signers[0])

    prove(page)

    expect(page.locator("#verdict")).to_contain_text("Semuanya cocok")
    assert page.locator("#step-head [data-say=key-endorsed]").count() == 1


def test_a_head_signed_only_by_a_key_that_was_replaced_is_told(page: Page, city: City) -> None:
    before = (city.root / "checkpoint").read_bytes()
    rotate(city, city.signers[0])
    city.write("checkpoint", before)

    prove(page)

    assert ("head", "checkpoint-forged") in wrong(page)


def test_a_new_key_of_the_log_that_nobody_named_is_told(page: Page, city: City) -> None:
    rotate(city, new_signer(ORIGIN))

    prove(page)

    assert ("head", "key-foreign") in wrong(page)


def cosign(city: City, witnesses: Sequence[Signing], quorum: str = "two", time: int = 1732712400) -> None:
    """Ask for two of three witnesses unless another quorum is given, and have these sign the head of the log."""
    named = [f"witness w{at} {each.verifier.text}" for at, each in enumerate(WITNESSES)]
    policy = "\n".join([*named, "group two 2 w0 w1 w2", f"quorum {quorum}", ""])
    city.write("keys/policy.txt", policy.encode())
    text = (city.root / "checkpoint").read_text(encoding="utf-8").partition("\n\n")[0] + "\n"
    lines = (city.signers[-1].sign(text), *(each.cosign(text, time) for each in witnesses))
    city.write("checkpoint", Note(text, lines).encode())


def test_witnesses_are_counted_and_named(page: Page, city: City) -> None:
    cosign(city, WITNESSES[:2])

    prove(page)

    expect(page.locator("#verdict")).to_contain_text("Semuanya cocok")
    told = page.locator("#step-head [data-say=witnessed]")
    assert told.evaluate("line => line.textContent").startswith("2 dari 3 saksi log")


def test_too_few_witnesses_are_told(page: Page, city: City) -> None:
    cosign(city, WITNESSES[:1])

    prove(page)

    assert ("head", "too-few-witnesses") in wrong(page)


@pytest.mark.parametrize("count", [0, 1])
def test_of_witnesses_nobody_asked_for_nothing_is_proven(page: Page, city: City, count: int) -> None:
    cosign(city, WITNESSES[:count], "none")

    prove(page)

    expect(page.locator("#verdict")).to_contain_text("Semuanya cocok")
    line = page.locator("#step-head [data-say=witnesses-unasked]")
    assert line.get_attribute("class") == "told"
    assert line.evaluate("line => line.textContent").startswith(f"{count} dari 3 saksi log")
    assert page.locator("#step-head [data-say=witnessed]").count() == 0


def test_a_witness_beyond_all_calendars_does_not_break_the_page(page: Page, city: City) -> None:
    cosign(city, WITNESSES[:1], "none", 2**60)

    prove(page)

    assert ("head", "forged") in wrong(page)


def test_a_witness_s_name_under_another_s_signature_is_told(page: Page, city: City) -> None:
    cosign(city, WITNESSES[:2])
    lines = (city.root / "checkpoint").read_text(encoding="utf-8").split("\n")
    lines[-2] = lines[-2][:-8] + ("A" if lines[-2][-8] != "A" else "B") + lines[-2][-7:]
    city.write("checkpoint", "\n".join(lines).encode())

    prove(page)

    assert ("head", "forged") in wrong(page)


def test_a_file_that_cannot_be_fetched_is_no_accusation(page: Page) -> None:
    page.route("**/photos/*.jpg", lambda route: route.abort())

    prove(page)

    expect(page.locator("#verdict")).to_contain_text("Belum semua berkas dapat diambil")
    assert states(page)["photo"] == "away"
    assert wrong(page) == set()


def test_a_browser_that_cannot_check_says_so(page: Page) -> None:
    page.add_init_script("Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined })")

    page.goto(f"/buktikan/{CONTEST}/{HERE}")

    expect(page.locator("#verdict")).to_contain_text("alamat https")


def test_what_was_found_can_be_saved_for_whoever_is_told(page: Page, city: City) -> None:
    swap_the_files(city)
    prove(page)

    with page.expect_download() as saved:
        page.locator("#step-photo [data-save]").click()

    found = json.loads(saved.value.path().read_bytes())
    photo = next(step for step in found["steps"] if step["step"] == "photo")
    assert (found["station"], photo["state"]) == (HERE, "wrong")
    assert "ditukar" in photo["lines"][0]["words"]


def receipt(city: City, photo: str, received_at: datetime = EVENING, promise: Promise = PROMISE) -> Receipt:
    upload = Upload(1, PhotoDigest(photo), CONTEST, city.stations[0], 1, received_at)
    return Signer(city.key).sign(upload, promise)


def give(page: Page, name: str, content: bytes) -> None:
    page.set_input_files("#own", {"name": name, "mimeType": "application/octet-stream", "buffer": content})


def kept(receipt: Receipt) -> bytes:
    return json.dumps({"text": receipt.text, "signature": receipt.signature, "public_key": ""}).encode()


def test_a_receipt_is_held_against_the_log(page: Page, city: City) -> None:
    logged, never = city.records[HERE]["photos"][0]["sha256"], sha256(b"never logged").hexdigest()
    page.clock.set_fixed_time(EVENING + timedelta(minutes=10))
    prove(page)

    give(page, "kept.json", kept(receipt(city, logged)))
    expect(page.locator("#own-lines")).to_contain_text("Janji ditepati")

    give(page, "broken.json", kept(receipt(city, never, datetime(2024, 11, 27, 10, tzinfo=UTC))))
    expect(page.locator("#own-lines .wrong")).to_contain_text("JANJI DILANGGAR")

    give(page, "open.json", kept(receipt(city, never)))
    expect(page.locator("#own-lines")).to_contain_text("janjinya berlaku sampai")

    page.clock.set_fixed_time(EVENING + timedelta(minutes=20))
    give(page, "late.json", kept(receipt(city, never)))
    expect(page.locator("#own-lines .warn")).to_contain_text("Ini belum merupakan bukti")
    assert page.locator("#own-lines .wrong").count() == 0

    foreign = kept(receipt(city, never)).replace(never.encode(), logged.encode())
    give(page, "foreign.json", foreign)
    expect(page.locator("#own-lines .wrong")).to_contain_text("tidak ditandatangani server ini")


def test_a_receipt_of_another_log_is_not_judged_by_this_one(page: Page, city: City) -> None:
    logged = city.records[HERE]["photos"][0]["sha256"]
    prove(page)

    other = receipt(city, logged, promise=Promise("lain.example/log", timedelta(minutes=15)))
    give(page, "other.json", kept(other))

    expect(page.locator("#own-lines .wrong")).to_contain_text("menjanjikan log lain.example/log")
    expect(page.locator("#own-lines")).not_to_contain_text("Janji ditepati")


def test_ones_own_photo_is_found_by_its_fingerprint(page: Page, city: City) -> None:
    prove(page)

    give(page, "mine.jpg", f"{HERE} {city.records[HERE]['photos'][0]['page']}".encode())
    expect(page.locator("#own-lines")).to_contain_text("Foto ini sudah tiba dan ada di log")

    give(page, "other.jpg", b"made smaller by an app")
    expect(page.locator("#own-lines")).to_contain_text("Tidak ada foto TPS ini")


def test_a_kept_proof_is_held_against_the_log_as_it_is_now(page: Page, city: City) -> None:
    prove(page)
    with page.expect_download() as saved:
        page.locator("#step-entry a[download]").first.click()
    proof = saved.value.path().read_bytes()

    give(page, "kept.tlog-proof", proof)
    expect(page.locator("#own-lines")).to_contain_text("Log masih memuat baris ini")

    entry = city.entries[city.records[HERE]["photos"][0]["entry"]]
    other = b64encode(entry.replace(b'"count":1', b'"count":2'))
    give(page, "changed.tlog-proof", proof.replace(b64encode(entry), other))
    expect(page.locator("#own-lines .wrong")).to_contain_text("bukan buatan log ini")

    drop_the_line_and_sign(city)
    prove(page)
    give(page, "kept.tlog-proof", proof)
    expect(page.locator("#own-lines .wrong")).to_contain_text("LOG DITULIS ULANG")


def test_the_script_has_a_sentence_for_everything_it_says(page: Page) -> None:
    page.goto(f"/buktikan/{CONTEST}/{HERE}")

    known = set(page.locator("#words dt").evaluate_all("keys => keys.map(key => key.textContent)"))

    assert len(said()) > 60
    assert said() - known == set()


def said() -> set[str]:
    """Every name of a sentence in the proof's modules: of lines, of failures, of the page."""
    modules = ("buktikan", "draw", "head", "papers", "places", "prove", "bytes", "note", "tiles", "x509", "folder")
    scripts = [static.files()[f"{name}.js"].decode() for name in modules]
    return {name for script in scripts for found in _SAID.findall(script) for name in found if name}
