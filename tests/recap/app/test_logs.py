import json
import logging
from collections.abc import Iterator

import pytest

from recap.app import logs


@pytest.fixture(autouse=True)
def _handlers_restored() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


def test_an_event_is_one_json_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()

    logs.event("photo_received", station="3374010001001", bytes=12)

    line = json.loads(capsys.readouterr().err)
    assert line["event"] == "photo_received"
    assert (line["station"], line["bytes"], line["level"]) == ("3374010001001", 12, "info")


def test_a_failure_carries_its_traceback_on_the_same_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()

    try:
        divmod(1, 0)
    except ZeroDivisionError:
        logs.failure("reading_failed", upload=5)

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["upload"], line["level"]) == ("reading_failed", 5, "error")
    assert "ZeroDivisionError" in line["traceback"]
