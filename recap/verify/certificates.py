"""Certificates (D.HASIL): digests, signatures, keys and standing, and what they bind beside the folder and the log."""

import json
from typing import Any

from recap.domain.canonical import canonical
from recap.domain.certificate import Signed, Standing, standings
from recap.domain.election import AreaCode
from recap.verify import bound, offices, phrases, reading
from recap.verify.findings import Failure
from recap.verify.scene import Record, Scene, Seen
from recap.verify.source import FileMissing

_KIND = "recap/certificate/1"


def check(scene: Scene, seen: Seen) -> None:
    """Note everything that is wrong with the certificates an area's record shows."""
    shown, earlier = seen.record["acts"]["certificates"], ""
    worth = [_standings(scene, seen, size) for size in sorted({seen.first, seen.last})]
    for number, each in enumerate(shown, start=1):
        due: dict[str, object] = {"revision": number, "standing": each["standing"]}
        for held in worth:
            due["standing"] = held.get(each["sha256"], "?")
            _compare(scene, seen, each, due)
        said = _statement(scene, seen, each)
        if said is not None:
            _bound(scene, seen, (each, said), earlier)
        earlier = each["sha256"]
        scene.found.count("certificate")


def _standings(scene: Scene, seen: Seen, size: int) -> dict[str, str]:
    """Return what each certificate of this area is worth at this size of the log, by its digest."""
    code = seen.record["code"]
    known = [e for e in scene.entries if e.index < size and e.area is not None and e.area.startswith(code)]
    reopened = {e.public.get("certificate") for e in known if e.act == "reopening_answer" and e.public.get("granted")}
    signed = {e.index: e for e in known if e.act == "certificate" and e.contest == scene.contest["id"]}
    worth = standings(
        Signed(index, AreaCode(e.area or ""), e.public.get("certificate") in reopened) for index, e in signed.items()
    )
    return {str(e.public.get("certificate")): worth[index].value for index, e in signed.items() if e.area == code}


def _statement(scene: Scene, seen: Seen, each: Record) -> Record | None:
    """Return what a certificate says, if its bytes are those named and its area's own key signed them."""
    code, name = seen.record["code"], each["sha256"]
    path = f"certificates/{name}.json"
    content = reading.fetch(scene.source, scene.found, path, name)
    signature = reading.fetch(scene.source, scene.found, f"certificates/{name}.sig", each["signature"])
    _document(scene, each["pdf"])
    key = offices.key_of(scene, each["key"], code)
    if content is None or signature is None or key is None:
        return None
    if not offices.signed(key, offices.from_base64(signature), content):
        scene.note(Failure.CERTIFICATE, path, phrases.CERTIFICATE_SIGNATURE, code=code, key=each["key"])
        return None
    said = _parsed(content)
    if said is None:
        scene.note(Failure.CERTIFICATE, path, phrases.CERTIFICATE_UNREADABLE, code=code)
    return said


def _document(scene: Scene, pdf: str) -> None:
    path = f"certificates/{pdf}.pdf"
    scene.found.saw(path)
    try:
        if scene.sha256(path) != pdf:
            scene.note(Failure.CHANGED, path, phrases.DOCUMENT)
    except FileMissing:
        scene.note(Failure.MISSING, path, phrases.DOCUMENT_MISSING)


def _parsed(content: bytes) -> Record | None:
    try:
        said: Any = json.loads(content)
        whole = isinstance(said, dict) and canonical(said).encode() == content and said["kind"] == _KIND
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return said if whole else None


def _bound(scene: Scene, seen: Seen, pair: tuple[Record, Record], earlier: str) -> None:
    """Compare what a certificate says with the record, with its own parts and with the log."""
    each, said = pair
    try:
        due = bound.due(scene, seen, said)
        due |= {"contest": scene.contest["id"], "area": seen.record["code"], "name": seen.record["name"]}
        due |= {"revision": each["revision"], "supersedes": earlier, "key": each["key"]}
        due |= {"signed_at": each["signed_at"]}
        if each["standing"] == Standing.VALID:
            due |= bound.in_force(seen, said)
        _compare(scene, seen, {name: said[name] for name in due} | {"sha256": each["sha256"]}, due)
    except (KeyError, TypeError, ValueError, AttributeError):
        path = f"certificates/{each['sha256']}.json"
        scene.note(Failure.CERTIFICATE, path, phrases.CERTIFICATE_UNREADABLE, code=seen.record["code"])


def _compare(scene: Scene, seen: Seen, said: Record, due: Record) -> None:
    for name, value in due.items():
        if said[name] != value:
            path = f"certificates/{said['sha256']}.json"
            facts = {"field": name, "published": phrases.short(value), "due": phrases.short(said[name])}
            scene.note(Failure.CERTIFICATE, path, phrases.CERTIFICATE_FIELD, code=seen.record["code"], **facts)
