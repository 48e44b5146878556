"""The browser's arithmetic of proofs agrees with ours, value by value: signatures, trees, notes, sums, spellings."""

import json
import random
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page

from api.static import FOLDER
from recap.domain import sumtree
from recap.domain.canonical import canonical
from recap.domain.election import AreaCode, StationCode
from recap.domain.refusals.tlog import NoteForged
from recap.domain.sumtree import Scheme
from recap.domain.tlog import cosignature, merkle, tiles
from recap.domain.tlog.checkpoint import Checkpoint
from recap.domain.tlog.note import COSIGNATURE, ED25519, Note, Signature, VerifierKey, parse_key
from recap.domain.tlog.policy import Witness
from recap.domain.tlog.proof import Proof
from recap.domain.tlog.tiles import Tile
from recap.verify import notes as verifier
from recap.witness.signing import new_signer
from tests.browser.conftest import chromium
from tests.serving import served

pytestmark = pytest.mark.browser
ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the group of Ed25519: a signature whose number is not below it is a second spelling of another (RFC 8032)."""
RFC8032 = (
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
)  # fmt: skip
"""Public key, message, signature: tests 1 and 2 of RFC 8032 section 7.1."""
TAMPERED_BITS = 24
SIZES = (1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 513, 700)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """One page of one browser beside the modules, for all these tests."""
    with served(FOLDER) as address, chromium() as browser:
        opened = browser.new_page()
        opened.goto(f"{address}/icon.svg")
        yield opened


def entries(size: int) -> list[bytes]:
    return [f'{{"act":"reading","n":{n}}}'.encode() for n in range(size)]


def tree(size: int) -> dict[str, str]:
    """Every file of a log of this size by its path, in base 64, as the log itself would write it."""
    content = entries(size)
    _, written = tiles.Edge().extend([merkle.leaf_hash(entry) for entry in content])
    files = {tile.path: made for tile, made in written}
    for tile in tiles.tiles(size):
        if tile.level == tiles.ENTRIES:
            start = tile.index * tiles.WIDTH
            files[tile.path] = tiles.bundle(content[start : start + tile.width])
    return {path: b64encode(made).decode() for path, made in files.items()}


def hash_at(size: int) -> merkle.HashAt:
    leaves = [merkle.leaf_hash(entry) for entry in entries(size)]
    return lambda level, index: merkle.root(leaves[index << level : (index + 1) << level])


def flipped(text: str, bit: int) -> str:
    """Hexadecimal text with one bit turned over."""
    raw = bytearray.fromhex(text)
    raw[bit // 8 % len(raw)] ^= 1 << bit % 8
    return raw.hex()


def signed_cases() -> list[tuple[str, str, str, bool]]:
    """Key, message, signature in hexadecimal, and whether they belong together."""
    draw = random.Random(5)  # noqa: S311  which bits are turned over is no secret
    cases = [(*one, True) for one in RFC8032]
    for number in range(6):
        key = Ed25519PrivateKey.generate()
        message = draw.randbytes(number * 37)
        public, signature = key.public_key().public_bytes_raw().hex(), key.sign(message).hex()
        cases.append((public, message.hex(), signature, True))
        bit = draw.randrange(512)
        cases.append((public, message.hex(), flipped(signature, bit), False))
        cases.append((flipped(public, bit), message.hex(), signature, False))
        cases.append((public, message.hex() + "00", signature, False))
        second = int.from_bytes(bytes.fromhex(signature[64:]), "little") + ORDER
        cases.append((public, message.hex(), signature[:64] + second.to_bytes(32, "little").hex(), False))
    cases.append((RFC8032[0][0], "", "", False))
    return cases


def test_signatures_are_judged_as_rfc_8032_says_by_the_browser_and_by_arithmetic(page: Page) -> None:
    cases = signed_cases()
    script = """async (cases) => {
      const { verify, byArithmetic } = await import("/ed25519.js");
      const { fromHex } = await import("/bytes.js");
      const found = [];
      for (const [key, message, signature] of cases) {
        const asked = [fromHex(key), fromHex(message), fromHex(signature)];
        found.push([await verify(...asked), await byArithmetic(...asked)]);
      }
      return found;
    }"""

    found = page.evaluate(script, cases)

    assert found == [[holds, holds] for *_, holds in cases]


def test_a_browser_too_old_for_ed25519_calculates_itself(page: Page) -> None:
    script = """async ([key, message, signature]) => {
      const { verify } = await import("/ed25519.js");
      const { fromHex } = await import("/bytes.js");
      const known = crypto.subtle.importKey;
      crypto.subtle.importKey = () => Promise.reject(new DOMException("unknown", "NotSupportedError"));
      const found = await verify(fromHex(key), fromHex(message), fromHex(signature));
      crypto.subtle.importKey = known;
      return found;
    }"""

    assert page.evaluate(script, RFC8032[1]) is True


@pytest.mark.parametrize("size", SIZES)
def test_proofs_made_of_tiles_are_those_of_the_log(page: Page, size: int) -> None:
    script = """async ([files, size]) => {
      const { Log, climbed, continues, leafHash } = await import("/tiles.js");
      const { from64, same, to64, toHex } = await import("/bytes.js");
      const log = new Log(size, async (path) => from64(files[path]));
      const root = await log.root();
      const found = { root: toHex(root), inclusion: [], consistency: [], climbs: true, continues: true, lies: false };
      for (let at = 0; at < size; at += Math.max(1, Math.floor(size / 9))) {
        const [path, began] = [await log.inclusion(at), await log.consistency(at + 1)];
        const leaf = await leafHash(await log.entry(at));
        const old = await log.root(at + 1);
        found.inclusion.push([at, path.map(to64)]);
        found.consistency.push([at + 1, began.map(to64)]);
        found.climbs &&= same(await climbed(at, size, leaf, path), root);
        found.continues &&= await continues(at + 1, old, size, root, began);
        for (const wrong of [path.slice(1), [...path, leaf], path.map((hash) => hash.map((byte) => byte ^ 1))]) {
          const led = wrong.length === path.length && !wrong.length ? null : await climbed(at, size, leaf, wrong);
          found.lies ||= led !== null && same(led, root);
        }
        const other = old.map((byte) => byte ^ 1);
        found.lies ||= await continues(at + 1, other, size, root, began);
        found.lies ||= at + 1 < size && (await continues(at + 1, old, size, other, began));
      }
      return found;
    }"""

    found = page.evaluate(script, [tree(size), size])

    at = hash_at(size)
    assert found["root"] == merkle.root_at(size, at).hex()
    for index, path in found["inclusion"]:
        assert path == [b64encode(step).decode() for step in merkle.inclusion(index, size, at)]
    for old, path in found["consistency"]:
        assert path == [b64encode(step).decode() for step in merkle.consistency(old, size, at)]
    assert (found["climbs"], found["continues"], found["lies"]) == (True, True, False)


def test_tiles_lie_where_the_log_puts_them(page: Page) -> None:
    places = [(0, 0, 256), (0, 1234067, 5), (2, 999, 256), (1, 1000, 1)]
    script = "async (places) => { const t = await import('/tiles.js'); return places.map((p) => t.tilePath(...p)); }"

    assert page.evaluate(script, places) == [Tile(*place).path for place in places]


def test_a_tile_that_is_full_by_now_stands_for_the_partial_one(page: Page) -> None:
    script = """async ([files, size]) => {
      const { Log } = await import("/tiles.js");
      const { Broken, from64, toHex } = await import("/bytes.js");
      const log = new Log(size, async (path) => {
        if (path.includes(".p/")) throw new Broken("missing", { file: path });
        return from64(files[path]);
      });
      return [toHex(await log.root()), (await log.bundle(0)).length];
    }"""
    files = {path: made for path, made in tree(256).items() if ".p/" not in path}

    assert page.evaluate(script, [files, 200]) == [merkle.root_at(200, hash_at(200)).hex(), 200]


def test_an_entry_is_found_by_its_moment_without_reading_the_whole_log(page: Page) -> None:
    started = datetime(2024, 11, 27, 12, tzinfo=UTC)
    said = [
        {"act": "upload", "n": n, "at": (started + timedelta(seconds=n)).isoformat().replace("+00:00", "Z")}
        for n in range(10_000)
    ]
    bundles = [
        b64encode(tiles.bundle(canonical(each).encode() for each in said[first : first + 256])).decode()
        for first in range(0, len(said), 256)
    ]
    script = """async ([bundles, size, at]) => {
      const { Log } = await import("/tiles.js");
      const { locate, standing } = await import("/papers.js");
      const { from64 } = await import("/bytes.js");
      const read = new Set();
      const log = new Log(size, async (path) => {
        const at = Number(path.replace(/\\D/g, " ").trim().split(/ +/)[0]);
        read.add(at);
        return from64(bundles[at]);
      });
      const near = await standing(log, size, new Date(at));
      const found = await locate(log, size, new Map([["it", (facts) => facts.n === 7777]]), [near]);
      return [found.get("it"), read.size];
    }"""

    index, read = page.evaluate(script, [bundles, len(said), said[7777]["at"]])

    assert index == 7777
    assert read < len(bundles) / 2


def notes() -> dict[str, str]:
    """A checkpoint, signed by its log and cosigned by a witness, and what became of it in wrong hands."""
    log, witness = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    own = VerifierKey("rekap.example/log", ED25519, log.public_key().public_bytes_raw())
    theirs = VerifierKey("bawaslu.example/w", COSIGNATURE, witness.public_key().public_bytes_raw())
    text = Checkpoint("rekap.example/log", 20852163, sha256(b"root").digest()).text
    stamped = cosignature.pack(1679315147, witness.sign(cosignature.message(1679315147, text)))
    good = Note(
        text, (Signature(own.name, own.id, log.sign(text.encode())), Signature(theirs.name, theirs.id, stamped))
    )
    never = cosignature.pack(2**40, witness.sign(cosignature.message(2**40, text)))
    later = stamped[:7] + bytes([stamped[7] ^ 1]) + stamped[8:]
    return {
        "own": own.text,
        "theirs": theirs.text,
        "good": good.encode().decode(),
        "grown": good.encode().decode().replace("20852163", "20852164"),
        "later": good.signed(Signature(theirs.name, theirs.id, later)).encode().decode(),
        "never": good.signed(Signature(theirs.name, theirs.id, never)).encode().decode(),
        "alone": Note(text, good.signatures[1:]).encode().decode(),
    }


def test_notes_and_cosignatures_are_believed_only_as_signed(page: Page) -> None:
    script = """async (given) => {
      const { checkpoint, parse, signedBy, verifierKey } = await import("/note.js");
      const { toHex, utf8 } = await import("/bytes.js");
      const [own, theirs] = [await verifierKey(given.own), await verifierKey(given.theirs)];
      const by = async (text, key) => signedBy(parse(utf8(text)), key).catch((error) => error.why);
      const said = checkpoint(parse(utf8(given.good)).text);
      return {
        said: [said.origin, said.size, toHex(said.root)],
        good: [await by(given.good, own), await by(given.good, theirs)],
        grown: [await by(given.grown, own), await by(given.grown, theirs)],
        later: await by(given.later, theirs),
        never: await by(given.never, theirs),
        alone: await by(given.alone, own),
        other: await verifierKey(given.own.replace("rekap", "reksp")).catch((error) => error.why),
      };
    }"""

    found = page.evaluate(script, notes())

    assert found == {
        "said": ["rekap.example/log", 20852163, sha256(b"root").hexdigest()],
        "good": [0, 1679315147],
        "grown": ["forged", "forged"],
        "later": "forged",
        "never": "forged",
        "alone": None,
        "other": "key",
    }


def crowded() -> tuple[list[str], dict[str, Note]]:
    """The keys of a log and of two of its witnesses, and notes with many lines, some of them under the same names."""
    log, older = new_signer("rekap.example/log"), new_signer("rekap.example/log")
    one, two = new_signer("saksi.example/w", COSIGNATURE), new_signer("saksi.example/w", COSIGNATURE)
    text = Checkpoint("rekap.example/log", 300, sha256(b"root").digest()).text
    lines = (older.sign(text), two.cosign(text, 50), log.sign(text), one.cosign(text, 90), one.cosign(text, 70))
    elsewhere = Signature(one.name, one.verifier.id, one.cosign("another text\n", 80).body)
    given = {
        "last": Note(text, lines),
        "first": Note(text, lines[::-1]),
        "strangers": Note(text, (older.sign(text), two.cosign(text, 50))),
        "one forged of two": Note(text, (*lines, elsewhere)),
        "forged before": Note(text, (elsewhere, *lines)),
    }
    return [log.verifier.text, one.verifier.text], given


def test_the_line_of_a_key_is_found_among_many_and_judged_as_recap_verify_does(page: Page) -> None:
    keys, given = crowded()
    script = """async ([keys, given]) => {
      const { parse, signedBy, verifierKey } = await import("/note.js");
      const { utf8 } = await import("/bytes.js");
      const [log, witness] = await Promise.all(keys.map(verifierKey));
      const by = async (text, key) => signedBy(parse(utf8(text)), key).catch((error) => error.why);
      return Promise.all(given.map(async (text) => [await by(text, log), await by(text, witness)]));
    }"""

    found = page.evaluate(script, [keys, [note.encode().decode() for note in given.values()]])

    expected = [[0, 90], [0, 90], [None, None], [0, "forged"], [0, "forged"]]
    assert found == [[judged(note, parse_key(key)) for key in keys] for note in given.values()] == expected


def judged(note: Note, key: VerifierKey) -> int | str | None:
    """What our own verifier makes of one key's signatures, told as the browser tells it."""
    try:
        if key.kind == COSIGNATURE:
            return next((one.time for one in verifier.cosigners(note, [Witness("w", key, "")])), None)
        return 0 if verifier.signers(note, [key]) else None
    except NoteForged:
        return "forged"


