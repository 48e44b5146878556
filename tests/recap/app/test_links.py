"""Personal links: only what this server handed out opens a copy."""

import stat
from pathlib import Path

import pytest

from recap.app.links import Links, links
from recap.domain.refusals.copies import CopyLinkForged

SECRET = bytes(range(32))
PLACE = ("kecil-2024.pkwkk", "3374011001001", 3)


def test_the_code_that_was_handed_out_opens_the_copy() -> None:
    made = Links(SECRET)

    made.check(*PLACE, made.code(*PLACE))

    assert made.path(*PLACE) == f"/salinan/kecil-2024.pkwkk/3374011001001/3/{made.code(*PLACE)}"


@pytest.mark.parametrize(
    "other", [("kecil-2024.pkwkp", *PLACE[1:]), (PLACE[0], "3374011001002", 3), (PLACE[0], PLACE[1], 4)]
)
def test_the_code_of_another_copy_does_not(other: tuple[str, str, int]) -> None:
    made = Links(SECRET)

    with pytest.raises(CopyLinkForged):
        made.check(*PLACE, made.code(*other))


def test_a_forged_code_is_refused() -> None:
    made = Links(SECRET)
    right = made.code(*PLACE)

    for forged in ("", right[:-1], f"{right}A", right.swapcase(), "é" * len(right)):
        with pytest.raises(CopyLinkForged):
            made.check(*PLACE, forged)


def test_another_server_hands_out_other_codes(tmp_path: Path) -> None:
    here, there = links(tmp_path / "a"), links(tmp_path / "b")

    assert here.code(*PLACE) != there.code(*PLACE)
    assert links(tmp_path / "a").code(*PLACE) == here.code(*PLACE)
    assert stat.S_IMODE((tmp_path / "a" / "keys" / "copy-links.secret").stat().st_mode) == 0o600
