"""Mutations of the log: entries dropped, doubled, moved, changed, with hashes made anew and heads signed or not."""

import json
from collections.abc import Callable
from random import Random

from recap.domain.canonical import canonical
from recap.verify.entries import SHOWN
from recap.verify.findings import Failure
from tests.verify.forger import Forger, Reach
from tests.verify.kinds import add

Entries = list[bytes]
Edit = Callable[[Entries, Random], bool]

_TELLING = SHOWN - {"discrepancy"} | {"photo", "picture", "publication", "definition"}
"""Acts whose entry is looked for from the records: these can be missed although all heads were written anew."""


def drop(entries: Entries, choose: Random) -> bool:
    del entries[choose.randrange(len(entries))]
    return True


def double(entries: Entries, choose: Random) -> bool:
    entries.insert(choose.randrange(len(entries)), choose.choice(entries))
    return True


def exchange(entries: Entries, choose: Random) -> bool:
    one, other = choose.sample(range(len(entries)), 2)
    entries[one], entries[other] = entries[other], entries[one]
    return True


def cut(entries: Entries, choose: Random) -> bool:
    del entries[choose.randrange(1, len(entries)) :]
    return True


def lengthen(entries: Entries, choose: Random) -> bool:
    facts = json.loads(choose.choice(entries))
    entries.append(canonical(facts | {"n": 10_000_000}).encode())
    return True


def edit(entries: Entries, choose: Random) -> bool:
    """Change one value of an entry."""
    at = choose.randrange(len(entries))
    facts = json.loads(entries[at])
    name = choose.choice(sorted(facts))
    facts[name] = _other(facts[name], choose)
    entries[at] = canonical(facts).encode()
    return True


def garble(entries: Entries, choose: Random) -> bool:
    at = choose.randrange(len(entries))
    content = bytearray(entries[at])
    content[choose.randrange(len(content))] ^= 1 << choose.randrange(8)
    entries[at] = bytes(content)
    return True


def drop_one_that_tells(entries: Entries, choose: Random) -> bool:
    at = _telling(entries, choose)
    del entries[at]
    return True


def change_one_that_tells(entries: Entries, choose: Random) -> bool:
    at = _telling(entries, choose)
    facts = json.loads(entries[at])
    own = {"act", "at", "n", "body", "change", "role"}
    name = choose.choice(sorted(facts.keys() - own))
    facts[name] = _other(facts[name], choose)
    entries[at] = canonical(facts).encode()
    return True


def _telling(entries: Entries, choose: Random) -> int:
    """Choose an entry; of definitions the last: one that was replaced before a publication is shown nowhere."""
    facts = [json.loads(entry) for entry in entries]
    places: dict[str, list[int]] = {}
    for at, each in enumerate(facts):
        if each["act"] in _TELLING:
            places.setdefault(each["act"], []).append(at)
    places["definition"] = places["definition"][-1:]
    return choose.choice(places[choose.choice(sorted(places))])


def _other(value: object, choose: Random) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + choose.choice((1, 2, 7))
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1:] != "0" else "1")
    return {"?": 1}


def record_the_key_late(entries: Entries, choose: Random) -> bool:
    """Put the first key behind a publication: what stands before it would not all be checked."""
    acts = [json.loads(entry)["act"] for entry in entries]
    at = choose.choice([index for index, act in enumerate(acts) if act == "publication"])
    entries.insert(at + 1, entries[acts.index("log_key")])
    del entries[acts.index("log_key")]
    return True


def _register(name: str, change: Edit, reach: Reach) -> None:
    def make(forger: Forger) -> bool:
        entries = forger.entries()
        if not change(entries, forger.choose):
            return False
        forger.relog(entries, reach)
        return True

    add(f"log_{name}_{reach.name.lower()}", make, (Failure.FORK, Failure.CHECKPOINT, Failure.HISTORY))


def _rewrite(name: str, change: Edit, *due: Failure) -> None:
    def make(forger: Forger) -> bool:
        entries = forger.entries()
        change(entries, forger.choose)
        forger.rewrite(entries)
        return True

    add(f"rewrite_{name}", make, due)


for _name, _edit in {
    "drop": drop,
    "double": double,
    "exchange": exchange,
    "cut": cut,
    "lengthen": lengthen,
    "edit": edit,
    "garble": garble,
}.items():
    _register(_name, _edit, Reach.NOTHING)
for _name, _edit in {"drop": drop, "double": double, "exchange": exchange, "edit": edit, "garble": garble}.items():
    _register(_name, _edit, Reach.LOG)
_rewrite("drop", drop_one_that_tells)
_rewrite("change", change_one_that_tells)
_rewrite("late_key", record_the_key_late, Failure.HISTORY)