def test_a_key_under_which_anybody_can_sign_is_refused(page: Page) -> None:
    weak = [bytes(32), bytes([1, *bytes(31)]), bytes([0xEC, *[0xFF] * 30, 0x7F])]
    good = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    script = """async (keys) => {
      const { verifierKey } = await import("/note.js");
      return Promise.all(keys.map((key) => verifierKey(key).then(() => "key", (error) => `refused: ${error.why}`)));
    }"""

    found = page.evaluate(script, [VerifierKey("w", COSIGNATURE, key).text for key in (*weak, good)])

    assert found == [*["refused: key"] * 3, "key"]


@pytest.mark.parametrize(
    "text", ["", "no signatures\n", "a\n\n- dash x\n", "a\n\n— name !!!!\n", "a\x01\n\n— n AAAAAAAA\n"]
)
def test_what_is_no_note_is_refused(page: Page, text: str) -> None:
    script = """async (text) => {
      const [{ parse }, { utf8 }] = [await import("/note.js"), await import("/bytes.js")];
      try { parse(utf8(text)); return "parsed"; } catch (error) { return error.why; }
    }"""

    assert page.evaluate(script, text) in {"note", "coding"}


def test_a_policy_counts_its_groups(page: Page) -> None:
    keys = [new_signer(f"w{n}", COSIGNATURE).verifier.text for n in range(4)]
    lines = [f"witness w{n} {key}" for n, key in enumerate(keys)]
    policy = "\n".join(
        ["# who must have seen it", *lines, "group parties any w1 w2", "group all 2 w0 parties w3", "quorum all"]
    )
    script = """async (text) => {
      const [{ parse }, { utf8 }] = [await import("/policy.js"), await import("/bytes.js")];
      const rules = await parse(utf8(text));
      return [["w1", "w2"], ["w0"], ["w0", "w2"], ["w3", "w1"]].map((names) => rules.met(new Set(names)));
    }"""

    assert page.evaluate(script, policy) == [False, False, True, True]


