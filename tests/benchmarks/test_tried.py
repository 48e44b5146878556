from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from signal import SIGKILL, raise_signal

from benchmarks.labels import Truth
from benchmarks.looks import look_at
from benchmarks.tried import do_all, tried


def ends(*works: Callable[[], object]) -> list[object]:
    return list(do_all(works, processes=1))


def test_work_that_raises_or_kills_its_process_takes_nothing_else_with_it() -> None:
    kill = partial(raise_signal, SIGKILL)

    first, raised, killed, second, killed_again, last = ends(
        partial(int, "1"), partial(int, "x"), kill, partial(int, "4"), kill, partial(int, "6")
    )

    assert [first, second, last] == [1, 4, 6]
    assert isinstance(raised, ValueError)
    assert isinstance(killed, BrokenProcessPool)
    assert isinstance(killed_again, BrokenProcessPool)


def test_what_fails_is_replaced_and_told() -> None:
    assert tried(partial(int, "x"), 0) == (0, "ValueError: invalid literal for int() with base 10: 'x'")
    assert tried(partial(int, "7"), 0) == (7, "")


def test_a_photo_that_crashes_its_reader_counts_as_refused(tmp_path: Path) -> None:
    gone = Truth(tmp_path / "gone.jpg", "gone.jpg", "C1-PPWP-2019", 2, 2, {"PAS1": 1}, {})

    (look,), _ = look_at([gone], [], 1, in_shares=False)

    assert (look.reading.decision, look.reading.reason) == ("refuse", "crashed")
    assert look.crash.startswith("FileNotFoundError")
