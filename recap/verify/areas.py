"""Areas: every sum from the parts, the node in the tree of sums, what the area above says, and the acts about it."""

from itertools import pairwise

from recap.domain.election import Tier, tier_of
from recap.verify import certificates, described, entries, moments, phrases, sums
from recap.verify.findings import Failure
from recap.verify.scene import Record, Scene, Seen


def check(scene: Scene, seen: Seen) -> None:
    """Note everything in which an area's record is not what its parts, the log and the area above make it."""
    _identity(scene, seen)
    _totals(scene, seen)
    if sums.node_of_area(scene.scheme, seen.record).sha256.hex() != seen.record["node"]:
        scene.note(Failure.TOTAL, seen.path, phrases.NODE, code=seen.record["code"])
    claims(scene, seen, sums.claim_of_area(seen.record, seen.sha256))
    entries.compare(scene, seen, entries.shown_at_area(seen.record), entries.due_at_area)
    certificates.check(scene, seen)
    moments.check(scene, seen)
    if seen.current and seen.record["code"] == scene.contest["area"]:
        described.check(scene)


def claims(scene: Scene, seen: Seen, due: Record) -> None:
    """Note every field in which an area above speaks otherwise of a record than it speaks of itself."""
    for claim in seen.claims:
        for name, value in due.items():
            if claim.get(name) != value:
                facts = {"field": name, "published": phrases.short(claim.get(name)), "due": phrases.short(value)}
                scene.note(Failure.TOTAL, seen.path, phrases.CLAIM, code=seen.record["code"], **facts)


def _identity(scene: Scene, seen: Seen) -> None:
    record = seen.record
    code = record["code"]
    due = {"contest": scene.contest["id"], "tier": tier_of(code).name.lower()}
    for name, value in due.items():
        if record[name] != value:
            facts = {"field": name, "published": record[name], "due": value}
            scene.note(Failure.SHAPE, seen.path, phrases.FIELD, code=code, **facts)
    tiers = list(Tier)
    width = tiers[tiers.index(tier_of(code)) + 1].value
    children = [each["code"] for each in record["children"]]
    fits = all(len(child) == width and child.startswith(code) for child in children)
    numbered = all((each["number"] > 0) == (width == Tier.STATION.value) for each in record["children"])
    in_order = all(one < other for one, other in pairwise(children))
    within = code.startswith(scene.contest["area"]) and (bool(seen.claims) or code == scene.contest["area"])
    if not (children and fits and numbered and in_order and within):
        scene.note(Failure.TOTAL, seen.path, phrases.CHILDREN, code=code)


def _totals(scene: Scene, seen: Seen) -> None:
    record, children = seen.record, seen.record["children"]
    for name in ("stations_total", "stations_in"):
        _compare(scene, seen, name, (record[name], sum(each[name] for each in children)))
    for name in ("states", "values"):
        due = sums.add_up(each[name] for each in children)
        for row in sorted(record[name].keys() | due.keys()):
            _compare(scene, seen, row, (record[name].get(row), due.get(row)))


def _compare(scene: Scene, seen: Seen, row: str, sums_: tuple[int | None, int | None]) -> None:
    published, due = sums_
    if published != due:
        facts = {"row": row, "published": str(published), "due": str(due)}
        scene.note(Failure.TOTAL, seen.path, phrases.TOTAL, code=seen.record["code"], **facts)