def test_only_a_quorum_that_is_demanded_tells_a_time(page: Page) -> None:
    keys = [new_signer(f"w{n}", COSIGNATURE).verifier.text for n in range(2)]
    lines = [f"witness w{n} {key}" for n, key in enumerate(keys)]
    script = """async ([lines, quorums]) => {
      const [{ agreed, parse }, { utf8 }] = [await import("/policy.js"), await import("/bytes.js")];
      const found = [{ name: "w0", at: new Date(9000) }, { name: "w1", at: new Date(5000) }];
      const told = async (quorum) => agreed(await parse(utf8([...lines, `quorum ${quorum}`].join("\\n"))), found);
      return (await Promise.all(quorums.map(told))).map((at) => at && Number(at));
    }"""
    given = [[*lines, "group both all w0 w1"], ["none", "both", "w1", "w0"]]

    assert page.evaluate(script, given) == [None, 5000, 5000, 9000]


def test_a_proof_text_is_read_as_it_is_written(page: Page) -> None:
    path = tuple(sha256(bytes([n])).digest() for n in range(3))
    proof = Proof(7, path, b"rekap.example/log\n9\nAAAA\n\n\xe2\x80\x94 a AAAAAAAA\n", b'{"act":"upload"}').encode()
    script = """async (written) => {
      const [{ proof, spelt }, { from64, text, to64, toHex }] = [await import("/note.js"), await import("/bytes.js")];
      const found = proof(from64(written));
      return { index: found.index, path: found.path.map(toHex), extra: text(found.extra), again: to64(spelt(found)) };
    }"""

    found = page.evaluate(script, b64encode(proof).decode())

    assert found == {
        "index": 7,
        "path": [step.hex() for step in path],
        "extra": '{"act":"upload"}',
        "again": b64encode(proof).decode(),
    }


