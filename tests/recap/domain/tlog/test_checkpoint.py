from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.domain.refusals.tlog import CheckpointBroken
from recap.domain.tlog import checkpoint
from recap.domain.tlog.checkpoint import Checkpoint

ROOT = b64encode(bytes(32)).decode()


def test_the_example_of_the_specification_is_read_and_written_alike() -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

    read = checkpoint.parse(text)

    assert (read.origin, read.size, read.root.hex()[:8]) == ("example.com/behind-the-sofa", 20852163, "0ac5186a")
    assert read.text == text
    assert read.head == (read.size, read.root)


def test_extension_lines_are_kept() -> None:
    text = f"origin\n0\n{ROOT}\none\ntwo\n"

    assert checkpoint.parse(text).extensions == ("one", "two")
    assert checkpoint.parse(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"origin\n0\n{ROOT}",
        "origin\n0\n",
        f"\n0\n{ROOT}\n",
        f"origin\n00\n{ROOT}\n",
        f"origin\n01\n{ROOT}\n",
        f"origin\n-1\n{ROOT}\n",
        f"origin\n+1\n{ROOT}\n",
        f"origin\n1_0\n{ROOT}\n",
        f"origin\n\u0661\n{ROOT}\n",
        f"origin\n9223372036854775808\n{ROOT}\n",
        f"origin\n0\n{ROOT[:-4]}\n",
        f"origin\n0\n{ROOT.replace('A', 'B', 1)[:-2]}B=\n",
        f"origin\n0\n{ROOT} \n",
        f"origin\n0\n{ROOT}\n\n",
        f"origin\n0\n{ROOT}\next\n\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(CheckpointBroken):
        checkpoint.parse(text)


@given(st.text())
def test_a_parser_raises_nothing_else(text: str) -> None:
    for whole in (text, f"origin\n{text}", f"origin\n5\n{ROOT}\n{text}"):
        try:
            assert checkpoint.parse(whole).text == whole
        except CheckpointBroken:
            continue


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_whatever_is_written_is_read_again(size: int, root: bytes) -> None:
    written = Checkpoint("recap.example/log", size, root)

    assert checkpoint.parse(written.text) == written
