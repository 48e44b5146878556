"""The application behind a real port, and a real Chromium in front of it."""

import asyncio
import shutil
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, Error, Page, ViewportSize, sync_playwright
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from api.main import create_app
from recap.app import database
from recap.app.database import transaction
from recap.app.settings import Settings
from recap.domain.rights import TWO_FACTORS
from tests import people
from tests.api.conftest import PASSWORD, PEOPLE, begin

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
SCREENS = {"phone": (360, 740), "desk": (1280, 860)}
_START_LIMIT_S = 20.0

T = TypeVar("T")
Begin = Callable[[AsyncSession], Coroutine[object, object, None]]


@dataclass(frozen=True, slots=True)
class House:
    """The running application: its address, its files, and a way to do what workers do."""

    address: str
    data_dir: Path
    database_url: str

    def do(self, work: Callable[[AsyncSession], Coroutine[object, object, T]]) -> T:
        """Do something in one transaction, as a worker in another process would."""
        return on_loop(lambda engine: _in_transaction(engine, work), self.database_url)


async def _in_transaction(engine: AsyncEngine, work: Callable[[AsyncSession], Coroutine[object, object, T]]) -> T:
    async with transaction(engine) as session:
        return await work(session)


def on_loop(work: Callable[[AsyncEngine], Coroutine[object, object, T]], url: str) -> T:
    """Run on a loop of its own thread: Playwright keeps one running in ours."""
    found: list[T] = []

    async def run() -> None:
        engine = database.connect(url)
        found.append(await work(engine))
        await engine.dispose()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    thread.join()
    return found[0]


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    with running(database_url, tmp_path, begin) as opened:
        yield opened


@contextmanager
def running(database_url: str, data_dir: Path, begin: Begin) -> Iterator[House]:
    """The application on this database, begun so, and this folder, until the test has done with it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    opened = House(f"http://127.0.0.1:{port}", data_dir, database_url)
    opened.do(begin)
    app = create_app(Settings(database_url=database_url, data_dir=data_dir, blind_share=0))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = monotonic() + _START_LIMIT_S
    while not server.started and monotonic() < deadline:
        sleep(0.05)
    try:
        yield opened
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of one test's own, started last and closed first: Playwright's loop bars every other in our thread."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium here; install it with: apt-get install chromium")
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            pytest.skip(f"Chromium does not start here: {error.message.splitlines()[0]}")
        yield opened
        opened.close()


@pytest.fixture(params=SCREENS)
def page(house: House, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page at the width of a phone, then of a desk; anything the browser complains of fails the test."""
    width, height = SCREENS[request.param]
    complaints: list[str] = []
    with chromium() as browser:
        size: ViewportSize = {"width": width, "height": height}
        opened = browser.new_page(viewport=size, locale="id-ID", base_url=house.address)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
        yield opened
        assert complaints == []
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the screen"


def sign_in(page: Page, name: str, to: str = "/petugas") -> None:
    """Sign in as this officer, with the phone's code where the role has one, and arrive at an officers' page."""
    page.goto(f"/masuk?next={to}")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("#sign-in button")
    if PEOPLE[name][0] in TWO_FACTORS:
        page.fill("[name=code]", people.code())
        page.click("#sign-in button")
    page.wait_for_url(lambda address: urlsplit(address).path.startswith("/petugas"))


def enter(page: Page, name: str) -> None:
    """Sign in without the form, whose own tests are elsewhere."""
    said = {"name": name, "password": PASSWORD, "totp": people.code()}
    assert page.request.post("/api/session", data=said, headers={"origin": page.evaluate("location.origin")}).ok
