"""What is shown beside what was logged, in both directions: nothing shown without its entry, no entry hidden.

Of every act a record shows, the public part of its entry is made again from the record's own words and numbers
(`recap.domain.public_part`) and looked for in the log; what must be shown of an entry is looked for in the record.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from recap.domain import public_part
from recap.domain.canonical import canonical
from recap.verify import phrases
from recap.verify.findings import Failure
from recap.verify.logged import Logged
from recap.verify.scene import Record, Scene, Seen

Act = tuple[str, str, str]
"""What is compared of an act: its kind, the role of who acted (empty where the record does not tell), the rest."""

Due = Callable[[Sequence[Logged]], list[Act]]
"""From the entries of a place to the acts its record must show."""

_AS_LOGGED = frozenset({"result", "count_order", "objection", "objection_answer"})
_OF_AREA = frozenset({"certificate", "reopening", "reopening_answer", "objection", "objection_answer"})
SHOWN = _AS_LOGGED | _OF_AREA | {"upload", "settlement", "approval", "discrepancy", "copy"}
"""The kinds of acts that must be seen somewhere in the tree."""
_CELLS = "cells"
_PLACE_DIGITS = 6
"""A scene is one kecamatan, or one area above."""
_WITHOUT_ROLE = frozenset({"result", "certificate", "copy"})


def compare(scene: Scene, seen: Seen, shown: Iterable[Act], due: Due) -> None:
    """Note every act that is shown and was not logged in time, and every one that was logged and is not shown."""
    found = Counter(shown)
    logged = scene.entries.of(str(seen.record["code"]))
    before = Counter(due([each for each in logged if each.index < seen.first]))
    later = Counter(due([each for each in logged if each.index < seen.last])) if seen.last != seen.first else before
    for act, _, said in (found - before).elements():
        scene.note(Failure.UNLOGGED, seen.path, phrases.UNLOGGED, code=seen.record["code"], act=act, said=said)
    for act, _, said in (later - found).elements():
        scene.note(Failure.HIDDEN, seen.path, phrases.HIDDEN, code=seen.record["code"], act=act, said=said)
    scene.found.count("act", found.total())


def leftover(scene: Scene, codes: Collection[str], size: int) -> None:
    """Note entries below this size of stations and areas that no record of the newest publication shows at all."""
    # A scene above also holds certificates of the kecamatan below it, which are looked for in theirs.
    places = {code[:_PLACE_DIGITS] for code in codes}
    for each in scene.entries:
        missing = each.act in SHOWN and each.area is not None and each.area not in codes
        mine = each.contest == scene.contest["id"] and (each.area or "")[:_PLACE_DIGITS] in places
        if missing and mine and each.index < size:
            where = (Failure.HIDDEN, "manifest.json", phrases.PLACE_HIDDEN)
            scene.note(*where, code=each.area or "", act=each.act, index=each.index)


def shown_at_station(record: Record) -> list[Act]:
    """Return what a station's record shows of results, orders, objections, settlements and its copy."""
    acts = record["acts"]
    found = [_result(each["count"], each["revision"], each["values"]) for each in acts["counts"]]
    found += [_order(each) for each in acts["orders"]]
    found += [act for each in acts["objections"] for act in objection(each)]
    found += [act for each in record["settled"] for act in _settled(each)]
    if acts["copy"] is not None:
        copy = acts["copy"]
        found.append(_act("copy", "", public_part.copy(copy["count"], copy["revision"], copy["qr"], copy["pdf"])))
    return found


def due_at_station(logged: Sequence[Logged]) -> list[Act]:
    """Return what the record of a station with these entries must show, its photos apart."""
    copies = [each for each in logged if each.act == "copy"]
    newest = max(copies, key=lambda each: (_number(each, "count"), _number(each, "revision")), default=None)
    as_logged = [_logged(each) for each in logged if each.act in _AS_LOGGED]
    return [*as_logged, *_in_effect(logged), *([_logged(newest)] if newest else [])]


