"""The published records in the tree, with the names and in the JSON that KPU published its 2024 results in.

Programs made for `sirekappilkada-obj-data.kpu.go.id` (governors: pkwkp, mayors: pkwkk) or `sirekap-obj-data.kpu.go.id`
(presidents: ppwp) work on it, with `<folder>/kpu/<election>` in the place of the host. Every file follows from the
contest's record and one more, byte by byte. Paths, fields and what differs from KPU: docs/open-data.md.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone

from recap.domain.opendata.kpunames import administration, is_pilkada, keys
from recap.domain.opendata.shapes import AreaFile, ChildFile, ContestFile, Place, StationFile

_LENGTHS = (2, 4, 6, 10, 13)
_WIB = timezone(timedelta(hours=7))
_HUNDRED_PERCENT = 10_000
_REGULAR = "Reguler"
_PSU = {"recount": "Hitung Ulang", "revote": "PSU"}


def of_contest(contest: ContestFile, top: AreaFile) -> dict[str, bytes]:
    """Return the choices of a contest, and the lists and totals of the areas above its own, by path.

    `top` is the record of the contest's area; KPU's tree begins with the provinces, so the way down to it is made.
    """
    files = {_choices_path(contest): _choices(contest)}
    way = [*contest["above"], Place(code=top["code"], name=top["name"])]
    for upper, lower in zip(["", *(each["code"] for each in contest["above"])], way, strict=True):
        files[_path(contest, "wilayah", upper)] = _spell([_listed(lower["code"], lower["name"])])
        files[_path(contest, "hhcw", upper)] = _totals(contest, top, [_as_child(lower["code"], top)])
    return files


def of_area(contest: ContestFile, area: AreaFile) -> dict[str, bytes]:
    """Return the list of what lies within an area, and its totals with theirs, by path."""
    children = area["children"]
    listed = [_listed(child["code"], _name(child)) for child in children]
    return {
        _path(contest, "wilayah", area["code"]): _spell(listed),
        _path(contest, "hhcw", area["code"]): _totals(contest, area, children),
    }


def of_station(contest: ContestFile, station: StationFile) -> dict[str, bytes]:
    """Return the results of a station by path; without numbers while it is not counted, as KPU did it."""
    numbers = {code: cell["counted"] for code, cell in station["cells"].items()} if station["counted"] else {}
    path = _path(contest, "hhcw", station["code"])
    kinds = {order["count"]: order["kind"] for order in station["acts"]["orders"]}
    said = {
        "chart": _chart(contest, numbers) if numbers else None,
        "administrasi": administration(contest, numbers) if numbers else None,
    }
    record = {
        "mode": "hhcw",
        **({"tungsura": said} if is_pilkada(contest) else said),
        "images": _images(contest, station, path),
        "psu": _PSU.get(kinds.get(station["count"], ""), _REGULAR if is_pilkada(contest) else None),
        "ts": _ts([station["changed_at"]]),
        "status_suara": bool(numbers),
        "status_adm": bool(numbers),
    }
    return {path: _spell(record)}


def contest_of(path: str) -> str:
    """Return the id of the contest that a file of this tree is about; of no contest if no such file is made."""
    _, election, *steps, _, _, _ = [*path.removesuffix(".json").split("/"), "", "", "", ""]
    at = 2 if steps[:1] == ["wilayah"] or steps[1:2] in (["hhcw"], ["paslon"]) else 1
    return f"{election}.{''.join(steps[at : at + 1])}"


def _totals(contest: ContestFile, area: AreaFile, children: Sequence[ChildFile]) -> bytes:
    done, total = area["stations_in"], area["stations_total"]
    chart = _chart(contest, area["values"])
    table = {child["code"]: _row(contest, child) for child in children}
    if is_pilkada(contest):
        body: dict[str, object] = {"tungsura": {"chart": {**chart, "progres": _progress(done, total)}, "table": table}}
    else:
        body = {"chart": {**chart, "persen": _percent(done, total)}, "table": table}
    record = {
        "mode": "hhcw",
        **body,
        "psu": _REGULAR,
        "progres": {"total": total, "progres": done},
        "ts": _ts(child["changed_at"] for child in area["children"]),
    }
    return _spell(record)


def _row(contest: ContestFile, child: ChildFile) -> dict[str, object]:
    done, total = child["stations_in"], child["stations_total"]
    votes = _chart(contest, child["values"]) if done else {}
    pilkada = is_pilkada(contest)
    progress = {"progres": _progress(done, total)} if pilkada else {"persen": _percent(done, total)}
    return {"psu": _REGULAR, **votes, **progress, "status_progress": done > 0}


def _as_child(code: str, top: AreaFile) -> ChildFile:
    """Return the contest's area as a row above it: all that lies within a province or city is what lies in it."""
    facts = (top["stations_total"], top["stations_in"], top["values"])
    return ChildFile(
        code=code,
        name="",
        object="",
        stations_total=facts[0],
        stations_in=facts[1],
        values=facts[2],
        number=0,
        changed_at=None,
    )