def forest() -> dict[str, Any]:
    """An area with stations in and out, up to numbers beyond 2**53 in its sums, and every node of it."""
    draw = random.Random(11)  # noqa: S311  test data
    rows = ("DPT_L", "PAS1", "PAS2", "TSAH")
    scheme = Scheme("kecil-2024.pkwkk", rows)
    stations: list[dict[str, Any]] = []
    for n in range(7):
        values = {row: draw.choice((0, draw.randrange(700), 2**53 - 1)) for row in rows}
        stations.append(
            {"code": f"3374011001{n + 1:03d}", "count": 1 + n % 2, "revision": n, "values": values, "in": n != 3}
        )
    nodes = [
        scheme.leaf(StationCode(s["code"]), s["count"], s["revision"], s["values"])
        if s["in"]
        else scheme.absent(StationCode(s["code"]))
        for s in stations
    ]
    over = [sumtree.area_over(scheme, AreaCode("3374011001"), nodes[:width]) for width in range(1, 8)]
    return {
        "contest": "kecil-2024.pkwkk",
        "rows": rows,
        "stations": stations,
        "hashes": [node.sha256.hex() for node in nodes],
        "over": [[node.sha256.hex(), str(scheme.values(node)["PAS1"])] for node in over],
    }


def test_the_tree_of_sums_is_ours_node_for_node(page: Page) -> None:
    given = forest()
    script = """async ({ contest, rows, stations }) => {
      const [{ scheme }, { toHex }] = [await import("/sumtree.js"), await import("/bytes.js")];
      const on = await scheme(contest, rows);
      const nodes = [];
      for (const s of stations) {
        nodes.push(await (s.in ? on.leaf(s.code, s.count, s.revision, s.values) : on.absent(s.code)));
      }
      const over = [];
      for (let width = 1; width <= nodes.length; width += 1) {
        const own = await on.over("3374011001", nodes.slice(0, width));
        over.push([toHex(own.hash), String(own.lanes[2 + rows.indexOf("PAS1")])]);
      }
      return { hashes: nodes.map((node) => toHex(node.hash)), over };
    }"""

    found = page.evaluate(script, given)

    assert found == {"hashes": given["hashes"], "over": given["over"]}


def test_a_sum_that_does_not_fit_is_refused(page: Page) -> None:
    script = """async () => {
      const { scheme } = await import("/sumtree.js");
      const on = await scheme("c", ["PAS1"]);
      const half = { lanes: [1n, 1n, 2n ** 63n], hash: new Uint8Array(32) };
      const why = async (work) => { try { await work(); return "fits"; } catch (error) { return error.why; } };
      return [
        await why(() => on.join("3374", half, half)),
        await why(() => on.leaf("3374011001001", 1, 1, { PAS1: 2 ** 60 })),
        await why(() => on.leaf("3374011001001", 1, 1, { PAS1: -1 })),
        await why(() => on.leaf("3374011001001", 1, 1, { PAS1: 1.5 })),
      ];
    }"""

    assert page.evaluate(script) == ["overflow"] * 4


def test_records_are_spelt_as_we_spell_them(page: Page) -> None:
    record = {"b": [1, None, True], "a": {"z": 'Jl. "Pemuda" \\ é 😀\n\t\u2028\x7f\x1f', "": 0}, "c": 2**53 - 1}
    script = "async (r) => { const b = await import('/bytes.js'); return b.canonical(JSON.parse(r)); }"

    assert page.evaluate(script, json.dumps(record)) == canonical(record)
