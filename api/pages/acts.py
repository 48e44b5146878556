"""What officers, witnesses and supervisors did, in words: objections, counts, the copy, certificates."""

from collections.abc import Mapping
from dataclasses import dataclass

from api import certificate_words, plenary_words, words, words_orders
from api.shapes import ContestObject
from api.shapes_acts import AreaActs, CertificateEntry, CountEntry, ObjectionEntry, OrderEntry, StationActs
from recap.domain.certificate import Standing
from recap.domain.message import Message


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection in words; `answer` is None while it waits."""

    entry: ObjectionEntry
    kind: Message
    filer: Message
    claims: str
    verdict: Message | None
    answerer: Message | None


@dataclass(frozen=True, slots=True)
class Count:
    """One count of a station: how it came about and its latest numbers, None while they are awaited."""

    number: int
    title: Message
    order: OrderEntry | None
    ground: Message | None
    result: CountEntry | None
    votes: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate in words."""

    entry: CertificateEntry
    standing: Message
    good: bool
    roles: Mapping[str, Message]


def objections(acts: StationActs | AreaActs, labels: Mapping[str, str]) -> list[Objection]:
    """Return the objections, oldest first."""
    return [_objection(each, labels) for each in acts.objections]


def counts(acts: StationActs, contest: ContestObject) -> list[Count]:
    """Return every count of a station, oldest first; nothing when there was only the first one."""
    if not acts.orders:
        return []
    latest = {each.count: each for each in acts.counts}
    first = _count(1, Message("Count on the night of the vote"), latest.get(1), contest)
    later = [_count(o.count, words_orders.KINDS[o.kind], latest.get(o.count), contest, o) for o in acts.orders]
    return [first, *later]


def certificates(acts: AreaActs) -> list[Certificate]:
    """Return the certificates of an area, the newest first."""
    return [
        Certificate(
            each,
            certificate_words.STANDINGS[each.standing],
            each.standing is Standing.VALID,
            {role: words.ROLES[role] for role in words.ROLES},
        )
        for each in reversed(acts.certificates)
    ]


def _objection(entry: ObjectionEntry, labels: Mapping[str, str]) -> Objection:
    filer = words.ROLES[entry.role]
    if entry.choice is not None:
        filer = Message("Witness of pair {number}", {"number": entry.choice})
    return Objection(
        entry,
        plenary_words.OBJECTIONS[entry.kind],
        filer,
        "; ".join(f"{labels.get(code, code)}: {value}" for code, value in entry.values.items()),
        plenary_words.VERDICTS[entry.verdict] if entry.verdict else None,
        words.ROLES[entry.answer_role] if entry.answer_role else None,
    )


def _count(
    number: int, title: Message, result: CountEntry | None, contest: ContestObject, order: OrderEntry | None = None
) -> Count:
    votes = tuple(result.values.get(choice.code) if result else None for choice in contest.choices)
    return Count(number, title, order, words_orders.GROUNDS[order.ground] if order else None, result, votes)