def shown_at_area(record: Record) -> list[Act]:
    """Return what an area's record shows of certificates, requests to reopen and objections."""
    acts = record["acts"]
    found = [act for each in acts["objections"] for act in objection(each)]
    for each in acts["certificates"]:
        sha256 = each["sha256"]
        found.append(_act("certificate", "", public_part.certificate(sha256, each["pdf"], each["revision"])))
        for asked in each["reopenings"]:
            _whole(asked, "granted", "note", "answer_role", "answered_at")
            found.append(_act("reopening", asked["role"], public_part.reopening(sha256, asked["reason"])))
            if asked["granted"] is not None:
                answer = public_part.reopening_answer(sha256, asked["note"], granted=asked["granted"])
                found.append(_act("reopening_answer", asked["answer_role"], answer))
    return found


def due_at_area(logged: Sequence[Logged]) -> list[Act]:
    """Return what the record of an area with these entries must show."""
    return [_logged(each) for each in logged if each.act in _OF_AREA]


def objection(said: Record) -> list[Act]:
    """Return the act of an objection, and that of its answer if it has one."""
    _whole(said, "verdict", "answer", "answer_role", "answered_at")
    number, words = said["number"], (said["text"], said["values"])
    found = [_act("objection", said["role"], public_part.objection(number, said["kind"], said["choice"], *words))]
    if said["verdict"] is not None:
        answer = public_part.objection_answer(number, said["answer"], said["verdict"])
        found.append(_act("objection_answer", said["answer_role"], answer))
    return found


def _whole(said: Record, *names: str) -> None:
    """Raise ValueError if an answer is there in part."""
    if len({said[name] is None for name in names}) > 1:
        raise ValueError(names)


def _result(count: int, revision: int, values: Mapping[str, int]) -> Act:
    # How the numbers of an earlier revision came about is shown no more: `stations` compares the cells of the last.
    public = public_part.result(count, revision, values, {})
    return _act("result", "", {name: fact for name, fact in public.items() if name != _CELLS})


def _order(said: Record) -> Act:
    words = {"ground": said["ground"], "decision": said["decision"]}
    public = public_part.count_order(said["count"], said["kind"], words, said["voters"], said["ballots"])
    return _act("count_order", said["role"], public)


def _settled(said: Record) -> list[Act]:
    answer = (said["number"], said["corrections"], said["note"], said["reason"])
    found = [_act("settlement", said["role"], public_part.settlement(*answer, second=bool(said["second"])))]
    if said["second"]:
        found.append(_act("approval", said["second"], public_part.approval(*answer, agreed=True)))
    return found


def answered(logged: Iterable[Logged]) -> list[int]:
    """Return the number of the case of every answer that has effect, as often as it was answered."""
    return [case for case, _ in _answers(logged)]


def _in_effect(logged: Iterable[Logged]) -> list[Act]:
    """Return the last answer to each case, with the second person's word if it needed one."""
    last = dict(_answers(logged))
    return [_logged(each) for acts in last.values() for each in acts]


def _answers(logged: Iterable[Logged]) -> Iterator[tuple[int, tuple[Logged, ...]]]:
    """Yield each answer to a case once it has effect: one that needs a second person has it when they agree."""
    waiting: dict[int, Logged] = {}
    for each in logged:
        case = _number(each, "case")
        if each.act == "settlement" and each.public.get("second"):
            waiting[case] = each
        elif each.act == "settlement":
            yield case, (each,)
        elif each.act == "approval" and case in waiting:
            answer = waiting.pop(case)
            if each.public.get("agreed") is True:
                yield case, (answer, each)


def _act(kind: str, role: str, public: Mapping[str, object]) -> Act:
    return kind, role, canonical(public)


def _logged(each: Logged) -> Act:
    public = {name: fact for name, fact in each.public.items() if (each.act, name) != ("result", _CELLS)}
    return _act(each.act, "" if each.act in _WITHOUT_ROLE else each.role or "", public)


def _number(each: Logged, name: str) -> int:
    value = each.public.get(name)
    return value if isinstance(value, int) else 0
