"""The browser's look at a signed copy: the KPPS's own key, vouched for by the authority, with the numbers published."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from api.static import FOLDER
from recap.app.keys import TierKey, TierKeys
from recap.domain import statement
from recap.domain.statement import CopyStatement
from tests.browser.conftest import chromium
from tests.filled import VALUES
from tests.serving import served

pytestmark = pytest.mark.browser
CONTEST, HERE, ELSEWHERE = "kecil-2024.pkwkk", "3374011001001", "3374011001002"
SCRIPT = """async ({ files, qr, lanes, values, revision }) => {
  const { copy } = await import("/papers.js");
  const { Step } = await import("/prove.js");
  const { Broken, from64 } = await import("/bytes.js");
  const folder = { read: async (path) => {
    if (!files[path]) throw new Broken("missing", { file: path });
    return from64(files[path]);
  } };
  const cells = Object.fromEntries(Object.entries(values).map(([code, counted]) => [code, { counted }]));
  const record = { contest: "kecil-2024.pkwkk", code: "3374011001001", counted: true, count: 1, revision, cells,
    acts: { copy: { qr } } };
  const step = new Step("written");
  try {
    await copy(folder, { id: "kecil-2024.pkwkk", lanes }, record, step);
  } catch (error) {
    step.bad(error.why, error.facts);
  }
  return step.lines.map((line) => line.say);
}"""


@dataclass(frozen=True, slots=True)
class Made:
    """A copy's code, and the files of the folder it is checked with."""

    qr: str
    files: Mapping[str, str]
    revision: int = 1


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with served(FOLDER) as address, chromium() as browser:
        opened = browser.new_page()
        opened.goto(f"{address}/icon.svg")
        yield opened


def said(key: TierKey) -> CopyStatement:
    made_at = datetime(2024, 11, 27, 14, tzinfo=UTC)
    return CopyStatement(CONTEST, HERE, 1, 1, made_at, VALUES, {1: "ab" * 32}, "cd" * 32, key.id)


def signed(key: TierKey, content: CopyStatement, root_pem: str) -> Made:
    files = {f"keys/{content.key}.pem": key.certificate_pem, "keys/root.pem": root_pem}
    coded = {path: b64encode(pem.encode()).decode() for path, pem in files.items()}
    return Made(statement.encode(content, key.sign(statement.pack(content))), coded)


def genuine(keys: TierKeys, _: Path) -> Made:
    key = keys.of(HERE, "TPS 1")
    return signed(key, said(key), keys.root_pem)


def of_another_house(keys: TierKeys, folder: Path) -> Made:
    key = TierKeys(folder / "other").of(HERE, "TPS 1")
    return signed(key, said(key), keys.root_pem)


def of_another_station_s_key(keys: TierKeys, _: Path) -> Made:
    key = keys.of(ELSEWHERE, "TPS 2")
    return signed(key, said(key), keys.root_pem)


def for_another_station(keys: TierKeys, _: Path) -> Made:
    key = keys.of(HERE, "TPS 1")
    return signed(key, replace(said(key), station=ELSEWHERE), keys.root_pem)


def with_another_number(keys: TierKeys, _: Path) -> Made:
    key = keys.of(HERE, "TPS 1")
    return signed(key, replace(said(key), values={**VALUES, "PAS1": VALUES["PAS1"] + 1}), keys.root_pem)


def of_an_earlier_revision(keys: TierKeys, folder: Path) -> Made:
    return replace(genuine(keys, folder), revision=2)


def with_a_digit_changed(keys: TierKeys, folder: Path) -> Made:
    made = genuine(keys, folder)
    return replace(made, qr=f"{made.qr[:-3]}{(int(made.qr[-3]) + 1) % 10}{made.qr[-2:]}")


def no_code(keys: TierKeys, folder: Path) -> Made:
    return replace(genuine(keys, folder), qr="https://example.org/")


def with_a_cut_certificate(keys: TierKeys, folder: Path) -> Made:
    made = genuine(keys, folder)
    cut = b64encode(b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n").decode()
    return replace(made, files={**made.files, "keys/root.pem": cut})


@pytest.mark.parametrize(
    ("make", "lines"),
    [
        (genuine, ["copy-signed", "copy-agrees"]),
        (of_another_house, ["copy-forged", "copy-agrees"]),
        (of_another_station_s_key, ["copy-forged", "copy-agrees"]),
        (for_another_station, ["copy-signed", "copy-elsewhere"]),
        (with_another_number, ["copy-signed", "copy-numbers"]),
        (of_an_earlier_revision, ["copy-signed", "copy-older"]),
        (with_a_digit_changed, ["copy-forged", "copy-agrees"]),
        (no_code, ["copy-garbled"]),
        (with_a_cut_certificate, ["certificate"]),
    ],
)
def test_a_signed_copy_is_believed_only_from_the_kpps_itself(
    page: Page, tmp_path: Path, make: Callable[[TierKeys, Path], Made], lines: list[str]
) -> None:
    made = make(TierKeys(tmp_path), tmp_path)
    given = {"files": made.files, "qr": made.qr, "lanes": list(statement.cells(2)), "values": VALUES}

    assert page.evaluate(SCRIPT, {**given, "revision": made.revision}) == lines
