"""Signed copies (C.HASIL-SALINAN): the QR text of a station's record, its signature, and what it says beside it."""

from collections.abc import Sequence

from recap.domain import statement
from recap.domain.refusals.documents import StatementUnreadable
from recap.domain.statement import CopyStatement
from recap.verify import offices, phrases
from recap.verify.findings import Failure
from recap.verify.logged import Logged
from recap.verify.scene import Record, Scene, Seen


def check(scene: Scene, seen: Seen) -> None:
    """Note everything in which the copy of a station is not signed by it, or says otherwise than the record."""
    copy, code = seen.record["acts"]["copy"], seen.record["code"]
    if copy is None:
        return
    try:
        said, content, signature = statement.decode(copy["qr"])
    except StatementUnreadable:
        scene.note(Failure.COPY, seen.path, phrases.COPY_UNREADABLE, code=code)
        return
    key = offices.key_of(scene, said.key, code)
    if key is not None and not offices.signed(key, signature, content):
        scene.note(Failure.COPY, seen.path, phrases.COPY_SIGNATURE, code=code, key=said.key)
    _same(scene, seen, said)
    if _is_last_word(scene, seen):
        keyed = {row: cell["keyed"] for row, cell in seen.record["cells"].items()}
        _compare(scene, seen, (("values", keyed, {row: said.values.get(row) for row in keyed}),))
    scene.found.count("copy")


def _same(scene: Scene, seen: Seen, said: CopyStatement) -> None:
    record, copy = seen.record, seen.record["acts"]["copy"]
    shown = {photo["sha256"] for photo in record["photos"]}
    absent = {page: photo for page, photo in said.photos.items() if photo not in shown}
    _compare(
        scene,
        seen,
        (
            ("contest", record["contest"], said.contest),
            ("station", record["code"], said.station),
            ("count", copy["count"], said.count),
            ("revision", copy["revision"], said.revision),
            ("key", copy["key"], said.key),
            ("choices", len(scene.contest["choices"]), said.choices),
            ("photos", {}, absent),
        ),
    )


def _compare(scene: Scene, seen: Seen, pairs: Sequence[tuple[str, object, object]]) -> None:
    for name, published, due in pairs:
        if published != due:
            facts = {"field": name, "published": phrases.short(published), "due": phrases.short(due)}
            scene.note(Failure.COPY, seen.path, phrases.COPY_FIELD, code=seen.record["code"], **facts)


def _is_last_word(scene: Scene, seen: Seen) -> bool:
    """Tell whether copy and result both came after the last word of the KPPS, so that both must hold it."""
    record, copy = seen.record, seen.record["acts"]["copy"]
    if not record["counted"] or record["count"] != copy["count"]:
        return False
    known = [each for each in scene.entries.of(record["code"]) if each.index < seen.first]
    words = [each.index for each in known if each.act == "reading" and each.public.get("reader") == "kpps"]
    at = [_placed(known, "copy", copy), _placed(known, "result", record)]
    return bool(words) and min(at) > max(words) >= scene.begun


def _placed(known: Sequence[Logged], act: str, shown: Record) -> int:
    at = (shown["count"], shown["revision"])
    places = [e.index for e in known if e.act == act and (e.public.get("count"), e.public.get("revision")) == at]
    return max(places, default=-1)
