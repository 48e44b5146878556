"""Whatever is changed in a published folder, and whoever's key was stolen for it, the verifier finds it."""

from pathlib import Path

import pytest

from recap.verify.folder import Given, verify
from recap.verify.source import FolderSource
from tests.verify import runner
from tests.verify.kinds import KINDS
from tests.verify.memory import MemorySource, load

pytestmark = pytest.mark.anyio
SEED = 20241127


async def test_an_honest_folder_has_no_finding(data: Path) -> None:
    folder = data / "published"

    read, held = verify(FolderSource(folder), Given()), verify(MemorySource(load(folder)), Given())

    assert [(f.failure.name, f.path, f.say("en")) for f in read.found.findings] == []
    assert held.found.counts == read.found.counts
    assert {"certificate", "copy", "photo", "table", "derived", "definition", "act"} <= read.found.counts.keys()


async def test_one_mutation_of_every_kind_is_made_and_found(data: Path) -> None:
    tally = runner.run(data, [SEED])

    assert tally.missed == []
    assert tally.made.keys() == KINDS.keys()
    assert tally.found == tally.made


async def test_a_mutation_is_repeated_by_its_seed(data: Path) -> None:
    files, keys = load(data / "published"), runner.keys_of(data)

    one, same, other = (runner.mutate(files, keys, KINDS["flip_a_bit"], seed) for seed in (1, 1, 2))

    assert one == same != other
