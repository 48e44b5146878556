"""What a certificate says of single stations beside its numbers, in the legal forms' own words."""

from collections.abc import Iterable, Mapping

from recap.app.documents.papers import Remark
from recap.app.readiness import Ready
from recap.app.tables import ResultRow
from recap.domain.election import AreaCode, StationCode
from recap.domain.rows import form_rows
from recap.domain.rules import Severity, Violation, check, rules_for

_PARTS = {"L": "laki-laki", "P": "perempuan", "J": "jumlah"}


def of(ready: Ready, results: Mapping[StationCode, ResultRow], names: Mapping[AreaCode, str]) -> tuple[Remark, ...]:
    """Return a remark on each station that is not in, and on each whose form does not add up, in their order."""
    labels = _labels(ready)
    found = []
    for station in ready.stations:
        place = place_of(station.code, names)
        if station.code in ready.reasons:
            found.append(Remark(place, f"Belum masuk rekap: {ready.reasons[station.code]}"))
        elif station.code in results:
            broken = check(results[station.code].values, rules_for(len(ready.contest.choices)))
            found += [Remark(place, _spelled(each, labels)) for each in broken if each.severity is not Severity.WARNING]
    return tuple(found)


def place_of(code: str, names: Mapping[AreaCode, str]) -> str:
    """Return an area by its name, a station by its number and kelurahan."""
    here = names.get(AreaCode(code))
    return here or f"TPS {int(code[-3:])}, Kelurahan {names.get(AreaCode(code[:-3]), code)}"


def _spelled(broken: Violation, labels: Mapping[str, str]) -> str:
    left, *right = (f"{labels[code]} {value}" for code, value in broken.values)
    sums = f" = {broken.right_sum}" if len(right) > 1 else ""
    return f"Formulir tidak cocok, direkap seperti tertulis: {left}, sedangkan {_added(right)}{sums}."


def _added(parts: Iterable[str]) -> str:
    return " + ".join(parts)


def _labels(ready: Ready) -> dict[str, str]:
    """Return what each cell of the form is called."""
    choices = {choice.code: f"{choice.number}. {choice.name}" for choice in ready.contest.choices}
    labels = {}
    for row in form_rows(len(ready.contest.choices)):
        for code in row.cells:
            part = f" ({_PARTS[code[-1]]})" if row.split else ""
            labels[code] = choices.get(row.code, row.label_id) + part
    return labels
