"""Photos: those shown are those sent, in their order; their state and their public copies are the logged ones."""

from collections.abc import Sequence

from recap.verify import phrases
from recap.verify.findings import Failure
from recap.verify.logged import Logged
from recap.verify.scene import Record, Scene, Seen
from recap.verify.source import FileMissing

_SHOWN = ("read", "superseded")


def path_of(photo: str) -> str:
    """Return where the public copy of the photo with this digest lies."""
    return f"photos/{photo}.jpg"


def check(scene: Scene, seen: Seen) -> None:
    """Note everything in which a station's photos are not those of the log, or not the files of the folder."""
    for size in sorted({seen.first, seen.last}):
        known = [each for each in scene.entries.of(seen.record["code"]) if each.index < size]
        sent = [each for each in known if each.act == "upload" and each.public.get("observed") is False]
        # Two that arrive at once may be numbered in one order and logged in the other: only which they are is compared.
        shown = [photo["sha256"] for photo in seen.record["photos"]]
        if len(shown) != len(set(shown)) or set(shown) != {each.photo for each in sent}:
            scene.note(Failure.PHOTO, seen.path, phrases.PHOTOS, code=seen.record["code"])
        _counts(scene, seen, known)
        first = {each.photo: each.index for each in reversed(sent)}
        for photo in seen.record["photos"]:
            about = [each for each in scene.entries.of_photo(photo["sha256"]) if each.index < size]
            if photo["entry"] != first.get(photo["sha256"]):
                scene.note(
                    Failure.PHOTO, seen.path, phrases.PHOTO_PLACE, code=seen.record["code"], index=photo["entry"]
                )
            _state(scene, seen, photo, about)
            _picture(scene, seen, photo, about)
    _pages(scene, seen)
    for photo in seen.record["photos"]:
        if photo["public_sha256"] is not None:
            _file(scene, seen.record["code"], photo)


def _counts(scene: Scene, seen: Seen, known: Sequence[Logged]) -> None:
    """Demand that photos were sent for the first count or an ordered one, and that the machine read them for it."""
    ordered = {1, *(each.public.get("count") for each in known if each.act == "count_order")}
    sent = {(each.photo, each.public.get("count")) for each in known if each.act == "upload"}
    machine = [each for each in known if each.act == "reading" and each.public.get("reader") == "machine"]
    read = {(each.photo, each.public.get("count")) for each in machine}
    for photo, count in sorted({(p, c) for p, c in sent if c not in ordered} | (read - sent), key=str):
        facts = {"photo": str(photo)[:16], "count": str(count)}
        scene.note(Failure.PHOTO, seen.path, phrases.PHOTO_COUNT, code=seen.record["code"], **facts)


def _state(scene: Scene, seen: Seen, photo: Record, about: Sequence[Logged]) -> None:
    """Compare a photo's state: received until the machine read it here, refused if what it read is of another place."""
    read = [each for each in about if each.act == "reading" and each.public.get("reader") == "machine"]
    at = (seen.record["contest"], seen.record["code"])
    own = [each for each in read if (each.contest, each.area) == at]
    here = [each for each in own if each.public.get("counted") and not each.public.get("observed")]
    if here:
        states = {photo["state"]} & set(_SHOWN)
    elif own:
        states = {"refused"}
    else:
        states = {"received"}
    due = photo["state"] if photo["state"] in states else min(states, default="read")
    page = here[-1].public.get("page") if here else photo["page"] if own else None
    if not any(each.act == "photo" for each in about):
        due = "?"
    if (photo["state"], photo["page"]) != (due, page):
        facts = {
            "photo": photo["sha256"][:16],
            "published": f"{photo['state']} {photo['page']}",
            "due": f"{due} {page}",
        }
        scene.note(Failure.PHOTO, seen.path, phrases.PHOTO_STATE, code=seen.record["code"], **facts)


def _picture(scene: Scene, seen: Seen, photo: Record, about: Sequence[Logged]) -> None:
    """Compare the public copy with the logged one; a photo that was refused or not yet read shows none."""
    made = [each.public.get("picture") for each in about if each.act == "picture"]
    due = made[-1] if made and photo["state"] in _SHOWN else None
    if photo["public_sha256"] != due:
        facts = {"photo": photo["sha256"][:16]}
        scene.note(Failure.PHOTO, seen.path, phrases.PICTURE, code=seen.record["code"], **facts)


def _pages(scene: Scene, seen: Seen) -> None:
    """Demand that of each page one photo at most is the one that counts."""
    pages = [photo["page"] for photo in seen.record["photos"] if photo["state"] == _SHOWN[0]]
    if len(pages) != len(set(pages)):
        scene.note(Failure.PHOTO, seen.path, phrases.PHOTOS, code=seen.record["code"])


def _file(scene: Scene, code: str, photo: Record) -> None:
    path = path_of(photo["sha256"])
    scene.found.saw(path)
    if not scene.photos:
        return
    try:
        if scene.sha256(path) != photo["public_sha256"]:
            scene.note(Failure.PHOTO, path, phrases.PHOTO_CHANGED, code=code)
    except FileMissing:
        scene.note(Failure.MISSING, path, phrases.PHOTO_MISSING, code=code)
    scene.found.count("photo")
