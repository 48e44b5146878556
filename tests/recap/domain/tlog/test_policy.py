import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.domain.refusals.tlog import PolicyBroken
from recap.domain.tlog import policy
from recap.domain.tlog.note import COSIGNATURE, ED25519, VerifierKey
from recap.domain.tlog.policy import NONE, Group, Policy, Witness

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "tlog.json").read_text())
LOG = VECTORS["keys"]["ed25519"]
REAL = VECTORS["keys"]["cosignature"]


def key(number: int) -> str:
    return VerifierKey(f"w{number}", COSIGNATURE, number.to_bytes(32)).text


K1, K2, K3 = key(1), key(2), key(3)
EXAMPLE = f"""log {LOG}

witness X1 {key(1)}
witness X2 {key(2)}
witness X3 {key(3)}
group X-witnesses 2 X1 X2 X3

witness Y1 {key(4)}
witness Y2 {key(5)}
witness Y3 {key(6)}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def read(text: str) -> Policy:
    return policy.parse(text.encode())


def test_the_example_of_the_specification_is_read() -> None:
    found = read(EXAMPLE)

    assert [log.key.text for log in found.logs] == [LOG]
    assert [witness.name for witness in found.witnesses] == ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
    assert found.groups == (
        Group("X-witnesses", 2, ("X1", "X2", "X3")),
        Group("Y-witnesses", 1, ("Y1", "Y2", "Y3")),
        Group("X-and-Y", 2, ("X-witnesses", "Y-witnesses")),
    )


@pytest.mark.parametrize(
    ("names", "met"),
    [("X1 X2 Y1", True), ("X2 X3 Y3", True), ("X1 X2", False), ("X1 Y1 Y2 Y3", False), ("", False), ("X-and-Y", False)],
)
def test_the_example_of_the_specification_is_judged(names: str, *, met: bool) -> None:
    assert read(EXAMPLE).met(set(names.split())) is met


@pytest.mark.parametrize(
    "text",
    [
        "quorum none\n",
        "quorum none",
        f"\n# comment\n\t # another\n\twitness \t w1  {K1}   https://w1.example.com/  \n\n  quorum\tw1",
        f"log {LOG} https://log.example.com/\nwitness w1 {REAL}\nquorum w1\n",
        f"witness all {K1}\nwitness any {K2}\ngroup group 2 all any\nquorum group\n",
        f"log {LOG}\nlog {VerifierKey('Wit1', ED25519, bytes(range(32))).text}\nquorum none\n",
    ],
)
def test_every_allowed_spelling_is_read_and_written_back(text: str) -> None:
    found = read(text)

    assert policy.parse(found.content) == found


def test_names_are_opaque_bytes() -> None:
    text = b"witness K\xe2\x84\xaalvin-w\x80 " + K1.encode() + b"\nquorum K\xe2\x84\xaalvin-w\x80\n"

    assert policy.parse(text).content == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum none\n\x01",
        "quorum none\r\n",
        "quibble w1\nquorum none\n",
        f"witness w1 {K1} https://w1.example.com/ # comment\nquorum w1\n",
        "log\nquorum none\n",
        "log garbage\nquorum none\n",
        f"log {VerifierKey('x', 99, bytes(32)).text}\nquorum none\n",
        f"log {LOG}\nlog {LOG} https://log.example.com/\nquorum none\n",
        f"log {K1}\nquorum none\n",
        "witness w1\nquorum none\n",
        f"witness w1 {LOG}\nquorum w1\n",
        f"witness none {K1}\nquorum none\n",
        f"witness w1 {K1}\nwitness w1 {K2}\nquorum w1\n",
        f"witness w1 {K1}\nwitness w2 {VerifierKey('other', COSIGNATURE, (1).to_bytes(32)).text}\nquorum w1\n",
        f"witness w1 {K1}\ngroup w1 any w1\nquorum w1\n",
        f"witness w1 {K1}\ngroup g1 1\nquorum w1\n",
        f"witness w1 {K1}\ngroup none any w1\nquorum none\n",
        f"witness w1 {K1}\ngroup g1 0 w1\nquorum g1\n",
        f"witness w1 {K1}\ngroup g1 -1 w1\nquorum g1\n",
        f"witness w1 {K1}\ngroup g1 01 w1\nquorum g1\n",
        f"witness w1 {K1}\ngroup g1 2 w1\nquorum g1\n",
        f"witness w1 {K1}\ngroup g1 any w2\nquorum g1\n",
        f"group g1 any w1\nwitness w1 {K1}\nquorum g1\n",
        f"witness w1 {K1}\ngroup g1 any none w1\nquorum g1\n",
        f"witness w1 {K1}\ngroup g1 all w1 w1\nquorum g1\n",
        f"witness w1 {K1}\nwitness w2 {K2}\ngroup g1 any w1 w2\ngroup g2 any w1\nquorum g1\n",
        f"witness w1 {K1}\n",
        f"witness w1 {K1}\nquorum w1\nquorum w1\n",
        "quorum unknown\n",
        f"quorum w1\nwitness w1 {K1}\n",
        "quorum\n",
    ],
)
def test_what_the_specification_forbids_is_refused(text: str) -> None:
    with pytest.raises(PolicyBroken):
        read(text)


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(PolicyBroken, match="line 3"):
        read(f"witness w1 {K1}\n\nwitness w2 nonsense\nquorum w1\n")


@given(st.binary(max_size=60))
def test_a_parser_raises_nothing_else(content: bytes) -> None:
    for whole in (content, b"log " + content, b"witness " + content, f"witness a {K1}\ngroup ".encode() + content):
        try:
            policy.parse(whole + b"\nquorum none")
        except PolicyBroken:
            continue


def test_no_policy_wants_no_witness() -> None:
    assert NONE.met(())
    assert NONE.splittable()


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    witnesses = tuple(
        Witness(f"w{n}", VerifierKey(f"w{n}", COSIGNATURE, n.to_bytes(32)), "") for n in range(draw(st.integers(1, 6)))
    )
    free, groups = [witness.name for witness in witnesses], []
    for number in range(draw(st.integers(0, 3))):
        members = draw(st.lists(st.sampled_from(free), min_size=1, unique=True)) if free else []
        if members:
            free = [*(name for name in free if name not in members), f"g{number}"]
            groups.append(Group(f"g{number}", draw(st.integers(1, len(members))), tuple(members)))
    names = [*(witness.name for witness in witnesses), *(group.name for group in groups)]
    return Policy((), witnesses, tuple(groups), draw(st.sampled_from(names)))


def every_set(rule: Policy) -> Iterator[set[str]]:
    names = [witness.name for witness in rule.witnesses]
    for count in range(len(names) + 1):
        yield from map(set, combinations(names, count))


@given(policies())
def test_a_policy_is_splittable_just_if_two_separate_sets_are_each_enough(rule: Policy) -> None:
    everybody = {witness.name for witness in rule.witnesses}

    assert rule.splittable() == any(rule.met(some) and rule.met(everybody - some) for some in every_set(rule))


@given(policies())
def test_more_cosignatures_never_harm(rule: Policy) -> None:
    for some in every_set(rule):
        if rule.met(some):
            assert all(rule.met(some | {witness.name}) for witness in rule.witnesses)
