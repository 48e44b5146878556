"""How a forger who understands the records goes about it: which records to change, and what is mended then.

Each such change is made three times: with no key, with the manifests' key stolen, and with the log's key stolen too,
when all heads are signed and only the folder's parts can contradict each other.
"""

from collections.abc import Callable

from recap.verify.findings import Failure
from recap.verify.scene import Record
from tests.verify.forger import Change, Forger, NothingOfTheKind, Reach
from tests.verify.kinds import add

Changes = dict[str, Change | None]
Forge = Callable[[Forger], Changes]
"""Which records are changed and how; NothingOfTheKind if there is nothing to change."""

HEADS = {
    Reach.NOTHING: (Failure.SIGNATURE,),
    Reach.MANIFEST: (Failure.HISTORY,),
}


def first(found: list[Record]) -> Record:
    if not found:
        raise NothingOfTheKind
    return found[0]


def forged(*due: Failure) -> Callable[[Forge], Forge]:
    """Register a change of records for every reach; `due` is what must be found when all heads are signed."""

    def register(forge: Forge) -> Forge:
        for reach in Reach:
            add(f"{forge.__name__}_{reach.name.lower()}", _maker(forge, reach), HEADS.get(reach, due))
        return forge

    return register


def _maker(forge: Forge, reach: Reach) -> Callable[[Forger], bool]:
    def make(forger: Forger) -> bool:
        try:
            changes = forge(forger)
        except NothingOfTheKind:
            return False
        forger.change(changes, reach)
        return True

    return make


def stations(forger: Forger, where: Callable[[Record], object] = lambda _: True) -> list[Record]:
    found = [each for _, each in sorted(forger.tree().items()) if each["kind"] == "station" and where(each)]
    forger.choose.shuffle(found)
    return found


def areas(forger: Forger, where: Callable[[Record], object] = lambda _: True) -> list[Record]:
    found = [each for _, each in sorted(forger.tree().items()) if each["kind"] == "area" and where(each)]
    forger.choose.shuffle(found)
    return found


def counted(record: Record) -> bool:
    return bool(record["counted"])


def replaced(new: Record) -> Change:
    """Return the change that makes a record this one."""

    def change(record: Record) -> None:
        record.clear()
        record.update(new)

    return change
