"""What a certificate binds, made again: its sums from its children, and its children from the log."""

from hashlib import sha256

from recap.domain.canonical import canonical
from recap.domain.election import Tier, tier_of
from recap.domain.public_part import digest_of
from recap.verify import sums
from recap.verify.logged import Logged
from recap.verify.scene import Record, Scene, Seen


def due(scene: Scene, seen: Seen, said: Record) -> Record:
    """Return what a certificate must say of its total and its children, by what it says of each and by the log.

    A child that is not as it was logged before is left out, so that the lists differ.
    """
    before = _signed_at(scene, seen, said)
    children = [each for each in said["children"] if before < scene.begun or _stands(scene, said, each, before)]
    return {
        "children": children,
        "total": sums.add_up(each.get("values", {}) for each in said["children"]),
        "objections": [each for each in said["objections"] if _as_shown(seen, each)],
    }


def in_force(seen: Seen, said: Record) -> Record:
    """Return what a certificate in force must say by the published totals of its area.

    What a kelurahan passed upward with a reason may have been decided since.
    """
    record, passed = seen.record, said["absent"]
    children = [each for each in record["children"] if each["code"] not in passed]
    held: Record = {"total": sums.add_up(each["values"] for each in children)}
    if not passed:
        held |= {"sum_tree": record["node"], "stations": record["stations_total"]}
        held |= {"stations_in": record["stations_in"]}
    return held


def _signed_at(scene: Scene, seen: Seen, said: Record) -> int:
    """Return the place in the log of the certificate that says this."""
    name = sha256(canonical(said).encode()).hexdigest()
    mine = scene.entries.kind(seen.record["code"], "certificate")
    return next((each.index for each in mine if each.public.get("certificate") == name), 0)


def _stands(scene: Scene, said: Record, child: Record, before: int) -> bool:
    """Tell whether a child lies within the area and is as it had been logged when the certificate was signed."""
    code = str(child["code"])
    known = [each for each in scene.entries.of(code) if each.index < before]
    if not code.startswith(said["area"]):
        return False
    if tier_of(code) is Tier.STATION:
        return _copied(known, child) and _counted(known, child)
    return not child["certificate"] or any(
        each.act == "certificate" and each.public.get("certificate") == child["certificate"] for each in known
    )


def _copied(known: list[Logged], child: Record) -> bool:
    copies = [each for each in known if each.act == "copy"]
    return any(each.public.get("pdf") == child["copy"] for each in copies) if child["copy"] else not copies


def _counted(known: list[Logged], child: Record) -> bool:
    results = [each for each in known if each.act == "result"]
    if "values" not in child:
        return not results
    at = {"count": child["count"], "revision": child["revision"], "values": digest_of(child["values"])}
    newest = max(results, key=lambda e: (e.public.get("count"), e.public.get("revision")), default=None)
    return newest is not None and {name: newest.public.get(name) for name in at} == at


def _as_shown(seen: Seen, noted: Record) -> bool:
    """Tell whether an objection about this very area is bound with the words that are shown."""
    if noted["area"] != seen.record["code"]:
        return True
    shown = [each for each in seen.record["acts"]["objections"] if each["number"] == noted["number"]]
    words = [{"area": noted["area"], "text": each["text"], "values": each["values"]} for each in shown]
    return any(sha256(canonical(each).encode()).hexdigest() == noted["sha256"] for each in words)
