"""What is published of one station: identity, photos, numbers once accepted, and every discrepancy."""

from collections.abc import Sequence

from aggregation import acts
from aggregation.acts import moment
from aggregation.records import Cell, Open, Photo, Settled, StationRecord
from recap.app.discrepancies import Case
from recap.app.dossiers import Dossier
from recap.app.results import Result
from recap.domain.election import Area
from recap.domain.rules import Severity
from recap.domain.settlement import Settlement


def station_record(dossier: Dossier, lineage: Sequence[Area]) -> StationRecord:
    """Return the public record of a station.

    A photo is shown at once. Numbers are shown only once they are accepted, so an open discrepancy names its rule and
    cells and not its values; officers appear by their role.
    """
    station, state, result = dossier.station, dossier.state, dossier.result
    settled = [(case, case.settlement) for case in dossier.cases if case.settlement]
    return StationRecord(
        contest=dossier.contest,
        code=station.code,
        number=station.number,
        names={area.tier.name.lower(): area.name for area in lineage},
        voters={"male": station.voters_male, "female": station.voters_female},
        cap=station.cap,
        state=state.state,
        counted=result is not None,
        revision=result.revision if result else 0,
        by_officer=result.by_officer if result else False,
        settled_at=moment(result.settled_at) if result else None,
        changed_at=moment(dossier.changed_at) if dossier.changed_at else None,
        cells=_cells(result) if result else {},
        photos=tuple(
            Photo(photo.sha256, photo.page, photo.state, moment(photo.received_at), photo.picture, photo.entry)
            for photo in dossier.photos
        ),
        # A hint claims nothing: it is no reason to call numbers examined, and stands among the warnings.
        open=tuple(_open(c) for c in dossier.cases if c.is_open and c.discrepancy.severity is not Severity.WARNING),
        settled=tuple(_settled(case, answer) for case, answer in settled),
        warnings=state.warnings,
        count=result.count if result else 1,
        readers=dossier.readers,
        acts=acts.of_station(dossier.acts, dossier.logged),
    )


def _cells(result: Result) -> dict[str, Cell]:
    return {
        code: Cell(
            read=result.read.get(code),
            keyed=result.keyed.get(code),
            written=result.written.get(code),
            corrected=result.corrected.get(code),
            counted=value,
        )
        for code, value in result.values.items()
    }


def _open(case: Case) -> Open:
    found = case.discrepancy
    return Open(case.number, found.key, found.severity, found.cells, moment(case.opened_at))


def _settled(case: Case, answer: Settlement) -> Settled:
    found = case.discrepancy
    return Settled(
        number=case.number,
        key=found.key,
        severity=found.severity,
        cells=found.cells,
        opened_at=moment(case.opened_at),
        values=found.values,
        left_sum=found.left_sum,
        relation=found.relation,
        right_sum=found.right_sum,
        reason=answer.reason,
        note=answer.note,
        role=answer.role,
        corrections=answer.values,
        settled_at=moment(answer.settled_at),
        second=answer.second,
    )