def _chart(contest: ContestFile, values: Mapping[str, int]) -> dict[str, int]:
    return {key: values.get(code, 0) for key, code in keys(contest)}


def _choices(contest: ContestFile) -> bytes:
    said = {
        key: {"nama": choice["name"], "nomor_urut": choice["number"]}
        for (key, _), choice in zip(keys(contest), contest["choices"], strict=True)
    }
    return _spell({contest["area"]: said} if is_pilkada(contest) else said)


def _images(contest: ContestFile, station: StationFile, path: str) -> list[str | None]:
    """Return where the public copy of each page's photo lies, relative to this file as RFC 3986 resolves it."""
    up = "../" * path.count("/")
    shown = {
        str(photo["page"]): f"{up}photos/{photo['sha256']}.jpg"
        for photo in station["photos"]
        if photo["state"] == "read" and photo["public_sha256"]
    }
    return [shown.get(page) for page in sorted(contest["pages"], key=int)]


def _listed(code: str, name: str) -> dict[str, object]:
    return {"nama": name.upper(), "id": int(code), "kode": code, "tingkat": _LENGTHS.index(len(code)) + 1}


def _name(child: ChildFile) -> str:
    return f"TPS {child['number']:03d}" if child["number"] else child["name"]


def _progress(done: int, total: int) -> dict[str, object]:
    return {"total": total, "persen": _percent(done, total), "progres": done}


def _percent(done: int, total: int) -> float:
    """Return a share in per cent with two decimals; 100 is said of all alone."""
    if done == total:
        return 100.0 if total else 0.0
    return min((2 * done * _HUNDRED_PERCENT + total) // (2 * total), _HUNDRED_PERCENT - 1) / 100


def _ts(moments: Iterable[str | None]) -> str:
    """Return the last of these moments in KPU's spelling, Western Indonesian time; '' if there is none."""
    last = max((datetime.fromisoformat(each) for each in moments if each), default=None)
    return last.astimezone(_WIB).strftime("%Y-%m-%d %H:%M:%S") if last else ""


def _choices_path(contest: ContestFile) -> str:
    election, _, office = contest["id"].rpartition(".")
    place = f"pilkada/paslon/{office}" if is_pilkada(contest) else f"pemilu/{office}"
    return f"kpu/{election}/{place}.json"


def _path(contest: ContestFile, kind: str, code: str) -> str:
    """Return where a list (`wilayah`) or results (`hhcw`) of an area or station lie; '' is the nation."""
    election, _, office = contest["id"].rpartition(".")
    family = "pilkada" if is_pilkada(contest) else "pemilu"
    tree = f"wilayah/{family}/{office}" if kind == "wilayah" else f"{family}/hhcw/{office}"
    steps = "".join(f"/{code[:length]}" for length in _LENGTHS if length <= len(code))
    # The nation's results of a president's contest stand beside their folder, all other heads in theirs.
    head = "" if family == "pemilu" and kind == "hhcw" else "/0"
    return f"kpu/{election}/{tree}{steps or head}.json"


def _spell(record: Mapping[str, object] | Sequence[object]) -> bytes:
    # A share has decimals, so this is KPU's JSON and not the canonical form of our records; `repr` of these is exact.
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
