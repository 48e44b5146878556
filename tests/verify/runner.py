"""Mutations by the hundred: each with its own seed, on a fresh copy of the folder, given to the verifier."""

from base64 import b64decode
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recap.domain.canonical import canonical
from recap.verify.findings import Failure
from recap.verify.folder import Given, verify
from recap.witness.signing import parse_signer
from tests.verify import blunt, logged, numbers, papers, shown
from tests.verify.forger import Forger, Keys, NothingOfTheKind
from tests.verify.kinds import KINDS, Kind
from tests.verify.memory import Files, MemorySource, load

ALL = (blunt, logged, numbers, shown, papers)
"""The modules in which mutations stand."""
TRIES = 20


@dataclass
class Tally:
    """What came of the mutations: how many were made and found, by kind, and the seed of each that was missed."""

    made: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.made += other.made
        self.found += other.found
        self.missed += other.missed


def keys_of(data: Path) -> Keys:
    """Return the secret keys of a house from where it keeps them."""
    manifest = b64decode((data / "keys" / "receipts.ed25519").read_text())
    newest = max((data / "keys" / "log").glob("*.key"))
    return Keys(Ed25519PrivateKey.from_private_bytes(manifest), parse_signer(newest.read_text()), data)


def run(data: Path, seeds: Iterable[int], names: Iterable[str] = ()) -> Tally:
    """Make one mutation of every kind for every seed, and have each looked for."""
    files, keys, tally = load(data / "published"), keys_of(data), Tally()
    kinds = [KINDS[name] for name in names] or list(KINDS.values())
    for seed in seeds:
        for kind in kinds:
            changed = mutate(files, keys, kind, seed)
            if changed is not None:
                tally.made[kind.name] += 1
                tally.found[kind.name] += bool(failures(changed) & kind.due)
                if tally.made[kind.name] - tally.found[kind.name] > _misses(tally, kind):
                    tally.missed.append(f"{kind.name} {seed}")
    return tally


def mutate(files: Files, keys: Keys, kind: Kind, seed: int) -> Files | None:
    """Return a changed copy of a folder, None if there is nothing of this kind to change."""
    choose = Random(canonical({"kind": kind.name, "seed": seed}))  # noqa: S311  choices that a seed repeats
    for _ in range(TRIES):
        changed = dict(files)
        with suppress(NothingOfTheKind):
            if kind.make(Forger(changed, keys, choose)) and changed != files:
                return changed
    return None


def failures(files: Files) -> set[Failure]:
    """Return the classes of failure that the verifier finds."""
    return verify(MemorySource(files), Given()).failures


def _misses(tally: Tally, kind: Kind) -> int:
    return sum(each.startswith(f"{kind.name} ") for each in tally.missed)
