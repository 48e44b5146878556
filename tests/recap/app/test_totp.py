"""One-time codes against the published vectors of RFC 6238, appendix B (SHA-1, the last six digits)."""

from base64 import b32encode
from datetime import UTC, datetime

import pytest

from recap.app import totp

SECRET = b32encode(b"12345678901234567890").decode()
VECTORS = [
    (59, "287082"),
    (1_111_111_109, "081804"),
    (1_111_111_111, "050471"),
    (1_234_567_890, "005924"),
    (2_000_000_000, "279037"),
    (20_000_000_000, "353130"),
]


@pytest.mark.parametrize(("second", "code"), VECTORS)
def test_a_published_code_is_known_with_its_step(second: int, code: str) -> None:
    at = datetime.fromtimestamp(second, UTC)

    assert totp.step(SECRET, f" {code[:3]} {code[3:]}", at, -1) == second // 30


@pytest.mark.parametrize(("shift", "accepted"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_one_step_of_drift_is_accepted(shift: int, accepted: bool) -> None:  # noqa: FBT001
    at = datetime.fromtimestamp(1_111_111_111 + shift, UTC)

    assert (totp.step(SECRET, "050471", at, -1) is not None) is accepted


def test_a_used_step_and_those_before_it_are_over() -> None:
    at = datetime.fromtimestamp(1_111_111_111, UTC)
    step = 1_111_111_111 // 30

    assert totp.step(SECRET, "050471", at, step - 1) == step
    assert totp.step(SECRET, "050471", at, step) is None
    assert totp.step(SECRET, "081804", at, step) is None


def test_secrets_have_160_bits_and_differ() -> None:
    first, second = totp.new_secret(), totp.new_secret()

    assert first != second
    assert len(first) == 32
    assert f"secret={first}" in totp.uri(first, "ppk-337401")
